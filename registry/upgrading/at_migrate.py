"""What each `migrate` does beside the tables, before and after them."""

import sys

from django.apps import AppConfig
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from registry import made_with
from registry.evidence.log.content import recorded_models
from registry.records.history import wait_for_other_writers
from registry.records.names.buckets import NameBucket, keep_all
from registry.upgrading.carrying_over import CannotCarryOver, carry_over

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


def carry_earlier_over(using: str, plan: list | None, verbosity: int = 1) -> None:
    """Before what is left to migrate. Raises CommandError where it cannot be, and nothing was."""

    def tell(line: str) -> None:
        if verbosity:
            sys.stdout.write(f"{line}\n")

    if plan is None:  # tables are emptied, not migrated
        return
    try:
        carry_over(using, tell)
    except CannotCarryOver as error:
        raise CommandError(
            _(
                "This database was made by another version, and cannot be carried over; nothing "
                "was changed. {why} Take that version again, or export the register with it "
                "(export_register) and import it into a new database (import_register)."
            ).format(why=error)
        ) from error
    except DatabaseError as error:
        raise CommandError(
            _(
                "Nothing was changed, for the database is busy, full or away: {why} End what uses "
                "it, make room, then run migrate again."
            ).format(why=" ".join(str(error).split()))
        ) from error


def stamp(using: str, plan: list | None) -> None:
    """After all is migrated: what the tables were made with."""
    if using == DEFAULT_DB_ALIAS and plan is not None:
        made_with.put(connections[using])


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
