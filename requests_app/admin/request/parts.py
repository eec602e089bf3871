"""What belongs to a request and is worked on its page: rights, searches, notices."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.pages.forms import PartForm
from registry.pages.parts import PartInline
from requests_app.admin.request.step_forms import choices_of
from requests_app.grounds import grounds_against
from requests_app.models import ChecklistItem, RecipientNotice, RequestedRight
from requests_app.retention.confidence import WORDS
from requests_app.stops import MAY_STOP
from requests_app.vocabulary import RequestState

# After which group of the request's fields they stand.
PEOPLE = _("Requester")


class FixedPartForm(PartForm):
    """What a row is about cannot become something else; the heading says it."""

    fixed: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in set(self.fixed) & set(self.fields):
                self.fields[name].disabled = True
                self.fields[name].widget = forms.HiddenInput()


class OpenPart(PartInline):
    """Worked on until the file is closed."""

    after = PEOPLE

    def get_fieldsets(self, request, obj=None):
        """Without the words of a file that was closed long ago: see `FileAdmin`."""
        groups = super().get_fieldsets(request, obj)
        if not (obj and getattr(obj, "is_withheld", False)):
            return groups
        hidden = {*WORDS[self.model]}
        return [
            (name, {**options, "fields": list(_without(options["fields"], hidden))})
            for name, options in groups
        ]

    def has_change_permission(self, request, obj=None):
        return _is_at_work(obj) and super().has_change_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return _is_at_work(obj) and super().has_add_permission(request, obj)


def _without(fields, hidden: set[str]):
    for line in fields:
        names = [line] if isinstance(line, str) else line
        if kept := tuple(name for name in names if name not in hidden):
            yield kept


def _is_at_work(obj) -> bool:
    return obj is None or obj.state != RequestState.CLOSED


class RightForm(FixedPartForm):
    """Offers the grounds that hold against the right; since when it stopped, where it may."""

    fixed = ("right",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "ground" in self.fields:
            fit = grounds_against(self.instance.right.code, on=timezone.localdate())
            self.fields["ground"].choices = choices_of(fit)
        if self.instance.pk and self.instance.right.code not in MAY_STOP:
            for name in {"stopped_on", "stop_note"} & set(self.fields):
                self.fields[name].disabled = True
                self.fields[name].widget = forms.HiddenInput()


class RightInline(OpenPart):
    model = RequestedRight
    template = "admin/requests_app/rights_inline.html"
    form = RightForm
    fields = ["right", ("outcome", "ground"), "ground_proof", ("stopped_on", "stop_note")]


class SearchForm(FixedPartForm):
    fixed = ("activity",)


class SearchInline(OpenPart):
    model = ChecklistItem
    template = "admin/requests_app/several_inline.html"
    form = SearchForm
    fields = ["activity", ("finding", "searched_on", "done_on"), "note"]


class NoticeForm(FixedPartForm):
    fixed = ("processor", "body", "recipient")


class NoticeInline(OpenPart):
    model = RecipientNotice
    template = "admin/requests_app/several_inline.html"
    form = NoticeForm
    fields = [
        ("processor", "body", "recipient"),
        ("told_on", "answered_on"),
        ("why_not", "explanation"),
    ]
