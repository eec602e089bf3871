"""What the public form asks for: what is wanted, who asks, and where the answer goes."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from registry.models import DataSubjectCategory, Organisation, ProcessingActivity, Right
from requests_app.deadlines.periods import Duty
from requests_app.letters.languages import own_language
from requests_app.letters.notice import public_notice
from requests_app.timing import Rules
from requests_app.vocabulary import Language

TEXT_LENGTH = 10_000
# What is asked of an authority, not of the organisation.
NOT_ASKED_HERE = ("complaint",)
# The shipped rights as somebody would put them who never read the law.
IN_PLAIN_WORDS = {
    "information": _("Tell me what you do with data about me, and why"),
    "access": _("Show me what you hold about me, and give me a copy"),
    "rectification": _("Correct or complete what you hold about me"),
    "erasure": _("Delete what you hold about me"),
    "restriction": _("Keep what you hold about me, but do not use it"),
    "recipient-notification": _("Tell me whom you have told of a correction or deletion"),
    "portability": _("Give me what I gave you as a file that I can take elsewhere"),
    "objection": _("Stop using data about me, because of my situation"),
    "marketing-objection": _("Stop sending me advertising"),
    "automated-decisions": _("Have a person look at what a machine decided about me"),
    "consent-withdrawal": _("I no longer agree to something that I agreed to"),
    "concern": _("Something about your use of data worries me"),
}


class RightsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, right):
        plain = IN_PLAIN_WORDS.get(right.code)
        if not plain:
            return format_html("<b>{}</b> <span>{}</span>", right.name, right.description)
        article = _("Article {number}").format(number=right.citation) if right.citation else ""
        law = ", ".join(filter(None, [right.name, article]))
        return format_html("<b>{}</b> <span>{}</span>", plain, law)


class PublicRequestForm(forms.Form):
    """A request as its sender puts it. Names and descriptions come from the register's terms."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Whom do you ask?"), empty_label=None
    )
    rights = RightsField(
        Right.objects.none(),
        to_field_name="code",
        required=False,
        label=_("What do you ask for?"),
        help_text=_("Choose one or more. If you are not sure, explain it in your own words below."),
    )
    data_subjects = forms.ModelMultipleChoiceField(
        DataSubjectCategory.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Who are you to us?"),
        help_text=_("This helps us to look in the right places."),
    )
    text = forms.CharField(
        label=_("In your own words"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("No copies of passports or identity cards, please."),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "We send a link to this address to confirm your request, and later the answer."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of the answer"),
        choices=Language.choices,
        initial=lambda: own_language().code,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        organisations = Organisation.objects.in_use()
        self.fields["organisation"].queryset = organisations
        if len(found := list(organisations[:2])) == 1:
            self.only_organisation = found[0]
            del self.fields["organisation"]
        self.fields["rights"].queryset = Right.objects.in_use().exclude(code__in=NOT_ASKED_HERE)
        self.fields["data_subjects"].queryset = people_to_choose_from()

    @cached_property
    def asked(self) -> list[Organisation]:
        """Those that may be asked here."""
        only = getattr(self, "only_organisation", None)
        return [only] if only else list(Organisation.objects.in_use())

    @property
    def notice(self) -> list[str]:
        """What the only organisation does with what is sent (Article 13). Of several each has a
        page of its own: that takes dozens of queries.
        """
        only = getattr(self, "only_organisation", None)
        return public_notice(own_language(), only) if only else []

    @property
    def organisations(self) -> list[Organisation]:
        """Those among which one is chosen."""
        return [] if hasattr(self, "only_organisation") else self.asked

    @property
    def within(self) -> str:
        """How long an answer may take; nothing where that is not the same for all of them."""
        rules = Rules()
        duties = (Duty.ANSWER, Duty.COMPLAINT_ANSWER)
        found = {str(rules.given_for(duty, one)) for duty in duties for one in self.asked}
        return found.pop() if len(found) == 1 else ""

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("rights") and not cleaned.get("text") and "text" not in self.errors:
            raise ValidationError(_("Choose what you ask for from the list, or describe it."))
        cleaned.setdefault("organisation", getattr(self, "only_organisation", None))
        return cleaned


def people_to_choose_from() -> QuerySet:
    """Those whom approved entries are about. Without any, all: that tells nothing of drafts."""
    people = DataSubjectCategory.objects.in_use()
    entries = ProcessingActivity.objects.approved().in_force(timezone.localdate())
    return people.filter(pk__in=entries.values("data_subjects")) or people
