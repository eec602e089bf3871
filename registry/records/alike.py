"""Names that nobody could tell apart: alike but for capitals, spaces and what is not seen.

Databases compare letter by letter, and each in its own way, so this rule is one across rows.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache

from django.db import connection, models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from registry.records.folding import fold
from registry.records.rules import Fault
from registry.refusals import shown

CREATED = "+"
# So many rows are looked at among their neighbours; more of them among all rows.
FEW = 500


def is_text(field: models.Field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


@cache
def names_of(model: type[models.Model]) -> list[tuple[str, ...]]:
    """The fields in which no two rows may be alike: the key, and each field that also names one."""
    get = model._meta.get_field
    keys = [model.key] if model.is_typed else []
    keys += [(name,) for name in model.also_by]
    return [key for key in keys if any(is_text(get(name)) for name in key)]


def folding(fields: Iterable[models.Field]) -> Callable[[Iterable], tuple]:
    """Folds the texts among the values of these fields."""
    are_text = [is_text(field) for field in fields]

    def folded(values: Iterable) -> tuple:
        return tuple(
            fold(value) if text and value else value
            for text, value in zip(are_text, values, strict=True)
        )

    return folded


def alike(model: type[models.Model], kinds: dict[int, str]) -> Iterator[Fault]:
    """What is wrong with the names of rows that were written: `kinds` says which are new.

    To be asked before their versions are written: what keeps its name is not looked at, so that
    names that were there before this rule may be retired and corrected.
    """
    for key in names_of(model):
        fields = [model._meta.get_field(name) for name in key]
        if written := _named_anew(model, fields, kinds):
            yield from _alike(model, fields, written)


def _alike(model, fields: list[models.Field], written: set[int]) -> Iterator[Fault]:
    folded = folding(fields)
    alike: dict[tuple, list] = {}
    for pk, *values in _neighbours(model, fields, written):
        alike.setdefault(folded(values), []).append((pk, values))
    told_by = next(number for number, field in enumerate(fields) if is_text(field))
    for name, rows in alike.items():
        for pk, values in rows:
            if pk not in written:
                continue
            others = [its for other, its in rows if other != pk]
            if message := _objection(fields, name, values[told_by], [it[told_by] for it in others]):
                yield Fault(model, pk, fields[told_by].name, message)


def _named_anew(model, fields: list[models.Field], kinds: dict[int, str]) -> set[int]:
    """The rows that are new, or were called otherwise in their newest version."""
    new = {pk for pk, kind in kinds.items() if kind == CREATED}
    columns = [field.attname for field in fields]
    changed = sorted(kinds.keys() - new)
    for start in range(0, len(changed), FEW):
        for pk, *names in _now_and_before(model, columns, changed[start : start + FEW]):
            if names[: len(columns)] != names[len(columns) :]:
                new.add(pk)
    return new


def _now_and_before(model, columns: list[str], pks: Collection[int]) -> models.QuerySet:
    """What some columns of rows say, and what they said in their latest state."""
    versions = model.history.model.objects.filter(id=OuterRef("pk"))
    versions = versions.order_by("-holds_from", "-history_id")
    before = {f"before_{name}": Subquery(versions.values(name)[:1]) for name in columns}
    rows = model._base_manager.filter(pk__in=pks).annotate(**before).order_by()
    return rows.values_list("pk", *columns, *before)


def _neighbours(model, fields: list[models.Field], written: Collection[int]) -> list[tuple]:
    """Key and values of the rows that may be meant: of those that share the relation in the key.

    Read without the ORM: where nothing narrows them, they are all rows of the table.
    """
    rows = model._base_manager.all()
    scope = next((field.attname for field in fields if field.is_relation and not field.null), None)
    if scope and len(written) <= FEW:
        shared = rows.filter(pk__in=written).order_by().values(scope)
        rows = rows.filter(**{f"{scope}__in": shared})
    found = rows.order_by("pk").values_list("pk", *(field.attname for field in fields))
    with connection.cursor() as cursor:
        cursor.execute(*found.query.sql_with_params())
        return cursor.fetchall()


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
