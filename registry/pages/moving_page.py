"""The page on which somebody says that a change happened on another day, or never."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.filling_in.days import DayField, DayInput
from registry.pages import resends
from registry.pages.page import Button, Page
from registry.pages.past import past_of
from registry.pages.steps import ReasonForm
from registry.records.history import recorded
from registry.records.moving import changed_on, move_change, withdraw_change
from registry.records.seen import refuse_unless_seen, seen_of
from registry.records.states.moves import Begun

ELSEWHEN, NEVER = "elsewhen", "never"


class MovingForm(ReasonForm):
    what = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[
            (ELSEWHEN, gettext_lazy("It changed on another day")),
            (NEVER, gettext_lazy("It did not change. Withdraw it")),
        ],
        initial=ELSEWHEN,
        widget=forms.RadioSelect,
    )
    day = DayField(
        label=gettext_lazy("Changed on"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy(
            "The days in between are corrected. What was recorded before is kept in the history."
        ),
    )

    def clean(self):
        said = super().clean()
        if said.get("what") == ELSEWHEN and not said.get("day") and "day" not in self.errors:
            self.add_error("day", _("Enter the day on which it changed."))


class MovingPage(Page):
    """About one version: the state that began with it is moved, or withdrawn."""

    name = "move"
    address = "<int:object_id>/history/<int:history_id>/move/"
    template = "admin/registry/moving.html"
    title = gettext_lazy("Move or withdraw this change")

    def may_open(self, request, row=None):
        return self.table.has_change_permission(request, row)

    def row(self, request, object_id):
        """With what the page shows of it, to be compared with what is there when it comes back."""
        found = super().row(request, object_id)
        return self.table.rows_as_seen(request).get(pk=found.pk)

    def buttons_for(self, request, row, history_id: int) -> list[Button]:
        """From the page of that version."""
        if past_of(request) or not self.may_open(request, row):
            return []
        _version, changes = self._begun(row, history_id)
        return [Button(self.title, self.url(row, history_id))] if changes else []

    def respond(self, request, row, history_id):
        version, changes = self._begun(row, history_id)
        if version is None:
            raise Http404
        way_back = self.table.url_of("version", row.pk, history_id)
        form = MovingForm(request.POST or None)
        seen = request.POST.get("seen", seen_of(row))
        if request.method == "POST" and form.is_valid():
            if before := resends.done_before(request):
                return before
            way_on = self.table.url_of("history", row.pk)
            with transaction.atomic():
                if is_done := self.take(request, row, version.holds_from, form):
                    resends.note_done(request, way_on)
            if is_done:
                is_gone = form.cleaned_data["what"] == NEVER
                told = _("{entry}: withdrawn.") if is_gone else _("{entry}: moved to its day.")
                messages.success(request, told.format(entry=row.headline))
                return HttpResponseRedirect(way_on)
            if before := resends.done_before(request):  # while this one waited for it
                return before
            seen = seen_of(row)  # what became of it meanwhile is said above the form
        context = {
            "title": self.title,
            "day": version.holds_from,
            "changes": changes,
            "form": form,
            "seen": seen,
            "form_number": resends.number_of(request),
            "way_back": way_back,
        }
        return self.render(request, row, context)

    def _begun(self, row, history_id: int) -> tuple:
        """The version, and what can be moved of it: nothing where another one counts instead."""
        versions = type(row).history.filter(id=row.pk)
        version = versions.filter(history_id=history_id).first()
        changes: list[Begun] = []
        if version and row.is_lasting:
            later = versions.filter(holds_from=version.holds_from, history_id__gt=history_id)
            changes = [] if later.exists() else changed_on(row, version.holds_from)
        return version, changes

    def take(self, request, row, day, form: MovingForm) -> bool:
        """Whether it was done. What stands against it is an error of the form."""
        said = form.cleaned_data
        answers = {"by": request.user, "reason": said["reason"]}
        try:
            with recorded(**answers):
                # Nobody else writes from here on.
                now = self.table.rows_as_seen(request).filter(pk=row.pk).first()
                if now is None:
                    raise ValidationError(_("It no longer exists, or you may not see it."))
                refuse_unless_seen(now, request.POST.get("seen", ""))
                if said["what"] == NEVER:
                    withdraw_change(now, day, **answers)
                else:
                    move_change(now, day, said["day"], **answers)
        except ValidationError as error:
            refusal = _("Nothing was changed. {why}").format(why=" ".join(error.messages))
            form.add_error(None, refusal)
            return False
        return True
