"""Names that nobody could tell apart: alike but for capitals, spaces and what is not seen.

Databases compare letter by letter, and each in its own way, so this rule is one across rows.
"""

from collections.abc import Collection, Iterable, Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.base.folding import fold
from registry.base.refusals import shown
from registry.base.rules import Fault

CREATED = "+"
# So many rows are looked at among their neighbours; more of them among all rows.
FEW = 500


def is_text(field: models.Field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def names_of(model: type[models.Model]) -> list[tuple[str, ...]]:
    """The fields in which no two rows may be alike: the key, and each field that also names one."""
    get = model._meta.get_field
    keys = [model.key] if model.is_typed else []
    keys += [(name,) for name in model.also_by]
    return [key for key in keys if any(is_text(get(name)) for name in key)]


def folded(fields: Iterable[models.Field], values: Iterable) -> tuple:
    return tuple(
        fold(value) if is_text(field) and value is not None else value
        for field, value in zip(fields, values, strict=True)
    )


def alike(model: type[models.Model], kinds: dict[int, str]) -> Iterator[Fault]:
    """What is wrong with the names of rows that were written: `kinds` says which are new.

    To be asked before their versions are written: a row that was called so before may stay.
    """
    for key in names_of(model):
        fields = [model._meta.get_field(name) for name in key]
        columns = [field.attname for field in fields]
        rows = {}
        for pk, *values in _neighbours(model, fields, kinds).values_list("pk", *columns):
            rows.setdefault(folded(fields, values), {})[pk] = values
        for name, found in rows.items():
            for pk in kinds.keys() & found.keys():
                others = [values for other, values in found.items() if other != pk]
                message = _objection(fields, name, found[pk], others)
                if message and not _was_called(model, pk, columns, name, fields, kinds):
                    yield Fault(model, pk, _told_by(fields).name, message)


def _neighbours(model, fields, kinds: Collection[int]) -> models.QuerySet:
    """The rows that may be meant: with a relation in the key, those that share it."""
    rows = model._base_manager.all().order_by("pk")
    scope = next((field.attname for field in fields if field.is_relation and not field.null), None)
    if not scope or len(kinds) > FEW:
        return rows
    return rows.filter(**{f"{scope}__in": rows.filter(pk__in=[*kinds]).order_by().values(scope)})


def _told_by(fields) -> models.Field:
    return next(field for field in fields if is_text(field))


def _objection(fields, name: tuple, own: list, others: list[list]) -> str:
    texts = [(field, part) for field, part in zip(fields, name, strict=True) if is_text(field)]
    if any(part == "" and not field.blank for field, part in texts):
        return _("Nothing of this can be seen: write a name.")
    if not others:
        return ""
    at = fields.index(_told_by(fields))
    return _(
        "“{name}” is the same as “{other}”, another entry, but for capitals, spaces or what"
        " cannot be seen. Use that entry, or choose a name that people can tell apart."
    ).format(name=shown(own[at]), other=shown(others[0][at]))


def _was_called(model, pk: int, columns, name: tuple, fields, kinds: dict[int, str]) -> bool:
    """What was there before the rule, or came in beside it, may be retired and corrected."""
    if kinds[pk] == CREATED:
        return False
    versions = model.history.model.objects.filter(id=pk).order_by("-history_id")
    before = versions.values_list(*columns).first()
    return before is not None and folded(fields, before) == name
