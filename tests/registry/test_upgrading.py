import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.recorder import MigrationRecorder

from registry.upgrading import refuse_earlier, refuse_other_tables


@pytest.mark.django_db(transaction=True)
def test_a_database_from_before_the_first_release_is_refused_with_what_to_do():
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.record_applied("registry", "0001_initial")
    with pytest.raises(CommandError, match=r"export_register.*import_register"):
        call_command("migrate", verbosity=0)


@pytest.mark.django_db
def test_a_database_of_this_version_is_not():
    refuse_earlier(apps.get_app_config("registry"), DEFAULT_DB_ALIAS)


@pytest.mark.django_db(transaction=True)
def test_tables_of_another_version_under_the_same_name_are_refused_with_what_is_missing():
    config = apps.get_app_config("registry")
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    was_made = ("registry", "0001_tables") in recorder.applied_migrations()
    if not was_made:
        recorder.record_applied("registry", "0001_tables")
    refuse_other_tables(config, DEFAULT_DB_ALIAS, plan=[])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_tracker RENAME COLUMN name TO called")
    try:
        with pytest.raises(CommandError, match=r"registry_tracker\.name is missing"):
            refuse_other_tables(config, DEFAULT_DB_ALIAS, plan=[])
        refuse_other_tables(config, DEFAULT_DB_ALIAS, plan=["what will mend it"])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE registry_tracker RENAME COLUMN called TO name")
        if not was_made:
            recorder.record_unapplied("registry", "0001_tables")
