"""What `migrate` does beside the tables: refuses those too old, and keeps buckets of names."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from registry.evidence.log.content import recorded_models
from registry.records.history import wait_for_other_writers
from registry.records.names import NameBucket, keep_all

# The names of the migrations before they were folded into one for each application.
EARLIER = {("registry", "0001_initial"), ("requests_app", "0001_initial")}


def refuse_earlier(sender: AppConfig, using: str, **kwargs) -> None:
    """Before any table is touched. Raises CommandError where the database is such a one."""
    if EARLIER & MigrationRecorder(connections[using]).applied_migrations().keys():
        raise CommandError(
            _(
                "This database was made by a version from before the first release, and cannot "
                "be carried over. Export it with that version (export_register), name a new "
                "database in DATABASE_URL, migrate, and import it there (import_register). Keep "
                "the old one: it holds the history."
            )
        )


def refuse_other_tables(sender: AppConfig, using: str, plan: list, **kwargs) -> None:
    """Where nothing is left to migrate and the tables are not ours: until the first release, one
    migration may be written anew under its name. Raises CommandError, or all pages would fail.
    """
    applied = MigrationRecorder(connections[using]).applied_migrations()
    if plan or sender.label not in {app for app, _name in applied}:
        return
    if missing := next(_missing_columns(using), None):
        raise CommandError(
            _(
                "The tables of this database are those of another version from before the first "
                "release: {column} is missing. Take that version again, or export the register "
                "with it (export_register) and import it into a new database (import_register)."
            ).format(column=missing)
        )


def _missing_columns(using: str) -> Iterator[str]:
    database = connections[using]
    with database.cursor() as cursor:
        existing = set(database.introspection.table_names(cursor))
        for model in recorded_models():
            for table in (model, model.history.model):
                name = table._meta.db_table
                there = set()
                if name in existing:
                    described = database.introspection.get_table_description(cursor, name)
                    there = {column.name for column in described}
                for field in table._meta.concrete_fields:
                    if field.column not in there:
                        yield f"{name}.{field.column}"


def keep_names(using: str) -> None:
    """Puts the names of all rows into their buckets, as names are folded now; and no others."""
    existing = set(connections[using].introspection.table_names())
    if using != DEFAULT_DB_ALIAS or NameBucket._meta.db_table not in existing:
        return
    with transaction.atomic():
        wait_for_other_writers()
        for model in recorded_models():
            if {model._meta.db_table, model.history.model._meta.db_table} <= existing:
                keep_all(model)
