"""The list on which the privacy lead confirms what retention proposes, and its log."""

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.pages import resends
from registry.pages.page import LIST, Page
from requests_app.admin.sections import FileAdmin
from requests_app.models import RetentionRun
from requests_app.retention.applying import apply
from requests_app.retention.proposals import outlook

MAY_CONFIRM = "requests_app.minimise_datasubjectrequest"
SHOWN = 200


class ProposalsPage(Page):
    """GET lists what is due; POST removes what was chosen of it, if it is due still."""

    name = "proposals"
    address = "proposals/"
    template = "admin/requests_app/retention.html"
    permission = MAY_CONFIRM
    asks_again = True  # what goes is gone for good
    label = gettext_lazy("What is due")
    stands_on = LIST

    def respond(self, request, row):
        view = outlook(timezone.localdate())
        if request.method == "POST":
            keys = set(request.POST.getlist("proposal"))
            if not keys:
                messages.warning(request, _("Nothing was chosen, so nothing was removed."))
            elif before := resends.done_before(request):
                return before
            else:
                with transaction.atomic():
                    self._confirm(request, view, keys)
                    resends.note_done(request, self.url())
            return HttpResponseRedirect(self.url())
        context = {
            "title": _("Personal data whose retention period is over"),
            "proposals": view.due[:SHOWN],
            "more": max(0, len(view.due) - SHOWN),
            "held": view.held[:SHOWN],
            "more_held": max(0, len(view.held) - SHOWN),
            "holds_to_review": view.holds_to_review[:SHOWN],
            "more_to_review": max(0, len(view.holds_to_review) - SHOWN),
        }
        return self.render(request, None, context)

    def _confirm(self, request, view, keys) -> None:
        run = apply(view, by=request.user, is_confirmed=True, keys=keys)
        files = len(keys & {proposal.key for proposal in view.due})
        messages.success(
            request,
            ngettext(
                "{count} proposal was carried out, in {versions} versions.",
                "{count} proposals were carried out, in {versions} versions.",
                files,
            ).format(count=files, versions=run.version_count),
        )


@admin.register(RetentionRun)
class RetentionRunAdmin(FileAdmin):
    """Written by the runs alone; here they are read."""

    pages = [*FileAdmin.pages, ProposalsPage()]
    list_display = [
        "on",
        "mode",
        "ran_by",
        "text_count",
        "requester_count",
        "message_count",
        "attachment_count",
        "waiting_count",
        "held_count",
    ]
    list_filter = ["mode"]
    search_fields = ["scope", "ran_by"]
    date_hierarchy = "on"
    fieldsets = [
        (None, {"fields": [("on", "ran_at"), ("mode", "ran_by"), "scope"]}),
        (
            None,
            {
                "fields": [
                    ("text_count", "requester_count", "fingerprint_count"),
                    ("message_count", "attachment_count", "version_count"),
                    ("waiting_count", "held_count"),
                ]
            },
        ),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
