"""What each step in the life of a request asks for: days of today, and why."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.filling_in.days import DayInput
from registry.models import SupervisoryAuthority
from registry.pages.steps import ReasonForm
from requests_app.deadlines.questions import NEED_NAMES, Need
from requests_app.grounds import grounds_against
from requests_app.models import RequestedRight
from requests_app.vocabulary import Channel, Finding, RefusalGround


def day_field(label, **options) -> forms.DateField:
    """A day, today unless said otherwise, with the browser's own calendar."""
    widget = DayInput()
    options = {"initial": timezone.localdate} | options
    return forms.DateField(label=label, widget=widget, **options)


def bare_day_field(label, **options) -> forms.DateField:
    """A day that may stay open."""
    return day_field(label, required=False, **({"initial": None} | options))


def not_to_come(day) -> None:
    """What is recorded has happened."""
    if day > timezone.localdate():
        raise ValidationError(_("This day is in the future."))


def text_field(label, max_length, **options) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "vTextField"})
    return forms.CharField(label=label, max_length=max_length, widget=widget, **options)


def choices_of(grounds) -> list[tuple[str, str]]:
    return [("", "---------"), *((ground.value, ground.label) for ground in grounds)]


class DayForm(ReasonForm):
    on = day_field(pgettext_lazy("day", "On"), validators=[not_to_come])


class StopForm(DayForm):
    what = text_field(
        _("What was stopped, and where"),
        500,
        help_text=RequestedRight._meta.get_field("stop_note").help_text,
    )


class SentOtherwiseForm(DayForm):
    channel = forms.TypedChoiceField(
        label=_("How it went"),
        choices=[(way.value, way.label) for way in Channel if way != Channel.FORM],
        coerce=Channel,
    )


class SearchedForm(DayForm):
    finding = forms.ChoiceField(
        label=pgettext_lazy("outcome of a search", "Found"),
        choices=[(one.value, one.label) for one in (Finding.FOUND, Finding.NOTHING)],
        widget=forms.RadioSelect,
    )
    is_done = forms.BooleanField(
        label=_("The request is carried out there"), required=False, initial=True
    )
    field_order = ["finding", "on", "is_done"]


class IdentityForm(ReasonForm):
    """Either checked, then how, when and by whom; or not needed, then why in the reason."""

    result = forms.ChoiceField(
        label=_("Result"),
        choices=[
            ("verified", _("Identity confirmed")),
            ("failed", _("Identity could not be confirmed")),
            ("not_needed", _("No check is needed")),
        ],
        widget=forms.RadioSelect,
    )
    method = text_field(
        _("How it was checked"),
        200,
        required=False,
        help_text=_(
            "For example “answered from the known address”. Never keep a copy of a document."
        ),
    )
    on = day_field(_("Checked on"), required=False, validators=[not_to_come])
    checked_by = text_field(
        _("Checked by"), 150, required=False, help_text=_("A role is enough, no name is needed.")
    )
    why = text_field(_("Why no check is needed"), 300, required=False)

    def clean(self):
        cleaned = super().clean()
        needed = ["why"] if cleaned.get("result") == "not_needed" else ["method", "on"]
        for name in needed:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned


class NeedForm(ReasonForm):
    need = forms.ChoiceField(
        label=_("Asked for"),
        choices=[
            (need.value, NEED_NAMES[need]) for need in (Need.IDENTITY, Need.AUTHORITY, Need.FEE)
        ],
        initial=Need.IDENTITY.value,
    )


class ExtendForm(ReasonForm):
    months = forms.TypedChoiceField(
        label=_("By how long"),
        choices=[("", _("All that the law allows")), ("1", _("One month"))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "Extensions add up to two months at most. One that is told after the first month is "
            "recorded as late and extends nothing."
        ),
    )
    why = text_field(
        _("Why more time is needed"),
        500,
        help_text=_(
            "The requests are complex, or there are many of them (Article 12(3)). The "
            "letter must give this reason."
        ),
    )


class AuthorityForm(ReasonForm):
    """Whom the person complained to. What is on record stands in it."""

    authority = forms.ModelChoiceField(
        SupervisoryAuthority.objects.in_use(),
        label=_("Authority"),
        help_text=_("If it is missing, add it under “Supervisory authorities” first."),
    )
    authority_reference = text_field(_("Its reference"), 100, required=False)
    lodged_on = bare_day_field(
        _("Lodged on"),
        help_text=_("The day on which the authority received the complaint, if it is known."),
    )
    asked_until = bare_day_field(_("It asks for an answer by"))

    def about(self, row) -> None:
        for name in ("authority", "authority_reference", "lodged_on", "asked_until"):
            self.fields[name].initial = getattr(row, name)


def why_unfinished_field() -> forms.CharField:
    return text_field(
        _("Why the answer does not wait"),
        500,
        required=False,
        help_text=_(
            "Only if searches are still open, or recipients are not told yet. The reason is kept."
        ),
    )


class CloseForm(DayForm):
    why_unfinished = why_unfinished_field()


class RemediesForm(ReasonForm):
    explains_complaint = forms.BooleanField(
        label=_("The text explains the complaint to an authority (Article 77)"), required=False
    )
    explains_remedy = forms.BooleanField(
        label=_("The text explains the remedy from a court (Article 79)"), required=False
    )
    why_unfinished = why_unfinished_field()
    closes = forms.BooleanField(
        label=_("Close the request once this is sent or told"),
        required=False,
        help_text=_("Ends the work; retention counts from then. What is not sent closes nothing."),
    )


class RefuseForm(RemediesForm):
    ground = forms.ChoiceField(
        label=pgettext_lazy("of a refusal", "Ground"),
        choices=choices_of(RefusalGround),
        required=False,
        help_text=_("Used for each right that has no outcome yet."),
    )
    proof = text_field(
        _("What shows it, or the law"),
        500,
        required=False,
        help_text=RequestedRight._meta.get_field("ground_proof").help_text,
    )
    field_order = ["ground", "proof", "explains_complaint", "explains_remedy"]

    def about(self, row) -> None:
        """Offers the grounds that hold against all of every right that is still open."""
        undecided = row.rights.in_use().filter(outcome="")
        codes = undecided.values_list("right__code", flat=True)
        fit = grounds_against(*codes, on=timezone.localdate(), of_the_whole=True)
        self.fields["ground"].choices = choices_of(fit)
