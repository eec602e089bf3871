"""How the words of rows are kept: written with each version, made anew by `migrate`, forgotten.

SQLite finds them by an FTS5 table beside `SearchEntry`, which is written with it, and PostgreSQL by
an index of its full text search.
"""

from collections.abc import Callable, Collection, Iterator
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connection, models, transaction

from registry.records.compiled import answers, for_each
from registry.records.copies import Copies, Written
from registry.records.history import BATCH, CREATED, wait_for_other_writers
from registry.records.personal import is_marker
from registry.searching.entries import TITLE, Searched, SearchEntry
from registry.searching.tables import searched
from registry.searching.words import words_in

FTS = "registry_searchwords"
LINES = SearchEntry._meta.db_table
# What of a long text is read: a notice is found by its passages as well.
LONGEST_TEXT = 20_000
COLUMNS = ("table", "row_id", "activity_id", "is_retired", "title", "name", "words")
Line = tuple[str, int, int | None, bool, str, str, str]

# `detail=none`: a word stands in a line or not; where in it is not asked for. No triggers: with
# `trusted_schema=OFF`, which guards against crafted databases, SQLite lets none write here.
_TABLE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5(words, tokenize='ascii', "
    "prefix='2', detail=none, columnsize=0)"
)
_FILL = f"INSERT OR REPLACE INTO {FTS}(rowid, words) SELECT id, words FROM {LINES}"  # noqa: S608
# The same expression as in `registry.searching.finding`.
VECTOR = "array_to_tsvector(string_to_array({words}, ' '))"
_INDEX = (
    f"CREATE INDEX IF NOT EXISTS {FTS} ON {LINES} USING gin ({VECTOR.format(words='words')}) "
    "WITH (fastupdate=off)"
)


def keep_words(written: list[Written]) -> None:
    """Takes part in `versions_written`: what rows say now is what finds them."""
    for versions in written:
        model = versions.model
        table = searched().get(model._meta.label_lower)
        if table and versions.copies:
            _keep(table, *_said(table, versions.copies))
        elif table:
            _keep(table, answers(_of_versions(table), model, versions.ids))


def keep_all(using: str = DEFAULT_DB_ALIAS) -> None:
    """Brings all lines up to date, as words are folded now; writes those alone that differ."""
    existing = set(connection.introspection.table_names())
    if using != DEFAULT_DB_ALIAS or LINES not in existing:
        return
    with transaction.atomic():
        wait_for_other_writers()
        _make_ready()
        for table in searched().values():
            if table.model._meta.db_table in existing:
                _keep_table(table)
        _take(SearchEntry.objects.exclude(table__in=searched()))
        if connection.vendor == "sqlite" and not _is_full():
            rebuild()


def rebuild() -> None:
    """The same for what the database keeps beside the lines: it looks at each of them again."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TABLE IF EXISTS {FTS}")
            cursor.execute(_TABLE)
            cursor.execute(_FILL)
        else:
            cursor.execute(f"REINDEX INDEX {FTS}")


def tables_beside() -> set[str]:
    """What SQLite has for it, and no model names."""
    return {FTS, *(f"{FTS}_{part}" for part in ("data", "idx", "content", "docsize", "config"))}


def forget_words() -> None:
    """Takes part in `values_forgotten`: what is gone from the lines goes from the index too."""
    transaction.on_commit(forget_for_good, robust=True)


def forget_for_good() -> None:
    """An index keeps taken words until its pieces are put together; the pages are overwritten."""
    if connection.in_atomic_block:  # of a test
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {FTS}({FTS}) VALUES ('optimize')")  # noqa: S608
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute(f"VACUUM (SKIP_LOCKED) {LINES}")


def _said(table: Searched, copies: Copies) -> tuple[list[tuple], set[int]]:
    """What the rows of these versions say, as `_columns` has it, and which of them are new."""
    activity = "id" if table.activity == "pk" else table.activity
    rows = copies.said("id", "retired_on", activity, *table.called, *table.also)
    return rows, {pk for pk, kind in copies.said("id", "history_type") if kind == CREATED}


@cache
def _of_versions(table: Searched) -> Callable:
    def question(model: type[models.Model], versions: Collection[int]) -> models.QuerySet:
        of = model.history.model.objects.filter(history_id__in=versions)
        return _columns(table, model._base_manager.filter(pk__in=of.values("id")))

    return question


def _columns(table: Searched, rows: models.QuerySet) -> models.QuerySet:
    activity = table.activity or models.Value(None, models.BigIntegerField(null=True))
    if activity == "pk":
        activity = models.F("pk")
    elif isinstance(activity, str):
        activity = models.F(activity)
    named = {"of_activity": activity}
    rows = rows.order_by().annotate(**named)
    return rows.values_list("pk", "retired_on", "of_activity", *table.called, *table.also)


def _keep(table: Searched, rows: list[tuple], new: Collection[int] = ()) -> None:
    """Most changes are of no word that is looked for: then nothing is written.

    Of `new` rows nothing is kept yet.
    """
    found = answers(_kept(table), SearchEntry, [pk for pk, *_values in rows if pk not in new])
    kept = {line[1]: line for line in found}
    lines = [
        line for row in rows if (line := _line(table, *row)) and kept.pop(row[0], None) != line
    ]
    _write(lines)
    if empty := [row[0] for row in rows if row[0] in kept]:
        _take(SearchEntry.objects.filter(table=table.label, row_id__in=empty))


@cache
def _kept(table: Searched) -> Callable:
    def question(model: type[SearchEntry], pks: Collection[int]) -> models.QuerySet:
        return model.objects.filter(table=table.label, row_id__in=pks).values_list(*COLUMNS)

    return question


def _line(table: Searched, pk: int, retired_on, activity, *texts) -> Line | None:
    """None for a row that says nothing by which it could be found."""
    said = ["" if text is None or is_marker(text) else text[:LONGEST_TEXT] for text in texts]
    count = len(table.called)
    name = words_in(" ".join(said[:count]))
    words = [*name]
    for text in said[count:]:
        if text:
            words += words_in(text)
    if not words:
        return None
    title = ", ".join(text for text in said[:count] if text) or next(filter(None, said))
    title = " ".join(title.split())
    words = " ".join(dict.fromkeys(words))
    is_retired = retired_on is not None
    return (table.label, pk, activity, is_retired, title[:TITLE], " ".join(name), words)


def _write(lines: list[Line]) -> None:
    """Of one table, and no more than a batch."""
    if not lines:
        return
    with connection.cursor() as cursor:
        for_each(cursor, _insertion(), lines)
        if connection.vendor == "sqlite":
            places = ", ".join(["%s"] * len(lines))
            of_lines = f'WHERE "table" = %s AND row_id IN ({places})'
            cursor.execute(f"{_FILL} {of_lines}", [lines[0][0], *(line[1] for line in lines)])


def _take(lines: models.QuerySet) -> None:
    if connection.vendor == "sqlite":
        for some in _batches(list(lines.values_list("pk", flat=True))):
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"DELETE FROM {FTS} WHERE rowid = %s",  # noqa: S608
                    [(pk,) for pk in some],
                )
    lines.delete()


def _is_full() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT count(*) FROM {FTS}) = (SELECT count(*) FROM {LINES})")  # noqa: S608
        return bool(cursor.fetchone()[0])


@cache
def _insertion() -> str:
    quoted = connection.ops.quote_name
    columns = ", ".join(map(quoted, COLUMNS))
    places = ", ".join(["%s"] * len(COLUMNS))
    said = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in COLUMNS[2:])
    return (
        f"INSERT INTO {LINES} ({columns}) VALUES ({places}) "  # noqa: S608
        f"ON CONFLICT ({quoted('table')}, row_id) DO UPDATE SET {said}"
    )


def _keep_table(table: Searched) -> None:
    kept = SearchEntry.objects.filter(table=table.label)
    lines = {line[1]: line for line in kept.values_list(*COLUMNS).iterator()}
    rows = _columns(table, table.model._base_manager.all()).iterator()
    different = []
    for pk, retired_on, activity, *texts in rows:
        line = _line(table, pk, retired_on, activity, *texts)
        if line and lines.pop(pk, None) != line:
            different.append(line)
    for some in _batches(different):
        _write(some)
    for some in _batches([*lines]):
        _take(kept.filter(row_id__in=some))


def _batches(some: list) -> Iterator[list]:
    for start in range(0, len(some), BATCH):
        yield some[start : start + BATCH]


def _make_ready() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_INDEX if connection.vendor == "postgresql" else _TABLE)
