"""New tables of a migration, made when all of them are known."""

from contextlib import closing

import pytest
from django.db import ConnectionHandler, migrations, models
from django.db.migrations.state import ProjectState
from django.db.models.signals import class_prepared

from registry.records.operations import AtOnce

# The one names the other, which comes after it.
BODY = migrations.CreateModel(
    "Body",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("chair", models.ForeignKey("tried.Seat", models.PROTECT)),
        ("name", models.TextField()),
    ],
)
SEAT = migrations.CreateModel("Seat", [("id", models.BigAutoField(primary_key=True))])
INDEX = migrations.AddIndex("Body", models.Index(fields=["name"], name="body_name"))


@pytest.fixture
def database(django_db_blocker):
    """A database that knows nothing of ours."""
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    new = ConnectionHandler({"default": settings})["default"]
    with django_db_blocker.unblock(), closing(new) as connection:
        yield connection


def definitions(connection) -> set[tuple[str, str]]:
    """What the database holds, each with the statement that made it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%%'")
        return set(cursor.fetchall())


def migrate(connection, *operations) -> tuple[migrations.Migration, ProjectState]:
    migration = migrations.Migration("0001_initial", "tried")
    migration.operations = operations
    before = ProjectState()
    assert before.apps  # as `migrate` has them when it begins
    with connection.schema_editor() as editor:
        migration.apply(before.clone(), editor)
    return migration, before


def test_what_is_made_at_once_is_what_would_be_made_one_by_one(database):
    migrate(database, SEAT, BODY, INDEX)
    one_by_one = definitions(database)
    with database.cursor() as cursor:
        cursor.execute("DROP TABLE tried_body")
        cursor.execute("DROP TABLE tried_seat")
    migrate(database, AtOnce([BODY, SEAT]), AtOnce([INDEX]))
    assert definitions(database) == one_by_one
    assert {"tried_body", "tried_seat", "body_name"} <= dict(one_by_one).keys()


def test_there_is_a_way_back(database):
    migration, before = migrate(database, AtOnce([BODY, SEAT]), AtOnce([INDEX]))
    with database.schema_editor() as editor:
        migration.unapply(before, editor)
    assert definitions(database) == set()


def test_each_model_is_put_together_once(database):
    made = []

    def note(sender, **kwargs):
        made.append(sender._meta.label)

    class_prepared.connect(note)
    migrate(database, AtOnce([SEAT, BODY]))
    class_prepared.disconnect(note)
    assert sorted(made) == ["tried.Body", "tried.Seat"]


def test_a_plan_names_each_operation():
    assert AtOnce([SEAT, BODY]).describe() == "Create model Seat; Create model Body"
