"""The page on which something is taken out of the present and the past of an entry, for good."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.admin.evidence.redaction_form import RedactionForm
from registry.evidence.log.content import sealed_tables
from registry.evidence.redaction.forgetting import Changed, forget, offer
from registry.evidence.redaction.mentions import mentions
from registry.evidence.redaction.passages import EVENTS, Passage
from registry.evidence.redaction.redacting import Redaction
from registry.pages import resends
from registry.pages.page import Page
from registry.pages.past import past_of

MAY_REDACT = "registry.redact_evidenceevent"
MOST = 50  # entries that one page lists
ELSEWHERE = "elsewhere"  # in the address: look for the names in other entries, which takes a while


class RedactPage(Page):
    """GET shows what there is to remove; POST removes what was chosen, as it was shown."""

    name = "redact"
    address = "<path:object_id>/redact/"
    template = "admin/registry/redact.html"
    permission = MAY_REDACT
    asks_again = True
    label = gettext_lazy("Redact")

    def buttons(self, request, row=None):
        return [] if past_of(request) else super().buttons(request, row)

    def respond(self, request, row):
        said = request.POST if request.method == "POST" else None
        if said is not None and (before := resends.done_before(request)):
            return before
        may_see = _may_see(request.user)
        offered = offer(row, may_see)
        form = RedactionForm(offered, said)
        try:
            with transaction.atomic():
                if form.is_valid() and (events := self._redact(request, row, form, may_see)):
                    way = _certificate(events[0].pk)
                    resends.note_done(request, way)
                    return HttpResponseRedirect(way)
        except Changed as error:  # since the look above
            if before := resends.done_before(request):  # while this one waited for it
                return before
            offered = offer(row, may_see)
            form = RedactionForm(offered, said)
            if form.is_valid():
                form.add_error(None, error)
        context = {
            "title": _("Redact: {entry}").format(entry=row.full_name),
            "form": form if offered.holdings or offered.passages else None,
            "more": offered.more,
            **(_mentions(request.user, row) if ELSEWHERE in request.GET else {"mentions": None}),
        }
        return self.render(request, row, context)

    def _redact(self, request, row, form, may_see):
        """The events that say so; none where something stands against it, which the form says.

        Raises `Changed`.
        """
        said = form.cleaned_data
        try:
            done = forget(
                row,
                said["chosen"],
                by=request.user,
                ground=said["ground"],
                reason=said["reason"],
                seen=said["seen"],
                may_see=may_see,
            )
        except Changed:
            raise
        except ValidationError as error:
            form.add_error(None, error)
            return []
        # What waited to be shown on this page may name what is gone.
        list(messages.get_messages(request))
        messages.success(request, _told(done))
        return done.events


def _told(done: Redaction) -> str:
    if not done.versions:
        return _("Removed from the admin's log.")
    if any(done.rows.values()):
        count = ngettext(
            "Removed from {n} version and from the current entry.",
            "Removed from {n} versions and from the current entry.",
            done.versions,
        )
    else:
        count = ngettext(
            "Removed from {n} version or event.",
            "Removed from {n} versions or events.",
            done.versions,
        )
    return count.format(n=done.versions)


def _may_see(user: AbstractBaseUser) -> Callable[[Passage], bool]:
    """Whether a passage elsewhere may be shown to this user."""

    def may_see(passage: Passage) -> bool:
        if passage.table == EVENTS:
            return user.has_perm("registry.view_evidenceevent")
        app, _dot, name = passage.model.partition(".")
        # Lines about what is not the register's name no more than the events do.
        return passage.model not in sealed_tables() or user.has_perm(f"{app}.view_{name}")

    return may_see


def _mentions(user, row) -> dict:
    """Label and address of the entries to look at, of those that the user may see; and of how many
    there may be more.
    """
    others, found = mentions(row, MOST), []
    for other in others:
        app, name = other._meta.app_label, other._meta.model_name
        if user.has_perm(f"{app}.view_{name}"):
            label = f"{capfirst(other._meta.verbose_name)}: {other}"
            found.append((label, reverse(f"admin:{app}_{name}_redact", args=[other.pk])))
    return {"mentions": found, "most_mentions": MOST if len(others) >= MOST else 0}


def _certificate(pk: int) -> str:
    return reverse("admin:registry_evidenceevent_certificate", args=[pk])
