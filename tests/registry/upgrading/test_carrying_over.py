"""A database of the landing before gets the tables of today, and loses nothing by it."""

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from registry.backups.proving import ASK_PAGES
from tests.registry.backups.test_backups import Place, make_place
from tests.support.production import run_python

# Of the engine of this run; each register has its own database.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# A backup by the code of the landing before: `benchmarks/upgrade.py` says how the next is made.
LANDING = Path(__file__).with_name("landing.tar.xz")
LOOK = """
from django.db import connection
from registry.models import EvidenceEntry
print(list(EvidenceEntry.objects.order_by("seq").values_list("seq", "root", "leaf")))
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names(cursor)):
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        print(table, cursor.fetchone()[0])
"""
MAKE = """
from django.db import connection
from registry.models import DataCategory
from registry.records.history import recorded
with recorded(by="test", reason="Trying"):
    row = DataCategory.objects.create(code="one", name="One", description="Kept")
    row.name = "Two"
    row.save()
for statement in STATEMENTS:
    connection.cursor().execute(statement)
"""
NEXT = """
from registry.models import DataCategory
from registry.records.history import recorded
with recorded(by="test", reason="Trying"):
    print(DataCategory.objects.create(code="next", name="Next").pk)
"""
GONE = 1_000_000  # the number of a row that is no longer there
COUNTED_TO = {
    "sqlite": "UPDATE sqlite_sequence SET seq = {gone} WHERE name = 'registry_datacategory'",
    "postgresql": "SELECT setval(pg_get_serial_sequence('registry_datacategory', 'id'), {gone})",
}


def run_code(place: Place, code: str) -> list[str]:
    return place.run("shell", "--no-imports", "--command", code).splitlines()


def both(statement: str) -> list[str]:
    tables = ("registry_datacategory", "registry_historicaldatacategory")
    return [statement.format(table=table) for table in tables]


def said_by(file: Path) -> dict[str, list]:
    with closing(sqlite3.connect(file)) as database:
        named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        said = {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchall() for (name,) in named
        }
        log = "SELECT seq, root, leaf FROM registry_evidenceentry ORDER BY seq"
        return said | {"log": database.execute(log).fetchall()}


@pytest.mark.once
def test_the_landing_before_is_restored_migrated_and_verifies(tmp_path):
    backup, file = tmp_path / "register.tar", tmp_path / "register.sqlite3"
    backup.write_bytes(lzma.decompress(LANDING.read_bytes()))
    place = Place(tmp_path, f"sqlite:///{file}")
    place.run("restore", backup)
    before = said_by(file)
    place.run("migrate")
    after = said_by(file)
    assert after["log"][: len(before["log"])] == before.pop("log")
    assert [name for name, count in before.items() if after[name] < count] == []
    assert "1 file." in place.run("verify_evidence")  # and the guards are there
    pages = run_python("-c", ASK_PAGES, **place.environment)
    assert (pages.returncode, pages.stdout) == (0, "")


@pytest.fixture(scope="module")
def earlier(tmp_path_factory, django_db_setup):
    """A register whose tables have a column less and a column more than today, and no stamp."""
    place = make_place(tmp_path_factory.mktemp("earlier"))
    place.run("migrate", "--verbosity", "0")
    statements = [
        *both("ALTER TABLE {table} DROP COLUMN source"),
        *both("ALTER TABLE {table} ADD COLUMN gone varchar(9) NOT NULL DEFAULT ''"),
        COUNTED_TO[connection.vendor].format(gone=GONE),
        "DELETE FROM django_migrations WHERE name LIKE 'tables %'",
    ]
    place.before = run_code(place, f"STATEMENTS = {statements}\n{MAKE}\n{LOOK}")
    return place


@pytest.mark.once
def test_a_value_that_has_no_place_today_is_not_lost(earlier, tmp_path):
    file = tmp_path / "register.sqlite3"
    source = earlier.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(source)) as database:
        database.execute("VACUUM INTO ?", [str(file)])
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE registry_datacategory SET gone = 'said'")
        before = [*database.iterdump()]
    place = Place(tmp_path, f"sqlite:///{file}")
    assert "registry_datacategory.gone holds values" in place.run("migrate", code=1)
    with closing(sqlite3.connect(file)) as database:
        assert [*database.iterdump()] == before


def test_columns_come_and_go_and_the_history_verifies_as_before(earlier):
    assert "Carried over" in earlier.run("migrate")
    assert "No faults found" in earlier.run("verify_evidence")
    log, *tables, number = run_code(earlier, LOOK + NEXT)
    log_before, *tables_before = earlier.before
    assert log.startswith(log_before.removesuffix("]"))
    changed = {line.split()[0] for line in {*tables_before} - {*tables}}
    # That it was verified is noted in the log, and among the runs of jobs.
    others = {name for name in changed if "_evidence" not in name}
    assert others <= {"django_migrations", "registry_jobrun"}
    assert number == str(GONE + 1)
    assert "Carried over" not in earlier.run("migrate")
