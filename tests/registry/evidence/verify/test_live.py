"""Each row says what its newest version says, and each row with versions is there."""

import pytest
from django.db import connection, models

from registry.evidence.log.content import sealed_tables
from registry.evidence.verify import live
from registry.evidence.verify.faults import Report
from registry.evidence.verify.live import check_live_rows, newest_of
from registry.models import Processor
from registry.records.history import recorded
from tests.registry.evidence.attacker import Attacker
from tests.registry.evidence.tampering_rows import LIVE, LIVE_LINKS, VERSIONS
from tests.support.factories import country, make_processor

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TABLE = "registry.processor"


def found() -> list[str]:
    report = Report()
    check_live_rows(report)
    return [str(fault) for fault in report.faults]


def number_of(row) -> int:
    return row.history.latest().history_id


def renamed(row):
    with recorded(by="test", reason="Renamed"):
        row.name += ", Inc."
        row.save()
    return row


def test_nothing_is_found_where_each_row_is_its_newest_version():
    renamed(make_processor(processing_countries=[country("DE"), country("US")]))
    make_processor()
    assert found() == []


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_every_row_is_looked_at_however_many_are_read_at_once(monkeypatch, size):
    monkeypatch.setattr(live, "BATCH", size)
    rows = [make_processor(name=f"Vendor {number}") for number in range(5)]
    models.QuerySet(Processor).filter(pk__in=[row.pk for row in rows]).update(remarks="Typed")
    assert found() == [
        f"{TABLE} {row.pk}, version {number_of(row)}, remarks: was changed without a version."
        for row in rows
    ]


def test_each_field_that_was_changed_is_a_line_and_links_are_fields():
    row = renamed(make_processor(processing_countries=[country("DE"), country("US")]))
    models.QuerySet(Processor).filter(pk=row.pk).update(name="A", is_public=not row.is_public)
    germany = country("DE").pk
    Attacker().sql(f"DELETE FROM {LIVE_LINKS} WHERE country_id = %s", germany)
    place = f"{TABLE} {row.pk}, version {number_of(row)}"
    names = ["is_public", "name", "processing_countries", "processing_countries.rows"]
    said = {fault for fault in found() if "rows" not in fault}
    assert said == {f"{place}, {name}: was changed without a version." for name in names[:3]}


def test_it_is_the_newest_version_that_counts():
    row = make_processor(name="One")
    renamed(row)
    models.QuerySet(Processor).filter(pk=row.pk).update(name="One")
    assert found() == [
        f"{TABLE} {row.pk}, version {number_of(row)}, name: was changed without a version."
    ]


def test_a_row_without_a_version_and_one_that_is_gone_are_named():
    row, kept, gone = (make_processor(name=name) for name in "ABC")
    Attacker().sql(f"DELETE FROM {VERSIONS} WHERE id = %s", row.pk)
    Attacker().sql(f"DELETE FROM {LIVE} WHERE id = %s", gone.pk)
    renamed(kept)
    assert found() == [
        f"{TABLE} {row.pk}: has no version in the history.",
        f"{TABLE} {gone.pk}: has versions, but the row itself is missing.",
    ]


def test_a_row_that_is_gone_is_one_line_however_many_versions_it_had():
    gone = renamed(make_processor())
    Attacker().sql(f"DELETE FROM {LIVE} WHERE id = %s", gone.pk)
    assert found() == [f"{TABLE} {gone.pk}: has versions, but the row itself is missing."]


def test_rows_below_zero_are_rows_too():
    row = make_processor()
    Attacker().sql(f"UPDATE {LIVE} SET id = -7 WHERE id = %s", row.pk)
    assert found() == [
        f"{TABLE} -7: has no version in the history.",
        f"{TABLE} {row.pk}: has versions, but the row itself is missing.",
    ]


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.parametrize("damaged", [LIVE, VERSIONS])
def test_what_cannot_be_read_today_is_named_and_of_a_version_left_to_its_own_check(damaged):
    assert connection.vendor == "sqlite"
    row = make_processor(name="One")
    version = number_of(row)
    Attacker().sql(f"UPDATE {damaged} SET absences = '{{', name = 'x' WHERE id = %s", row.pk)
    changed = f"{TABLE} {row.pk}, version {version}, name: was changed without a version."
    unread = f"{TABLE} {row.pk}, absences: cannot be read."
    assert found() == ([unread, changed] if damaged == LIVE else [changed])


def test_the_newest_version_of_some_rows_is_that_of_those_that_are_there():
    one, other = renamed(make_processor()), make_processor()
    table = sealed_tables()[TABLE]
    assert newest_of(table, [one.pk, other.pk, 9_999]) == {
        one.pk: number_of(one),
        other.pk: number_of(other),
    }
    assert newest_of(table, [other.pk]) == {other.pk: number_of(other)}
