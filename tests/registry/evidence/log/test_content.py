"""Which tables are sealed, and what each of their rows says when it is hashed."""

import pytest

from registry.evidence.log.content import recorded_models, sealed_tables
from registry.models import EvidenceEvent, Processor
from registry.records.history import recorded
from tests.support.factories import country, make_processor

pytestmark = pytest.mark.django_db
TABLE = "registry.processor"
VERSION = {"history_date", "history_author", "history_user_id", "history_type"}
VERSION |= {"history_change_reason", "holds_from", "id"}


@pytest.fixture
def table():
    return sealed_tables()[TABLE]


@pytest.fixture
def row():
    """Its countries are stored in another order than their numbers."""
    numbers = sorted([country("DE"), country("US"), country("IN")], key=lambda each: each.pk)
    row = make_processor(name="Acme", is_public=True)
    with recorded(by="test", reason="Asked"):
        for one in reversed(numbers):
            row.processing_countries.add(one)
    return row


def test_the_tables_are_those_that_keep_versions_and_the_events():
    tables = sealed_tables()
    names = [model._meta.label_lower for model in recorded_models()]
    assert names == sorted(names)
    assert set(tables) == {*names, "registry.evidenceevent"}
    assert {label for label, table in tables.items() if table.label != label} == set()
    assert {"requests_app.message", TABLE} <= set(names)


def test_of_a_version_every_column_is_sealed_but_its_own_number(table):
    own = {field.attname for field in Processor._meta.concrete_fields}
    links = {"processing_countries", "processing_countries.rows"}
    assert set(table.fields) == own | VERSION | links
    assert table.fields == sorted(table.fields)
    assert table.rows is Processor.history.model


def test_a_row_of_today_has_its_number_and_an_event_has_no_row_of_today(table):
    own = [field.attname for field in Processor._meta.concrete_fields]
    assert (table.live.label, table.live.rows, list(table.live.columns)) == (TABLE, Processor, own)
    events = sealed_tables()["registry.evidenceevent"]
    assert (events.live, events.rows, events.links) == (None, EvidenceEvent, ())
    assert set(events.fields) == {
        *("name", "at", "author_id", "author", "about_model", "about_id", "details")
    }


def test_links_know_whose_they_are_where_they_begin_and_lead(table):
    (link,), (today,) = table.links, table.live.links
    assert (link.owner, link.source, link.target) == ("history_id", "processor_id", "country_id")
    assert (today.owner, today.source) == ("processor_id", "processor_id")
    assert today.table is Processor.processing_countries.through
    assert link.name == today.name == "processing_countries"


def test_a_row_says_its_values_and_links_in_the_order_of_what_they_lead_to(table, row):
    version = row.history.latest().history_id
    through = Processor.processing_countries.through.objects.filter(processor=row)
    targets = sorted(through.values_list("country_id", flat=True))
    now = table.live.values([row.pk])[row.pk]
    assert (now["name"], now["is_public"], now["id"]) == ("Acme", True, row.pk)
    assert now["processing_countries"] == targets
    assert now["processing_countries.rows"] == [
        through.get(country_id=target).pk for target in targets
    ]
    then = table.values([version])[version]
    assert then["processing_countries"] == targets
    assert then["history_date"].endswith("Z")
    assert "history_id" not in then
    # The links of a version have numbers of their own.
    assert {name for name in now if now[name] != then[name]} <= {"processing_countries.rows"}


def test_rows_are_told_apart_and_those_that_are_not_there_left_out(table, row):
    other = make_processor(name="Other", processing_countries=[country("DE")])
    said = table.live.values([row.pk, other.pk, 9_999])
    assert said.keys() == {row.pk, other.pk}
    assert said[other.pk]["processing_countries"] == [country("DE").pk]
    assert len(said[row.pk]["processing_countries"]) == 3
    assert table.live.values([]) == {}


def test_one_column_or_link_can_be_read_alone(table, row):
    column, link = table.live.only("name"), table.live.only("processing_countries")
    assert column.values([row.pk]) == {row.pk: {"name": "Acme"}}
    assert link.fields == ["processing_countries", "processing_countries.rows"]
    assert link.values([row.pk])[row.pk].keys() == set(link.fields)
