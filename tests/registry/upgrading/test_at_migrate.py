import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.recorder import MigrationRecorder

from registry.upgrading.at_migrate import refuse_earlier


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
