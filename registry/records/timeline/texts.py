"""What the fields of versions say, in words that whoever looks may read."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from registry.records.any_row import AnyRowField, in_words
from registry.records.timeline.tables import Asked, answers, columns_of, row_of
from registry.records.versioning import RegisterHistory

# Of rows that a version refers to, those that whoever looks may see: others are not named.
Sees = Callable[[models.QuerySet], models.QuerySet]
# Rows by table.
Rows = dict[type[models.Model], list[models.Model]]
# By field and version, to which rows it was linked.
Links = dict[models.ManyToManyField, dict[int, list[int]]]
# Of rows that are referred to, by table and key, what they are called.
Labels = dict[type[models.Model], dict[int, str]]


def everybody(rows: models.QuerySet) -> models.QuerySet:
    """Whoever looks sees all rows that a version refers to."""
    return rows


def names_of(model: type[models.Model]) -> list[str]:
    """The fields that say something."""
    fields = [field.name for field in model._meta.concrete_fields if field.name != "id"]
    return fields + [field.name for field in model._meta.local_many_to_many]


def text_of(field: models.Field, row: models.Model, links: Links, labels: Labels) -> str:
    """What a version says in one field."""
    if field.many_to_many:
        names = labels.get(field.related_model, {})
        linked = links[field].get(row.history_id, [])
        return "; ".join(sorted(names.get(pk) or _not_for_you() for pk in linked))
    value: Any = getattr(row, field.attname)
    if value in (None, "", {}):
        return ""
    if isinstance(field, AnyRowField):
        return in_words(value)
    if field.is_relation:
        return labels[field.related_model].get(value) or _not_for_you()
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {text}" for name, text in sorted(value.items()))
    if isinstance(field, models.DateField):
        return date_format(value)
    return str(localize(value)) if not isinstance(value, str) else value


def _not_for_you() -> str:
    return _("[an entry that is not approved]")


def links_asked(field: models.ManyToManyField, pks: Iterable[int]) -> Asked:
    """The question what these versions were linked to; its answers are pairs."""
    links = RegisterHistory.m2m_models[field].objects.filter(history__in=pks)
    return links, ["history", field.m2m_reverse_field_name()]


def links_found(fields: Iterable[models.ManyToManyField], found: Iterable[list]) -> Links:
    links: Links = {}
    for field, pairs in zip(fields, found, strict=True):
        links[field] = defaultdict(list)
        for version, target in pairs:
            links[field][version].append(target)
    return links


def links_of(versions: dict[models.ManyToManyField, list[int]]) -> Links:
    """All of them in one question."""
    return links_found(versions, answers([links_asked(*one) for one in versions.items()]))


def labels_of(rows: Rows, links: Links, sees: Sees, near: Iterable[models.Model] = ()) -> Labels:
    """What everything is called that versions refer to, in one question.

    It loads what the rows that are `near` refer to as well.
    """
    wanted = _referred(rows.items())
    for field, linked in links.items():
        wanted[field.related_model] |= {pk for pks in linked.values() for pk in pks}
    loaded = _referred((type(row), [row]) for row in near)
    asked = [(sees(_rows(model, pks)), columns_of(model)) for model, pks in wanted.items()]
    asked += [(_rows(model, pks), columns_of(model)) for model, pks in loaded.items()]
    found = [
        {row.pk: row for row in (row_of(model, values) for values in some)}
        for model, some in zip([*wanted, *loaded], answers(asked), strict=True)
    ]
    targets = dict(zip(loaded, found[len(wanted) :], strict=True))
    for row in near:
        for field, pk in _references(type(row), row):
            field.set_cached_value(row, targets[field.related_model].get(pk))
    return {
        model: {pk: str(row) for pk, row in some.items()}
        for model, some in zip(wanted, found, strict=False)
    }


def _rows(model: type[models.Model], pks: Iterable[int]) -> models.QuerySet:
    return model._base_manager.filter(pk__in=pks)


def _referred(rows: Iterable[tuple]) -> dict[type[models.Model], set[int]]:
    """To which rows these refer, by table. The fields are those of the table, not of its past."""
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for model, some in rows:
        for row in some:
            for field, pk in _references(model, row):
                wanted[field.related_model].add(pk)
    return wanted


def _references(model: type[models.Model], row: models.Model) -> list[tuple]:
    return [
        (field, pk)
        for field in model._meta.concrete_fields
        if field.is_relation and (pk := getattr(row, field.attname)) is not None
    ]
