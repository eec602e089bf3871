"""Names that rows take from one another in one step: none may stand there twice meanwhile."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Case, Value, When

# No name that anybody can enter begins with it.
UNSEEN = "\x01"
# So long may a name be at least that has room for the number of a row.
ROOM = 20
# So many rows are asked for at a time.
FEW = 500


def free_names(model: type[models.Model], said: Mapping[int, Mapping[str, Any]]) -> None:
    """Rows that are about to be written: `said` is what they will say, by id and column.

    A database asks of each row as it is written whether it is the only one with its name, and not
    of all of them at the end. So those whose name another one takes are called nothing first.
    """
    for name in _names(model):
        wanted = {pk: row[name] for pk, row in said.items() if name in row}
        if len({*wanted}) < len("ab"):
            continue
        ours = {*wanted.values()}
        for pks in _few(wanted):
            rows = models.QuerySet(model).filter(pk__in=pks)
            now = rows.values_list("pk", name)
            taken = [pk for pk, called in now if called != wanted[pk] and called in ours]
            if taken:
                nothing = Case(*(When(pk=pk, then=Value(f"{UNSEEN}{pk}")) for pk in taken))
                models.QuerySet(model).filter(pk__in=taken).update(**{name: nothing})


def still_borne(model: type[models.Model], said: Mapping[int, Mapping[str, Any]]) -> set[int]:
    """Those of the rows that are to take a name which a row beside them bears until it is written.

    They can be written only together with it.
    """
    found = set()
    for name in _names(model):
        wanted = {row[name]: pk for pk, row in said.items() if name in row}
        if wanted:
            rows = models.QuerySet(model).filter(**{f"{name}__in": wanted}).exclude(pk__in=said)
            found |= {wanted[borne] for borne in rows.values_list(name, flat=True)}
    return found


def _few(pks: Iterable[int]) -> Iterator[list[int]]:
    pks = [*pks]
    for start in range(0, len(pks), FEW):
        yield pks[start : start + FEW]


@cache
def _names(model: type[models.Model]) -> list[str]:
    """Texts of which each names one row alone."""
    texts = (it for it in model._meta.concrete_fields if isinstance(it, models.CharField))
    return [text.name for text in texts if text.unique and (text.max_length or ROOM) >= ROOM]
