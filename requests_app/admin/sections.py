"""What the admin of every table of requests has: heading, files, and words that are withheld."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.admin.evidence.bundles import BundlePage
from registry.admin.evidence.redactions import RedactPage
from registry.pages.history.file import HistoryFilePage
from registry.pages.history.page import HistoryPage, PastOfRow, VersionPage
from registry.pages.model_admin import RegisterModelAdmin
from registry.pages.past import past_of
from registry.pages.steps import StepPage
from requests_app import resources
from requests_app.retention.confidence import (
    MAY_READ,
    WORDS,
    ended_today,
    file_of,
    is_closed_to,
    withheld,
    withhold,
)
from requests_app.timing import Rules

REQUESTS = _("Requests of data subjects")
RESOURCES = {
    resource._meta.model: resource
    for resource in (
        resources.RequestResource,
        resources.RequestedRightResource,
        resources.ClockEventResource,
        resources.ChecklistItemResource,
        resources.RecipientNoticeResource,
        resources.LegalPeriodResource,
        resources.RequestPolicyResource,
        resources.MessageTemplateResource,
        resources.RequesterResource,
    )
}


class FileStepPage(StepPage):
    """None for a file that was closed long ago, but by the privacy lead."""

    def offered(self, request, row):
        return [] if self.table.withholds(request, row) else super().offered(request, row)

    def take(self, request, step, row, form) -> bool:
        if self.table.withholds(request, row):
            refusal = gettext("{entry}: not done. It was closed long ago: ask the privacy lead.")
            form.add_error(None, ValidationError(refusal.format(entry=row)))
            return False
        return super().take(request, step, row, form)


class WithoutWords(PastOfRow):
    """Mixed into the pages of the past: a notice stands in place of words that are withheld."""

    def shown(self, request, row, model, version):
        if not self.table.withholds(request, row):
            return version
        names = WORDS.get(model, ())
        labels = {capfirst(model._meta.get_field(name).verbose_name) for name in names}
        return _without_words(version, labels)


class FileHistoryPage(WithoutWords, HistoryPage):
    """All versions of a part of a file."""


class FileHistoryFilePage(WithoutWords, HistoryFilePage):
    """The same as a file."""


class FileVersionPage(WithoutWords, VersionPage):
    """One of them."""


class FileAdmin(RegisterModelAdmin):
    """The admin of one table of the file of requests. Messages come and go in no file.

    What was closed long ago can be looked at and no longer changed, and its words are not shown,
    except to the privacy lead.
    """

    pages = [
        *RegisterModelAdmin.pages,
        FileStepPage(),
        FileHistoryPage(),
        FileHistoryFilePage(),
        FileVersionPage(),
        RedactPage(),
        BundlePage(),
    ]
    section = REQUESTS
    change_form_template = "admin/registry/change_form.html"

    class Media:
        css = {"all": ["admin/requests.css"]}

    def get_resource_classes(self, request):
        return [RESOURCES[self.model]]

    def has_import_permission(self, request):
        return self.model in RESOURCES and super().has_import_permission(request)

    def has_export_permission(self, request):
        return self.model in RESOURCES and super().has_export_permission(request)

    def withholds(self, request, row) -> bool:
        """Whether the words of the file of this row are kept from this user."""
        if row is None or type(row) not in WORDS:
            return False
        if past_of(request).known and not request.user.has_perm(MAY_READ):
            file = file_of(row)
            return file is not None and ended_today().filter(id=file.pk).exists()
        if not hasattr(request, "counting_rules"):
            request.counting_rules = Rules()
        return is_closed_to(request.user, row, timezone.localdate(), request.counting_rules)

    def fields_withheld(self, request, row):
        return WORDS[self.model] if self.withholds(request, row) else ()

    def get_object(self, request, object_id, from_field=None):
        row = super().get_object(request, object_id, from_field)
        if self.withholds(request, row):
            withhold(row)
            row.is_withheld = True
        return row

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and not self.withholds(request, obj)


def _without_words(version, labels):
    """A version as it is shown, with the notice in place of each text under these labels."""
    return replace(
        version,
        values=[
            (label, withheld() if text and label in labels else text)
            for label, text in version.values
        ],
        changes=[
            replace(change, old=change.old and withheld(), new=change.new and withheld())
            if change.label in labels
            else change
            for change in version.changes
        ],
    )
