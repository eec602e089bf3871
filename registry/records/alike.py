"""Names that nobody could tell apart: alike but for capitals, spaces and what is not seen.

Databases compare letter by letter, and each in its own way, so this rule is one across rows.
"""

from collections.abc import Collection, Iterator, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.records.names.buckets import (
    Naming,
    bucket_of,
    columns_of,
    fields_of,
    folding,
    in_the_same_bucket,
    is_text,
    keep,
    names_by_id,
    names_of,
)
from registry.records.rules import Fault
from registry.records.states.plain import Beside
from registry.refusals import shown


def alike(model: type[models.Model], beside: Mapping[int, Beside]) -> Iterator[Fault]:
    """What is wrong with the names of rows that were written. The names are kept.

    What keeps its name is not looked at, so that names that were there before this rule may be
    retired and corrected.
    """
    at = {name: position for position, name in enumerate(columns_of(model))}
    for naming in names_of(model):
        columns = [at[field.attname] for field in fields_of(model, naming)]
        written = {
            pk: tuple(row.called[column] for column in columns)
            for pk, row in beside.items()
            if any(row.called[column] != row.before[column] for column in columns)
        }
        if written:
            yield from _alike(model, naming, written)


def alike_now(model: type[models.Model], pks: Collection[int]) -> Iterator[Fault]:
    """The same of rows that got their names with their versions, as an edition gives them."""
    for naming in names_of(model):
        if written := names_by_id(model, naming, pks):
            yield from _alike(model, naming, written)


def _alike(model, naming: Naming, written: dict[int, tuple]) -> Iterator[Fault]:
    fields = fields_of(model, naming)
    folded = folding(fields)
    names = {pk: folded(values) for pk, values in written.items()}
    buckets = {pk: bucket_of(naming, fields, name) for pk, name in names.items()}
    keep(model, buckets.items())
    near = in_the_same_bucket(model, set(buckets.values())) - written.keys()
    said = written | names_by_id(model, naming, near)
    alike: dict[tuple, list] = {}
    for pk in sorted(said):
        name = names[pk] if pk in names else folded(said[pk])
        alike.setdefault(name, []).append((pk, said[pk]))
    told_by = next(number for number, field in enumerate(fields) if is_text(field))
    for name, rows in alike.items():
        for pk, values in rows:
            if pk not in written:
                continue
            others = [its for other, its in rows if other != pk]
            if message := _objection(fields, name, values[told_by], [it[told_by] for it in others]):
                yield Fault(model, pk, fields[told_by].name, message)


def _objection(fields, name: tuple, own: str, others: list[str]) -> str:
    for field, part in zip(fields, name, strict=True):
        if part == "" and is_text(field) and not field.blank:
            return _("Enter a name. This consists of invisible characters only.")
    if not others:
        return ""
    return _(
        "“{name}” differs from the entry “{other}” only by capitals, spaces or "
        "invisible characters. Use that entry, or choose a clearly different name."
    ).format(name=shown(own), other=shown(others[0]))
