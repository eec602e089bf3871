"""The fields in which questions of the library are answered; each may be left open."""

from collections.abc import Iterable, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.library.answering import LINES, MOST_LINES, PERIOD, YES_NO, filling_of, lines_of
from registry.library.shelf import Question
from registry.vocabulary import Answer, PeriodUnit, RetentionAction

LENGTH = 2000
LINE_LENGTH = 200
MOST_OF_A_PERIOD = 1000
OPEN = ("", _("Leave open"))


class PeriodWidget(forms.MultiWidget):
    """A number and its unit, or words; then from when it is counted, and for which data."""

    use_fieldset = True
    template_name = "admin/registry/library/period.html"

    def __init__(self, data: Sequence[tuple[str, str]] = ()):
        units = [("", "---"), *PeriodUnit.choices]
        of_data = [forms.CheckboxSelectMultiple(choices=data)] if data else []
        super().__init__(
            [
                forms.NumberInput(
                    attrs={"min": 1, "aria-label": pgettext_lazy("how many", "Number")}
                ),
                forms.Select(choices=units, attrs={"aria-label": _("Unit")}),
                forms.TextInput(
                    attrs={"aria-label": _("Or in words"), "placeholder": _("or in words")}
                ),
                forms.TextInput(),
                *of_data,
            ]
        )

    def decompress(self, value):
        return value or ["", "", "", "", []]


class PeriodField(forms.MultiValueField):
    """`begins`: what the card says beside the length, each part of which may be changed."""

    def __init__(self, begins: dict, **kwargs):
        data = [(code, name) for code, name in begins.get("data", ())]
        of_data = [forms.MultipleChoiceField(choices=data, required=False)] if data else []
        fields = [
            forms.IntegerField(min_value=1, max_value=MOST_OF_A_PERIOD, required=False),
            forms.ChoiceField(choices=[("", ""), *PeriodUnit.choices], required=False),
            forms.CharField(max_length=LENGTH, required=False),
            forms.CharField(max_length=LINE_LENGTH, required=False),
            *of_data,
        ]
        first = ["", "", "", begins.get("trigger", ""), begins.get("only", [])]
        super().__init__(
            fields,
            require_all_fields=False,
            widget=PeriodWidget(data),
            initial=first[: len(fields)],
            **kwargs,
        )

    def compress(self, said):
        if not said:
            return None
        number, unit, words, *more = said
        if bool(number) != bool(unit):
            raise ValidationError(gettext("Enter both a number and a unit, or only words."))
        if number and words:
            raise ValidationError(gettext("Enter a number and a unit, or words, not both."))
        if (number or words) and len(more) > 1 and not more[1]:  # none would be all of it
            raise ValidationError(gettext("Tick the data that it applies to."))
        return [number, unit, words, *more] if number or words else None


class LinesField(forms.CharField):
    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value):
        text = super().clean(value)
        if len(text.splitlines()) > MOST_LINES:
            raise ValidationError(gettext("Enter {most} lines at most.").format(most=MOST_LINES))
        for line in lines_of(text):
            if len(line) > LINE_LENGTH:
                raise ValidationError(gettext("A line has 200 characters at most."))
        return "\n".join(lines_of(text))


def field_for(question: Question) -> forms.Field:
    said = {"label": question.ask, "help_text": _help(question), "required": False}
    match filling_of(question).kind:
        case kind if kind == YES_NO:
            choices = [OPEN, (Answer.YES, Answer.YES.label), (Answer.NO, Answer.NO.label)]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **said)
        case kind if kind == PERIOD:
            return PeriodField(question.with_it, **said)
        case kind if kind == LINES:
            return LinesField(max_length=LENGTH, **said)
    length = LINE_LENGTH if question.fills == "owner" else LENGTH
    widget = forms.TextInput if question.fills == "owner" else forms.Textarea(attrs={"rows": 3})
    return forms.CharField(max_length=length, widget=widget, **said)


def _help(question: Question) -> str:
    if filling_of(question).kind != PERIOD:
        return question.help
    lines = [
        gettext("A number and a unit, or words, for example “until the question is answered”.")
    ]
    if not question.with_it.get("data"):
        lines.append(gettext("It applies to all data of the activity."))
    if action := question.with_it.get("action"):
        lines.append(gettext("Then: {action}.").format(action=RetentionAction(action).label))
    return " ".join(lines)


class AnswersForm(forms.Form):
    """One field for each question. What is left open says nothing."""

    def __init__(self, *args, questions: Iterable[Question], **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = {question.key: question for question in questions}
        for key, question in self.questions.items():
            self.fields[name_of(key)] = field_for(question)

    def answers(self) -> dict[str, object]:
        """Those that were given, by the key of their question."""
        said = {key: self.cleaned_data.get(name_of(key)) for key in self.questions}
        return {key: answer for key, answer in said.items() if answer}

    def asked(self) -> list[forms.BoundField]:
        return [self[name_of(key)] for key in self.questions]


def name_of(key: str) -> str:
    """Of the field: keys of questions could be those of other fields."""
    return f"answer-{key}"
