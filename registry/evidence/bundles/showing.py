"""What of a version leaves the register without being asked for by name, and how it is read."""

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from registry.evidence.log.content import ROWS, SealedTable
from registry.records.personal import FREE_TEXT, NONE, OF_VERSIONS, STAFF, data_class

# Without these nobody could tell which version they look at, and since when it holds.
ALWAYS = ("id", "history_date", "history_type", "holds_from")
# Of the columns that every version has: whose personal data they are.
_OF_VERSIONS = {
    **dict.fromkeys(("history_date", "history_type", "holds_from"), NONE),
    **OF_VERSIONS,
}
_OF_EVENTS = {"author_id": STAFF}
# Where the field itself is not named for readers.
_LABELS = {
    "history_date": _("recorded on"),
    "history_type": _("kind of change"),
    "history_user_id": _("account"),
}


def model_of(table: SealedTable) -> type[models.Model]:
    """What the rows are called by: the table of today, or that of the events."""
    return table.live.rows if table.live else table.rows


def field_of(table: SealedTable, name: str) -> models.Field:
    """The field of the table behind a name that is sealed, such as `country_id`."""
    model = table.rows if name in _OF_VERSIONS else model_of(table)
    fields = {field.attname: field for field in model._meta.concrete_fields}
    fields |= {field.name: field for field in model._meta.local_many_to_many}
    return fields[name.removesuffix(ROWS)]


def label_of(table: SealedTable, name: str) -> str:
    """What readers call a sealed field."""
    return capfirst(str(_LABELS.get(name) or field_of(table, name).verbose_name))


def class_of(table: SealedTable, name: str) -> str:
    """Whose personal data it may be: see `registry.records.personal`."""
    known = _OF_VERSIONS if table.live else _OF_EVENTS
    if name in known:
        return known[name]
    return data_class(field_of(table, name)) or FREE_TEXT


def named(table: SealedTable, wanted: Iterable[str]) -> set[str]:
    """Those sealed fields of a table that are meant by `country` or `country_id`."""
    wanted = set(wanted)
    return {
        name
        for name in table.fields
        if name in wanted or (not name.endswith(ROWS) and field_of(table, name).name in wanted)
    }


def always(table: SealedTable) -> set[str]:
    """With the days that say from when to when a row is there at all."""
    model = model_of(table)
    days = ("first_day", model.since, model.until, "retired_on") if table.live else ()
    return {*ALWAYS, *days} & {*table.fields}


def disclosed(table: SealedTable, wanted: Iterable[str] = ()) -> set[str]:
    """The fields that are disclosed: those asked for, else all that are nobody's data."""
    if wanted:
        return named(table, wanted) | always(table)
    return {name for name in table.fields if class_of(table, name) == NONE}


def labels(table: SealedTable, values: Iterable[Mapping]) -> dict:
    """Words for the fields that are shown and for what they refer to. They help, and prove nothing.

    Of other rows only a name that is nobody's personal data.
    """
    rows = list(values)
    fields = {}
    for name in sorted({name for row in rows for name in row}):
        seen = [row[name] for row in rows if name in row]
        fields[name] = {
            "label": label_of(table, name),
            "values": _meanings(field_of(table, name), name, seen),
        }
    return {"name": capfirst(str(model_of(table)._meta.verbose_name)), "fields": fields}


def _meanings(field: models.Field, name: str, values: list) -> dict[str, str]:
    if field.choices:
        return {str(value): str(word) for value, word in field.flatchoices if value in values}
    if not field.is_relation or name.endswith(ROWS):
        return {}
    pks = {pk for value in values for pk in (value if isinstance(value, list) else [value])}
    return _names(field.related_model, pks - {None})


def _names(model: type[models.Model], pks: set) -> dict[str, str]:
    columns = getattr(model, "label_fields", ())
    if not columns or any(data_class(model._meta.get_field(name)) != NONE for name in columns):
        return {}
    rows = model._base_manager.filter(pk__in=pks).order_by("pk").values_list("pk", *columns)
    return {str(pk): " ".join(str(part) for part in parts if part) for pk, *parts in rows}
