"""A register moved into another database: the same rows, ids, history and log, or nothing."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.registry.backups.test_backups import Place, make_place

pytestmark = pytest.mark.django_db  # into a database of the engine of this run
GONE = 1_000_000


LOOK = """
from registry.models import DataCategory, EvidenceEntry
from registry.records.history import recorded
print(list(EvidenceEntry.objects.order_by("seq").values_list("seq", "root", "leaf")))
print(list(DataCategory.objects.order_by("pk").values_list("pk", "code")))
with recorded(by="test", reason="Trying"):
    print(DataCategory.objects.create(code="new", name="New").pk)
"""


def looked(place: Place) -> list[str]:
    return place.run("shell", "--no-imports", "--command", LOOK).splitlines()


@pytest.fixture(scope="module")
def source(tmp_path_factory, django_db_setup):
    """A register on SQLite, in which a row with a high number was removed."""
    folder = tmp_path_factory.mktemp("source")
    place = Place(folder, f"sqlite:///{folder / 'register.sqlite3'}")
    place.run("migrate", "--verbosity", "0")
    place.run("load_terms")
    with closing(sqlite3.connect(folder / "register.sqlite3")) as database, database:
        database.execute(
            "UPDATE sqlite_sequence SET seq = ? WHERE name = 'registry_datacategory'", [GONE]
        )
    return place


@pytest.fixture(scope="module")
def moved(source, tmp_path_factory):
    target = make_place(tmp_path_factory.mktemp("target"))
    target.said = target.run("move_database", source.environment["DATABASE_URL"])
    return target


@pytest.mark.slow
def test_both_are_the_same_and_the_new_one_verifies(moved):
    assert "The same in both: " in moved.said
    assert "No faults found" in moved.said
    assert "1 anchor," in moved.said


@pytest.mark.slow
def test_rows_keep_their_numbers_the_log_its_hashes_and_no_number_is_given_twice(source, moved):
    log, rows, new = looked(moved)
    was_log, was_rows, _new = looked(source)
    assert log.startswith(was_log.removesuffix("]"))  # and then that it was verified
    assert (rows, new) == (was_rows, str(GONE + 1))


@pytest.mark.slow
def test_a_database_with_tables_is_not_written_to(source, moved):
    said = moved.run("move_database", source.environment["DATABASE_URL"], code=1)
    assert "Nothing was moved" in said


@pytest.mark.slow
def test_it_moves_back(moved, tmp_path):
    back = Place(tmp_path, f"sqlite:///{tmp_path / 'register.sqlite3'}")
    assert "No faults found" in back.run("move_database", moved.environment["DATABASE_URL"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DELETE FROM django_migrations WHERE app = 'registry'", "another version"),
        ("CREATE TABLE strange (id integer)", "none of the register's: strange"),
    ],
)
@pytest.mark.once
def test_what_is_not_this_register_is_not_moved(source, tmp_path, statement, why):
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(source.environment["DATABASE_URL"].removeprefix("sqlite:///"), copy)
    with closing(sqlite3.connect(copy)) as database, database:
        database.execute(statement)
    empty = Place(tmp_path, f"sqlite:///{tmp_path / 'register.sqlite3'}")
    assert why in empty.run("move_database", f"sqlite:///{copy}", code=1)
    assert not (tmp_path / "register.sqlite3").exists()


@pytest.mark.slow
@pytest.mark.once
def test_a_database_that_is_not_there_is_not_made(tmp_path):
    empty = Place(tmp_path, f"sqlite:///{tmp_path / 'register.sqlite3'}")
    assert "Nothing was moved" in empty.run("move_database", f"sqlite:///{tmp_path}/x", code=1)
    assert not (tmp_path / "x").exists()
