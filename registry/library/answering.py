"""What the answer to a question becomes in the record, and what the record says before it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.law.suggested import SuggestedPart, SuggestionState
from registry.library.shelf import Question
from registry.library.words import data_category
from registry.models import (
    Engagement,
    ProcessingActivity,
    Processor,
    Purpose,
    RetentionRule,
)
from registry.records.history import first_day_of_block
from registry.records.names.folding import fold
from registry.vocabulary import Answer, RecipientRole

MOST_LINES = 20
LONGEST = 300  # of what a rule is limited to, in words
TEXT, YES_NO, LINES, PERIOD = "text", "yes_no", "lines", "period"


@dataclass(frozen=True)
class Filling:
    """How it is asked, what stands there now as one text, and how an answer gets there."""

    kind: str
    now: Callable[[ProcessingActivity, Question], str]
    put: Callable[[ProcessingActivity, Question, object], None]


def filling_of(question: Question) -> Filling:
    """Raises KeyError for what no answer can fill."""
    if question.fills.startswith(OF_PURPOSE):
        return Filling(TEXT, _purpose_now, _put_purpose)
    return FILLINGS[question.fills]


def now(activity: ProcessingActivity, question: Question) -> str:
    return filling_of(question).now(activity, question)


def answer(activity: ProcessingActivity, question: Question, said: object) -> None:
    """Within a recorded block. Raises ValidationError for what the register does not take."""
    try:
        filling_of(question).put(activity, question, said)
    except ValidationError as error:
        raise ValidationError(
            [f"{question.ask} {message}" for message in error.messages]
        ) from error


# Fields of the activity


def _field_now(activity, question) -> str:
    value = getattr(activity, question.fills)
    return "" if value == Answer.NOT_STATED else str(value)


def _put_field(activity, question, said) -> None:
    setattr(activity, question.fills, said)
    activity.full_clean()
    activity.save()


# Recipients, one in each line

ROLES = {
    "seen_by": RecipientRole.INTERNAL,
    "services": RecipientRole.PROCESSOR,
    "given_to": RecipientRole.THIRD_PARTY,
}


def _recipients(activity, question) -> list[str]:
    rows = activity.engagements.in_use().filter(role=ROLES[question.fills])
    return sorted(row.headline for row in rows.select_related("processor", "body"))


def _recipients_now(activity, question) -> str:
    return "\n".join(_recipients(activity, question))


def _put_recipients(activity, question, said) -> None:
    """Those that are there stay: an answer adds, for nobody was asked who no longer is one."""
    role = ROLES[question.fills]
    there = {fold(name) for name in _recipients(activity, question)}
    bodies = {fold(body.name): body for body in activity.organisation.bodies.in_use()}
    for line in lines_of(said):
        if fold(line) in there:
            continue
        there.add(fold(line))
        row = Engagement(activity=activity, role=role, starts_on=start_said(activity))
        if role == RecipientRole.INTERNAL and fold(line) in bodies:
            row.body = bodies[fold(line)]
        elif role == RecipientRole.PROCESSOR and (company := _company(line)):
            row.processor = company
        else:
            row.recipient = line
        row.full_clean()
        row.save()


def start_said(activity: ProcessingActivity) -> date | None:
    """The first day of what is said of an activity since its own start, where that was stated."""
    start = activity.starts_on
    return start if start == first_day_of_block() else None


def lines_of(said: str) -> list[str]:
    lines = [line.strip() for line in str(said).splitlines()]
    return list(dict.fromkeys(filter(None, lines)))[:MOST_LINES]


def _company(name: str) -> Processor | None:
    found = list(Processor.objects.in_use().filter(name__iexact=name)[:2])
    return found[0] if len(found) == 1 else None


# How long


def _rule(activity, question) -> RetentionRule | None:
    rules = activity.retention_rules.in_use()
    return rules.filter(name=question.about or _general_name()).first()


HOW_LONG = ("period", "unit", "ends_with", "criterion", "trigger", "data")


def _general_name() -> str:
    return _("All data")


def _period_now(activity, question) -> str:
    """With all that an answer may go over."""
    if (rule := _rule(activity, question)) is None:
        return ""
    said = [str(rule.how_long)]
    if rule.trigger:
        said.append(_("Counted from: {event}").format(event=rule.trigger))
    names = sorted(str(word) for word in rule.data_categories.all())
    if names := [*names, *filter(None, [rule.limited_to])]:
        said.append(_("It applies to: {data}").format(data=", ".join(names)))
    return "\n".join(said)


def _put_period(activity, question, said) -> None:
    """`said` is a number, a unit, and words instead of both; then from when, and which data.

    What the form began with is the card's, and nobody has said it: no rule that is there loses
    what it says to that.
    """
    number, unit, words, *more = said
    begins = question.with_it
    begun_with = begins.get("trigger", ""), begins.get("only", ())
    trigger, chosen, *_rest = [*more, *begun_with[len(more) :]]
    only = _only_some(begins, chosen)
    name = question.about or _general_name()
    rule = _rule(activity, question)
    offered = activity.suggestions.filter(
        part=SuggestedPart.PERIOD, name=name, state=SuggestionState.OFFERED
    ).first()
    if rule is None and offered and only:
        # It is about some of the data only, which is not on record yet: both wait for a yes.
        left = {key: value for key, value in offered.fields.items() if key not in HOW_LONG}
        how_long = {"period": number, "unit": unit} if number else {"criterion": words}
        counted = {"trigger": trigger} if trigger else {}
        words_of = {"data": [data_category(code) for code in only]}
        offered.fields = left | how_long | counted | words_of
        offered.save()
        return
    action = {"action": begins["action"]} if "action" in begins else {}
    is_new = rule is None
    rule = rule or RetentionRule(activity=activity, name=name, **action)
    rule.period, rule.unit, rule.criterion = number, unit if number else "", words
    rule.ends_with = ""
    if is_new or trigger != begun_with[0]:
        rule.trigger = trigger
    rule.full_clean()
    rule.save()
    # It was asked for which.
    if begins.get("data") and (is_new or {*chosen} != {*begun_with[1]}):
        known = activity.data_categories.filter(code__in=only)
        rule.data_categories.set(known)
        if only and not known:  # never a rule for all of it
            names = [name for code, name in begins["data"] if code in only]
            rule.limited_to = ", ".join(names)[:LONGEST]
            rule.save()
    if offered:  # it is answered by that
        offered.state = SuggestionState.ACCEPTED
        offered.save()


def _only_some(begins: dict, chosen: Collection[str]) -> list[str]:
    """The kinds of data that it is about, by code. None: it is about all of the activity."""
    codes = [code for code, _name in begins.get("data", ())]
    only = [code for code in codes if code in chosen]
    return only if len(only) < len(codes) else []


# What a purpose says, or one that is suggested

OF_PURPOSE = "purpose."


def _purpose(activity, question) -> Purpose | None:
    return activity.purposes.in_use().filter(text=question.about).first()


def _offered_purpose(activity, question):
    return activity.suggestions.filter(
        part=SuggestedPart.PURPOSE, name=question.about, state=SuggestionState.OFFERED
    ).first()


def _purpose_now(activity, question) -> str:
    name = question.fills.removeprefix(OF_PURPOSE)
    if row := _purpose(activity, question):
        return getattr(row, name)
    row = _offered_purpose(activity, question)
    return row.fields.get(name, "") if row else ""


def _put_purpose(activity, question, said) -> None:
    name = question.fills.removeprefix(OF_PURPOSE)
    if row := _purpose(activity, question):
        setattr(row, name, said)
        row.full_clean()
        row.save()
    elif row := _offered_purpose(activity, question):  # comes with it, if somebody accepts it
        row.fields = {**row.fields, name: said}
        row.save()
    else:
        raise ValidationError(
            _("There is no purpose “{purpose}” any more. Enter the answer by hand.").format(
                purpose=question.about
            )
        )


_TEXTS = Filling(TEXT, _field_now, _put_field)
_CHOICES = Filling(YES_NO, _field_now, _put_field)
_RECIPIENTS = Filling(LINES, _recipients_now, _put_recipients)
FILLINGS = {
    **dict.fromkeys(
        ("owner", "storage_location", "mandatory_consequence", "automated_logic", "arrangement"),
        _TEXTS,
    ),
    **dict.fromkeys(("is_mandatory", "is_automated", "is_occasional", "is_risk"), _CHOICES),
    **dict.fromkeys(ROLES, _RECIPIENTS),
    "period": Filling(PERIOD, _period_now, _put_period),
}


def only_adds(question: Question) -> bool:
    """Whether an answer adds to what is there, and goes over nothing."""
    return filling_of(question).kind == LINES
