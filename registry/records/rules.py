"""The kinds of rule that many tables share: natural keys, periods, one at a time."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.records.absence import label_of
from registry.records.compiled import answers


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row in view of other rows. `field` may be empty: the row as a whole.

    Where a written row makes another one wrong, `found_in` is the fault as that one has it.
    """

    model: type[models.Model]
    pk: int
    field: str
    message: str
    found_in: "Fault | None" = None

    def __str__(self) -> str:
        return str(self.message)


class Faults(ValidationError):
    """Everything that a recorded block may not leave behind. Each fault knows its row."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__(list(dict.fromkeys(str(fault) for fault in faults)))


def natural_key(
    *fields: str, dates: Iterable[str] = (), relations: Iterable[str] = ()
) -> models.UniqueConstraint:
    """A row is known by these fields. `dates` and `relations` among them may be empty.

    Databases hold two NULLs to be different; here two empty ones are the same.
    """
    message = _("An entry with the same key already exists. Change that one instead.")
    if not dates and not relations:
        return models.UniqueConstraint(
            fields=fields, name="%(class)s_natural_key", violation_error_message=message
        )
    parts = [
        F(name)
        if name not in {*dates, *relations}
        else Coalesce(F(name), Value(date.min if name in dates else 0))
        for name in fields
    ]
    return models.UniqueConstraint(
        *parts, name="%(class)s_natural_key", violation_error_message=message
    )


def ends_after_start(start: str = "starts_on", end: str = "ends_on") -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"%(class)s_{end}_not_before_{start}",
        condition=Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__isnull": True})
        | Q(**{f"{end}__gte": F(start)}),
        violation_error_message=_("The end date is before the start date. Correct one of them."),
    )


def exactly_one_of(*fields: str, message: str, blank: Iterable[str] = ()) -> models.CheckConstraint:
    """One of the fields says something and the others say nothing; `blank` ones are text."""

    def is_empty(name):
        return Q(**{name: ""}) if name in blank else Q(**{f"{name}__isnull": True})

    condition = Q()
    for chosen in fields:
        only = ~is_empty(chosen)
        for other in fields:
            if other != chosen:
                only &= is_empty(other)
        condition |= only
    return models.CheckConstraint(
        name="%(class)s_one_of_" + "_".join(fields),
        condition=condition,
        violation_error_message=message,
    )


def overlapping(model: type[models.Model], pks: Collection[int]) -> Iterator[Fault]:
    """Rows in use whose period overlaps that of another with the same `one_at_a_time` fields."""
    if model.one_at_a_time:
        for row in _named(model, answers(_overlapping, model, pks)):
            yield Fault(model, row.pk, "starts_on", model.overlap_message.format(row=row))


def _overlapping(model: type[models.Model], pks: Collection[int]) -> models.QuerySet:
    others = model.objects.in_use().exclude(pk=OuterRef("pk"))
    for name in model.one_at_a_time:
        same = Q(**{name: OuterRef(name)})
        if model._meta.get_field(name).null:
            same |= Q(**{f"{name}__isnull": True}) & Q(IsNull(OuterRef(name), True))
        others = others.filter(same)
    others = others.alias(
        start=Coalesce("starts_on", Value(date.min)), end=Coalesce("ends_on", Value(date.max))
    ).filter(
        start__lte=Coalesce(OuterRef("ends_on"), Value(date.max)),
        end__gte=Coalesce(OuterRef("starts_on"), Value(date.min)),
    )
    return model.objects.in_use().filter(Exists(others), pk__in=pks).values_list("pk")


def used_before(model: type[models.Model], pks: Collection[int]) -> Iterator[Fault]:
    """Rows whose `never_reused` reference has named another row at any time."""
    name = model.never_reused
    if name:
        for row in _named(model, answers(_used_before, model, pks)):
            message = _(
                "“{reference}” was already used for another entry. Choose one that was never used."
            )
            yield Fault(model, row.pk, name, message.format(reference=getattr(row, name)))


def _used_before(model: type[models.Model], pks: Collection[int]) -> models.QuerySet:
    name = model.never_reused
    versions = model.history.model.objects.filter(**{name: OuterRef(name)})
    others = versions.exclude(id=OuterRef("pk"))
    return model.objects.filter(Exists(others), pk__in=pks).values_list("pk")


def contradicted(model: type[models.Model], pks: Collection[int]) -> Iterator[Fault]:
    """Rows that name something where they state that there is nothing.

    Of a single value its column says so itself, and saving the row ends the absence.
    """
    if not _may_name_others(model):
        return
    stating = list(_named(model, answers(_with_absences, model, pks)))
    for name in dict.fromkeys(name for row in stating for name in row.absences):
        those = {row.pk: row for row in stating if row.is_absent(name)}
        for pk in sorted(model.naming(name, those.keys())):
            row = those[pk]
            message = _(
                "{row}: “{field}” is stated as “{absence}”, but there are entries. "
                "Change the statement, or retire the entries."
            )
            said = message.format(row=row, field=label_of(model, name), absence=row.absences[name])
            yield Fault(model, pk, name, said)


def naming(model: type[models.Model], relation: str, pks: Collection[int]) -> set[int]:
    """Those of the rows that lead to others by a relation: to some still in use, not ended yet.

    What is still to begin counts: nobody will look when it does.
    """
    field = model._meta.get_field(relation)
    if field.many_to_many:
        rows = model.objects.filter(pk__in=pks, **{f"{relation}__isnull": False})
        return set(rows.order_by().values_list("pk", flat=True))
    if not field.one_to_many:
        return set()
    others = field.related_model.objects.not_over(timezone.localdate())
    others = others.filter(**{f"{field.field.name}__in": pks}).order_by()
    return set(others.values_list(field.field.name, flat=True))


@cache
def _may_name_others(model: type[models.Model]) -> bool:
    """Whether it may be empty on purpose in more than its own columns."""
    return not {*model.absence_fields} <= {field.name for field in model._meta.concrete_fields}


def _with_absences(model: type[models.Model], pks: Collection[int]) -> models.QuerySet:
    return model.objects.filter(pk__in=pks).exclude(absences={}).values_list("pk")


def _named(model: type[models.Model], found: list[tuple]) -> Iterable[models.Model]:
    return model.objects.filter(pk__in=[pk for (pk,) in found]) if found else ()


def circular(model: type[models.Model], pks: Collection[int]) -> Iterator[Fault]:
    """Rows that come back to themselves along their `leads_to` reference."""
    name = model.leads_to
    if not name or not answers(_leading, model, pks):
        return
    following = dict(model.objects.exclude(**{name: None}).values_list("pk", name))
    for row in model.objects.filter(pk__in=[pk for pk in pks if returns(pk, following)]):
        field = model._meta.get_field(name).verbose_name
        message = _(
            "{row}: “{field}” refers back to itself through other entries. Remove one of "
            "the references."
        )
        yield Fault(model, row.pk, name, message.format(row=row, field=field))


def _leading(model: type[models.Model], pks: Collection[int]) -> models.QuerySet:
    rows = model.objects.filter(pk__in=pks)
    return rows.exclude(**{model.leads_to: None}).values_list("pk")


def returns(start: int, following: dict[int, int]) -> bool:
    """Whether a row comes back to itself, where each key leads to the one that follows."""
    passed, at = set(), following.get(start)
    while at not in {start, None, *passed}:
        passed.add(at)
        at = following.get(at)
    return at == start


@contextmanager
def constraints_in_words(model: type[models.Model]) -> Iterator[None]:
    """What the database holds against a write inside, as the words of its constraint.

    Cheaper than `validate_constraints`, which asks the database once for each of them, but it
    names only the first. Raises ValidationError.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        words = [
            constraint.get_violation_error_message()
            for constraint in model._meta.constraints
            if constraint.name in str(error)
        ]
        raise ValidationError(
            words or [_("This conflicts with another entry. Compare the two, then try again.")]
        ) from error
