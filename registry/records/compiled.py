"""Questions that each write asks about its rows: compiled once, and not each time.

The ORM takes several times as long to make such a query as the database to answer it.
"""

from collections.abc import Callable, Collection
from functools import lru_cache

from django.db import connection, models

# Worth it: together with the log's own statements (registry/evidence/log/entries.py) about 1.5 on a
# save of an activity, and without them a save and the filing of mail miss the tenth that they may
# take longer than before (benchmarks/own_ways.py).
Question = Callable[[type[models.Model], Collection[int]], models.QuerySet]


def answers(question: Question, model: type[models.Model], pks: Collection[int]) -> list[tuple]:
    """The rows of `question(model, pks)`, a `values_list`, as the database gives them.

    Numbers and texts, that is: nothing is converted, and of a date or a mapping it may only be
    asked whether there is any. The question names the ids once, as `pk__in` or the like, and is
    the same each time: a function of a module, that asks for nothing else that may change.
    """
    if not pks:
        return []
    statement, params = _compiled(question, model, len(pks))
    those = dict(zip(_stand_ins(len(pks)), pks, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(statement, [those.get(param, param) for param in params])
        return cursor.fetchall()


def _stand_ins(count: int) -> range:
    """Ids that no row has."""
    return range(-count, 0)


@lru_cache(maxsize=1_000)
def _compiled(question: Question, model: type[models.Model], count: int) -> tuple[str, tuple]:
    return question(model, _stand_ins(count)).query.sql_with_params()
