"""Keys of more than a thousand rows, asked for at once on SQLite.

Since Django 5.2 (its ticket 36116) `prefetch_related` asks along a foreign key for `id = 1 OR
id = 2 …` where the database compares no tuples, and SQLite refuses a tree of over 1,000 such parts:
a document of as many companies would end with an error. Keys of one column are a list.
"""

from django.db.models.fields.tuple_lookups import TupleIn
from django.db.models.lookups import In


def ask_for_them_as_a_list() -> None:
    TupleIn.as_sqlite = _in_a_list


def _in_a_list(lookup: TupleIn, compiler, connection):
    if len(lookup.lhs) != 1 or not lookup.rhs_is_direct_value():
        return lookup.as_sql(compiler, connection)
    (column,) = lookup.lhs
    return In(column, [key for (key,) in lookup.rhs]).as_sql(compiler, connection)
