"""The whole register moved into a database of the other engine: rows, ids, history, log and keys.

Rows are read and written by Django's own fields, table by table, and each table is read again on
the other side: what is not the same there is a fault.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from types import SimpleNamespace

import environ
from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.sql import InsertQuery
from django.utils.translation import gettext as _

from registry import made_with
from registry.backups.copies import EMPTIED, CannotCopy, Progress
from registry.backups.engines import engine
from registry.evidence.guards import triggers
from registry.models import EvidenceEntry
from registry.searching.index import rebuild, tables_beside

SOURCE = "source"
AT_ONCE = 500


@dataclass(frozen=True)
class Told:
    """What a table says: how many rows, and one hash of all of them in their order."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Moved:
    """Each table as both databases tell it, and the end of the log (entries, root)."""

    tables: dict[str, Told]
    size: int
    root: str

    @property
    def rows(self) -> int:
        return sum(told.rows for told in self.tables.values())


def move(url: str, *, progress: Progress) -> Moved:
    """Copy the database that `url` names into the one of the settings, which has to be empty.

    The source is read in one view of it and never written to. Raises `CannotCopy`, also where the
    two do not tell the same afterwards; then nothing was moved.
    """
    engine().refuse_full()
    with _reading(url) as source:
        _refuse_other_version(source)
        tables = list(_tables(source))
        progress(_("Making the tables …"))
        call_command("migrate", interactive=False, verbosity=0)
        with transaction.atomic():
            _empty(tables)
            for table in tables:
                progress(_("Moving {table}").format(table=table._meta.db_table))
                _copy(table)
            _go_on_counting(source, tables)
            rebuild()
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":  # what waits for the end, now
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            told = {}
            for table in tables:
                name = table._meta.db_table
                progress(_("Comparing {table}").format(table=name))
                told[name] = _told(table, DEFAULT_DB_ALIAS)
                if told[name] != _told(table, SOURCE):
                    raise CannotCopy(_("{table} is not the same there.").format(table=name))
            made_with.put(connection)  # on this engine other statements make the same tables
            newest = EvidenceEntry.objects.order_by("-seq").values_list("seq", "root").first()
        if newest is None:
            raise CannotCopy(_("There is no sealed history in this database."))
    return Moved(told, newest[0] + 1, newest[1])


@contextmanager
def _reading(url: str) -> Iterator[BaseDatabaseWrapper]:
    """The source as a second connection, in a transaction that is thrown away."""
    try:
        named = environ.Env.db_url_config(url)
    except (KeyError, ValueError, environ.ImproperlyConfigured) as error:
        raise CannotCopy(_("This is no address of a database: {url}").format(url=url)) from error
    if named.get("ENGINE") == "django.db.backends.sqlite3":
        # By a name that makes none where there is none, and lets nobody write.
        named |= {"NAME": f"file:{named['NAME']}?mode=ro", "OPTIONS": {"uri": True}}
    connections.settings[SOURCE] = connections.configure_settings(
        {DEFAULT_DB_ALIAS: connection.settings_dict, SOURCE: named}
    )[SOURCE]
    source = connections[SOURCE]
    try:
        with transaction.atomic(using=SOURCE):
            if source.vendor == "postgresql":
                with source.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield source
            transaction.set_rollback(True, using=SOURCE)
    finally:
        source.close()
        del connections[SOURCE]
        del connections.settings[SOURCE]


def _refuse_other_version(source: BaseDatabaseWrapper) -> None:
    loader = MigrationLoader(source)
    theirs = {key for key in loader.applied_migrations if key[1] not in made_with.stamps(source)}
    if set(loader.graph.nodes) != theirs or made_with.is_other(source):
        why = _("it was migrated by another version of this software. Run migrate on it first")
        raise CannotCopy(why)


def _tables(source: BaseDatabaseWrapper) -> Iterator[type[models.Model]]:
    """Of what the register consists. Raises `CannotCopy` for a table that is none of it."""
    known = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    known = [model for model in known if model._meta.managed and not model._meta.proxy]
    names = {model._meta.db_table for model in known}
    if strange := sorted(
        {*source.introspection.table_names()} - names - {*EMPTIED} - tables_beside()
    ):
        raise CannotCopy(
            _("it has a table that is none of the register's: {table}").format(table=strange[0])
        )
    yield from (model for model in known if model._meta.db_table not in EMPTIED)


def _empty(tables: list[type[models.Model]]) -> None:
    """Take out what `migrate` has put in just now: names, groups, the beginning of a log.

    The guards against it are away for this moment only; what comes in passes all of them.
    """
    quoted = [connection.ops.quote_name(table._meta.db_table) for table in tables]
    kind = "truncate" if connection.vendor == "postgresql" else "delete"
    with connection.cursor() as cursor:
        for name, (_table, statements) in triggers.wanted().items():
            if name.endswith(f"_{kind}"):
                cursor.execute(statements[0])
        if connection.vendor == "postgresql":
            # What is not moved is empty here too, and may point at what is taken out.
            beside = {*EMPTIED} & {*connection.introspection.table_names()}
            quoted += [connection.ops.quote_name(table) for table in sorted(beside)]
            cursor.execute(f"TRUNCATE {', '.join(quoted)}")
        else:
            for table in quoted:
                cursor.execute(f"DELETE FROM {table}")
    triggers.install({*connection.introspection.table_names()})


def _rows(table: type[models.Model], using: str) -> Iterator[tuple]:
    """As Django's fields read them, whichever engine holds them; past every manager."""
    names = [field.attname for field in table._meta.concrete_fields]
    rows = models.QuerySet(table, using=using).order_by("pk").values_list(*names)
    return rows.iterator(chunk_size=AT_ONCE)


def _copy(table: type[models.Model]) -> None:
    fields = table._meta.concrete_fields
    rows = (
        SimpleNamespace(**{field.attname: value for field, value in zip(fields, row, strict=True)})
        for row in _rows(table, SOURCE)
    )
    most = max(1, connection.ops.bulk_batch_size(fields, range(AT_ONCE)))
    while some := list(islice(rows, min(AT_ONCE, most))):
        query = InsertQuery(table)
        query.insert_values(fields, some, raw=True)  # as they are: no field may fill in today
        query.get_compiler(using=DEFAULT_DB_ALIAS).execute_sql()


def _told(table: type[models.Model], using: str) -> Told:
    digest, count = hashlib.sha256(), 0
    for row in _rows(table, using):
        count += 1
        said = [bytes(value) if isinstance(value, memoryview) else value for value in row]
        digest.update(f"{said!r}\n".encode())
    return Told(count, digest.hexdigest())


def _go_on_counting(source: BaseDatabaseWrapper, tables: list[type[models.Model]]) -> None:
    """New rows get numbers that no row ever had, also none that was removed."""
    for table in tables:
        key = table._meta.pk
        if isinstance(key, models.AutoField):
            last = _last_number(source, table)
            if last:
                _set_last_number(table, last)


def _last_number(on: BaseDatabaseWrapper, table: type[models.Model]) -> int:
    name, column = table._meta.db_table, table._meta.pk.column
    with on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{name}"', column])
            (sequence,) = cursor.fetchone()
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
        else:
            cursor.execute(
                "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [name]
            )
        return cursor.fetchone()[0]


def _set_last_number(table: type[models.Model], last: int) -> None:
    name, column = table._meta.db_table, table._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{name}"', column, last]
            )
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, last])
