"""From a passage of a notice to what it states, and from a row back to the passages."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast
from django.utils.formats import localize

from registry import models as tables
from registry.records.any_row import AnyRowField, in_words, reference, reference_to, referred

# Rows of a table, without those that whoever looks may not see; None where they see none of it.
Seen = Callable[[models.QuerySet], models.QuerySet | None]

# By what a row of each table is called where tables stand beside each other.
CALLED: dict[type[models.Model], tuple[str, ...]] = {
    tables.AccessDecision: ("grant__reference", "verdict"),
    tables.AccessGrant: ("reference",),
    tables.AccessReview: ("held_on",),
    tables.AcknowledgedFinding: ("activity__reference", "rule", "about"),
    tables.AdequacyDecision: ("decision",),
    tables.Appointment: ("role", "starts_on"),
    tables.Body: ("name",),
    tables.Contact: ("use", "channel", "value"),
    tables.Country: ("name",),
    tables.DataCategory: ("name",),
    tables.DataProvision: ("activity__reference", "data_category__name"),
    tables.DataSubjectCategory: ("name",),
    tables.Disclosure: ("title",),
    tables.Engagement: ("activity__reference", "processor__name", "body__name", "recipient"),
    tables.GeneralBasis: ("legal_basis__citation", "legal_basis__name"),
    tables.HandlingRule: ("title",),
    tables.KeptFile: ("name",),
    tables.LegalBasis: ("citation", "name"),
    tables.MeasureInPlace: ("measure__name", "processor__name"),
    tables.Notice: ("title", "dated_on"),
    tables.Organisation: ("name",),
    tables.Passage: ("number",),
    tables.Person: ("code",),
    tables.ProcessingActivity: ("reference", "name"),
    tables.Processor: ("name",),
    tables.ProcessorAgreement: ("reference",),
    tables.PromisedRight: ("right__name", "audience", "data_subjects__name", "channel"),
    tables.Purpose: ("activity__reference", "text"),
    tables.RetentionRule: ("activity__reference", "name"),
    tables.Right: ("name",),
    tables.Seat: ("body__name", "designation"),
    tables.SecurityMeasure: ("name",),
    tables.SpecialCategoryCondition: ("citation", "name"),
    tables.StatedFact: ("fact",),
    tables.Submission: ("activity__reference", "number"),
    tables.Suggestion: ("activity__reference", "processor__name", "name"),
    tables.SupervisoryAuthority: ("name",),
    tables.Tracker: ("activity__reference", "name"),
    tables.Transfer: ("processor__name", "body__name", "country__name", "tool"),
    tables.TransferPromise: ("tool", "condition"),
}
COLUMNS = max(map(len, CALLED.values()))


@dataclass(frozen=True)
class Called:
    """A row of whichever table, as it is named for a reader."""

    model: type[models.Model]
    pk: int
    name: str
    # Of the question that it answers, where there were several.
    number: int = field(default=0, compare=False)


def columns_called(model: type[models.Model]) -> tuple[str, ...]:
    """By what a row is called; empty where it has no such name.

    Tables beside those of the register go by a reference: requests, and what belongs to one.
    """
    return CALLED.get(model) or _by_reference(model)


def _by_reference(model: type[models.Model]) -> tuple[str, ...]:
    first = next(iter(getattr(model, "key", ())), "")
    if first == "reference":
        return (first,)
    of = {field.name: field.related_model for field in model._meta.fields}.get(first)
    return (f"{first}__reference",) if getattr(of, "key", ()) == ("reference",) else ()


def passages_stating(row: models.Model, on: date | None = None) -> models.QuerySet:
    """The facts that name this row, with passage and notice: of that day, or all in use."""
    facts = tables.StatedFact.objects.as_seen(on).filter(fact=reference_to(row))
    facts = facts.select_related("passage__notice")
    return facts.order_by("passage__notice__dated_on", "passage__number", "pk")


def called(references: Iterable[str], seen: Seen) -> dict[str, Called]:
    """What the references lead to, in one question; what may not be seen is left out."""
    wanted = defaultdict(set)
    for text in references:
        model, pk = referred(text)
        wanted[model].add(pk)
    questions = []
    for model, pks in wanted.items():
        rows = seen(model.objects.filter(pk__in=pks))
        if rows is not None:
            questions.append(rows)
    return {reference(row.model, row.pk): row for row in called_rows(questions)}


def called_rows(questions: list[models.QuerySet]) -> Iterator[Called]:
    """Rows of several tables, each under its name, in one question."""
    if questions:
        first, *others = (_names(rows, number) for number, rows in enumerate(questions))
        for number, pk, *values in first.union(*others, all=True):
            model = questions[number].model
            yield Called(model, pk, _in_words(model, values), number)


def _names(rows: models.QuerySet, number: int) -> models.QuerySet:
    """Number, key and the columns by which rows are called, as many for each table."""
    paths = columns_called(rows.model)
    texts = [Cast(F(path), TextField()) for path in paths]
    texts += [Value("", TextField())] * (COLUMNS - len(paths))
    named = {f"called_{number}": text for number, text in enumerate(texts)}
    of = Value(number, models.IntegerField())
    rows = rows.order_by().annotate(called_of=of, called_pk=F("pk"), **named)
    return rows.values_list("called_of", "called_pk", *named)


def _in_words(model: type[models.Model], values: list) -> str:
    words = [
        _word(model, path, value)
        for path, value in zip(columns_called(model), values, strict=False)
        if value
    ]
    return ", ".join(words)


def _word(model: type[models.Model], path: str, value: str) -> str:
    field = None if "__" in path else model._meta.get_field(path)
    if isinstance(field, AnyRowField):
        return in_words(value)
    if isinstance(field, models.DateField):
        return str(localize(field.to_python(value)))
    return str(dict(field.flatchoices).get(value, value)) if field and field.choices else value
