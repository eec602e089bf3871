"""Databases from before the first release, whose tables `migrate` cannot carry over."""

from django.apps import AppConfig
from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

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
