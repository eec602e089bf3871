"""Security, and what may go wrong for people: Articles 22, 30(1)(g), 32 and 35."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.in_force import in_force
from registry.law.purposes import condition_of, kinds_used
from registry.law.rule import Gap, Rule
from registry.records.absence import NONE
from registry.vocabulary import Answer, AssessmentState, AutomatedException, DataKind

SECURITY = Rule(
    "security",
    "30(1)(g)",
    "security_measures",
    _("No security measures are recorded."),
    _("Add the measures that protect this data, or say why they cannot be described."),
    adds="measureinplace",
)
SECURITY_NONE = Rule(
    "security-none",
    "30(1)(g), 32(1)",
    "security_measures",
    _("It is stated without a reason that there are no security measures."),
    _("Add the measures, or write “not applicable: ” and why they cannot be described."),
    at="absences-security_measures",
)
LOGIC = Rule(
    "automated-logic",
    "13(2)(f), 22",
    "automated_logic",
    _("The logic of the automated decisions, and what follows from them, is not stated."),
    _("Say how it is decided, and what that means for people."),
)
EXCEPTION = Rule(
    "automated-exception",
    "22(2)",
    "automated_exception",
    _("It is not stated what lets decisions be made without a person."),
    _("Choose a point of Article 22(2), or that decisions have no legal or similar effect."),
)
SAFEGUARDS = Rule(
    "automated-safeguards",
    "22(3)",
    "automated_safeguards",
    _("No safeguards for people about whom it is decided automatically are recorded."),
    _("Say how they reach a person, express their view and contest the decision."),
)
BY_LAW = Rule(
    "automated-law",
    "22(2)(b)",
    "automated_safeguards",
    _("The law that lets decisions be made without a person, and its safeguards, are not named."),
    _("Name the Union or Member State law, and what it lays down to protect people."),
)
SPECIAL = Rule(
    "automated-special",
    "22(4)",
    "automated_exception",
    _("“{about}” decides automatically with special categories of data."),
    _("That needs explicit consent (9(2)(a)) or substantial public interest (9(2)(g))."),
)
ASSESSMENT = Rule(
    "assessment",
    "35(1)",
    "assessment",
    _("A data protection impact assessment is needed, and not done."),
    _("Carry it out. The law wants it before the processing begins."),
)
RULES = (SECURITY, SECURITY_NONE, LOGIC, EXCEPTION, SAFEGUARDS, BY_LAW, SPECIAL, ASSESSMENT)


def security(activity, on: date) -> Iterator[Gap]:
    measures = in_force(activity.organisation.measures_in_place.all(), on)
    has_some = any(row.protects(activity) for row in measures)
    if has_some:
        return
    if not activity.is_absent("security_measures"):
        yield SECURITY.gap()
    elif activity.absences["security_measures"] == NONE:
        yield SECURITY_NONE.gap()


def assessment(activity, on: date) -> Iterator[Gap]:
    if activity.assessment in {AssessmentState.NEEDED, AssessmentState.RUNNING}:
        yield ASSESSMENT.gap()


def automated(activity, on: date) -> Iterator[Gap]:
    if activity.is_automated != Answer.YES:
        return
    exception = activity.automated_exception
    if not activity.automated_logic:
        yield LOGIC.gap()
    if exception == AutomatedException.NO_EFFECT:
        return
    if exception == AutomatedException.NOT_STATED:
        yield EXCEPTION.gap()
    # 22(2)(b): the law that lets it lays down safeguards too.
    elif not activity.automated_safeguards:
        yield (BY_LAW if exception == AutomatedException.LAW else SAFEGUARDS).gap()
    for purpose in in_force(activity.purposes.all(), on):
        is_special = DataKind.SPECIAL in kinds_used(purpose, activity)
        if is_special and condition_of(purpose) not in {"9(2)(a)", "9(2)(g)"}:
            yield SPECIAL.gap(purpose, at="special_category_condition")
