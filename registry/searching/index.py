"""How the words of rows are kept: written with each version, made anew by `migrate`, forgotten.

SQLite finds them by an FTS5 table beside `SearchEntry`, and PostgreSQL by an index of its full text
search.

To put one line into FTS5 takes as long as to write the line: it opens a segment for each
transaction. So new lines wait until they are some, and are found by looking at them. Which ones
wait, the tables say themselves: those after the last that FTS5 knows. A line that it knows changes
in it at once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain

from django.db import DEFAULT_DB_ALIAS, connection, models, transaction

from registry.records.compiled import answers
from registry.records.copies import CREATED, Written
from registry.records.history import wait_for_other_writers
from registry.records.personal import is_marker
from registry.records.unit import BATCH
from registry.searching.entries import TITLE, Searched, SearchEntry
from registry.searching.tables import searched
from registry.searching.words import words_in

FTS = "registry_searchwords"
LINES = SearchEntry._meta.db_table
# Letters of a row that are read; and kept of its words, for PostgreSQL takes a megabyte of them.
LONGEST_TEXT = 200_000
# Of the name, by which the best come first.
LONGEST_NAME = 20_000
COLUMNS = ("table", "row_id", "activity_id", "is_retired", "title", "name", "words")
Line = tuple[str, int, int | None, bool, str, str, str]

# `detail=none`: a word stands in a line or not; where in it is not asked for. No triggers: with
# `trusted_schema=OFF`, which guards against crafted databases, SQLite lets none write here.
_TABLE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5(words, tokenize='ascii', "
    "prefix='2', detail=none, columnsize=0)"
)
_PUT = f"INSERT OR REPLACE INTO {FTS}(rowid, words) VALUES (%s, %s)"  # noqa: S608
# The last line that FTS5 knows. It knows all lines up to this one, and none after it.
KNOWN = f"COALESCE((SELECT MAX(id) FROM {FTS}_content), 0)"  # noqa: S608
_FILL = (
    f"INSERT INTO {FTS}(rowid, words) SELECT id, words FROM {LINES} "  # noqa: S608
    f"WHERE id > {KNOWN} ORDER BY id"
)
# So many lines wait at most, and are looked at by each search.
WAITING = 100
LONG = 100_000  # letters of all that wait, about
# The same expression as in `registry.searching.finding`.
VECTOR = "array_to_tsvector(string_to_array({words}, ' '))"
_INDEX = (
    f"CREATE INDEX IF NOT EXISTS {FTS} ON {LINES} USING gin ({VECTOR.format(words='words')}) "
    "WITH (fastupdate=off)"
)


def keep_words(written: list[Written]) -> None:
    """Takes part in `versions_written`: what rows say now is what finds them."""
    for versions in written:
        if table := searched().get(versions.model._meta.label_lower):
            _keep(table, _said(table, versions), are_new=versions.kind == CREATED)


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


def _said(table: Searched, versions: Written) -> Iterable[tuple]:
    """What their rows say now, as `_columns` has it."""
    if versions.copies is None:
        return answers(_of_versions(table), versions.model, versions.ids)
    activity = {None: "id", "pk": "id"}.get(table.activity, table.activity)
    said = versions.copies.said("id", "retired_on", activity, *table.called, *table.also)
    return said if table.activity else ((pk, day, None, *texts) for pk, day, _id, *texts in said)


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


def _keep(table: Searched, rows: Iterable[tuple], *, are_new: bool) -> None:
    lines, empty = [], []
    for row in rows:
        if line := _line(table, *row):
            lines.append(line)
        else:
            empty.append(row[0])
    _write(lines)
    if empty and not are_new:
        _take(SearchEntry.objects.filter(table=table.label, row_id__in=empty))


def _line(table: Searched, pk: int, retired_on, activity, *texts) -> Line | None:
    """None for a row that says nothing by which it could be found."""
    said = ["" if text is None or is_marker(text) else text[:LONGEST_TEXT] for text in texts]
    count = len(table.called)
    called = words_in(" ".join(said[:count]))
    words = called + words_in(" ".join(said[count:]))
    if not words:
        return None
    title = ", ".join(text for text in said[:count] if text) or next(filter(None, said))
    title = " ".join(title.split())
    name = " ".join(called)[:LONGEST_NAME]
    words = " ".join(dict.fromkeys(words))[:LONGEST_TEXT].rstrip()
    is_retired = retired_on is not None
    return (table.label, pk, activity, is_retired, title[:TITLE], name, words)


def _write(lines: list[Line]) -> None:
    """No more than a batch. What is kept already is left: most changes are of no such word."""
    if not lines:
        return
    with connection.cursor() as cursor:
        cursor.execute(_insertion(len(lines)), [*chain.from_iterable(lines)])
        if connection.vendor != "sqlite":
            return
        written = cursor.fetchall()
        if known := [(pk, words) for pk, words, after in written if after <= 0]:
            cursor.executemany(_PUT, known)
        # Each that waits is read by each search: a long one does not wait.
        if any(after >= WAITING or len(words) * after > LONG for _pk, words, after in written):
            cursor.execute(_FILL)


def _take(lines: models.QuerySet) -> None:
    for some in _batches(list(lines.values_list("pk", flat=True))):
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"DELETE FROM {FTS} WHERE rowid = %s",  # noqa: S608
                    [(pk,) for pk in some],
                )
        SearchEntry.objects.filter(pk__in=some).delete()


def _is_full() -> bool:
    with connection.cursor() as cursor:
        lines = f"SELECT count(*) FROM {LINES} WHERE id <= {KNOWN}"  # noqa: S608
        cursor.execute(f"SELECT (SELECT count(*) FROM {FTS}) = ({lines})")  # noqa: S608
        return bool(cursor.fetchone()[0])


@lru_cache(maxsize=1_000)
def _insertion(count: int) -> str:
    quoted = connection.ops.quote_name
    columns, others = ", ".join(map(quoted, COLUMNS)), [*map(quoted, COLUMNS[2:])]
    places = ", ".join([f"({', '.join(['%s'] * len(COLUMNS))})"] * count)
    said = ", ".join(f"{name} = excluded.{name}" for name in others)
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    otherwise = " OR ".join(f"{LINES}.{name} {differs} excluded.{name}" for name in others)
    told = f" RETURNING id, words, id - {KNOWN}" if connection.vendor == "sqlite" else ""
    return (
        f"INSERT INTO {LINES} ({columns}) VALUES {places} "  # noqa: S608
        f"ON CONFLICT ({quoted('table')}, row_id) DO UPDATE SET {said} WHERE {otherwise}{told}"
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
