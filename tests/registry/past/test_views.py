"""Inside `as_it_was` all that is asked is answered by the past, and nothing can be written."""

from datetime import UTC, date, datetime
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.evidence.log.content import recorded_models
from registry.models import Country, Engagement, Processor
from registry.past import places, views
from registry.past.views import PastIsReadOnly, as_it_was
from registry.publication.selection import published
from registry.records.history import recorded
from registry.serving.troubles import Crowded
from registry.serving.turns import patient
from tests.requests_app.factories import FACTORIES as REQUEST_FACTORIES
from tests.support import factories
from tests.support.tables import REQUEST_TABLES, TABLES, everything

pytestmark = pytest.mark.django_db


def rename(processor, name, countries=()):
    with recorded(by="test", reason="A merger"):
        processor.name = name
        processor.save()
        processor.processing_countries.set(countries)


@pytest.fixture
def sold():
    """A listed processor, and the moment before it got another name, place and engagement."""
    germany, america = factories.country("DE"), factories.country("US")
    engagement = factories.make_engagement(
        processor=factories.make_processor(
            name="Old Mail", processing_countries=[germany], is_public=True
        ),
        activity=factories.make_activity(name="Newsletter"),
        listed_from=date(2018, 7, 17),
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # as some servers are set up, for their safety
            cursor.execute("SET LOCAL search_path = public, pg_temp")
    before = timezone.now()
    rename(engagement.processor, "New Mail", [america])
    factories.make_processor(name="Only now")
    return engagement, before


def test_rows_and_their_relations_are_as_they_were(sold):
    engagement, before = sold
    with as_it_was(known=before):
        then = Engagement.objects.select_related("processor").get(pk=engagement.pk)
        countries = Country.objects.filter(processing_processors__engagements=then)
        assert then.processor.name == "Old Mail"
        assert [country.code for country in then.processor.processing_countries.all()] == ["DE"]
        assert [country.code for country in countries] == ["DE"]
        assert Processor.objects.filter(name__in=["New Mail", "Only now"]).count() == 0


def test_both_dates_can_be_asked_together(sold):
    _engagement, before = sold
    with as_it_was(known=before):
        assert [row.name for row in published(on=date(2018, 7, 17)).processors] == ["Old Mail"]
        assert published(on=date(2018, 7, 16)).processors == ()
    assert [row.name for row in published(on=date(2018, 7, 17)).processors] == ["New Mail"]


def test_before_the_first_version_the_register_is_empty(sold):
    with as_it_was(known=datetime(2018, 7, 17, tzinfo=UTC)):
        assert not any(model.objects.exists() for model in recorded_models())


def test_what_is_known_now_is_what_every_table_holds():
    with factories.one_block():
        for make in [*factories.FACTORIES.values(), *REQUEST_FACTORIES.values()]:
            make()
    now = everything([*TABLES, *REQUEST_TABLES])
    with as_it_was(known=timezone.now()):
        assert everything([*TABLES, *REQUEST_TABLES]) == now


WAYS_TO_WRITE = [
    lambda row: row.save(),
    lambda row: Processor.objects.add_all([Processor(name="X")]),
    lambda row: row.processing_countries.clear(),
]


def test_the_past_cannot_be_written_to(sold):
    engagement, before = sold
    stored = everything()
    with as_it_was(known=before):
        row = Processor.objects.get(pk=engagement.processor_id)
        for write in WAYS_TO_WRITE:
            with pytest.raises(PastIsReadOnly), recorded(by="test", reason="Rewrite the past"):
                write(row)
    assert everything() == stored


def test_after_an_error_inside_the_present_is_back(sold):
    engagement, before = sold
    with pytest.raises(DatabaseError), transaction.atomic(), as_it_was(known=before):
        list(Processor.objects.raw("SELECT id FROM nowhere"))
    engagement.processor.refresh_from_db()
    assert engagement.processor.name == "New Mail"


def test_one_past_does_not_open_within_another(sold):
    _engagement, before = sold
    with as_it_was(known=before):
        with pytest.raises(RuntimeError, match="within as_it_was"), as_it_was(known=before):
            pass
        assert Processor.objects.filter(name="Old Mail").exists()


def test_the_number_of_statements_does_not_grow():
    def statements():
        with CaptureQueriesContext(connection) as captured, as_it_was(known=timezone.now()):
            list(Processor.objects.prefetch_related("processing_countries"))
        return len(captured)

    factories.make_processor()
    few = statements()
    for _ in range(3):
        factories.make_processor(processing_countries=[factories.country("US")])
    assert statements() == few


@pytest.mark.django_db(transaction=True)
def test_others_write_while_one_looks_back_and_what_is_left_open_ends_with_the_block():
    processor = factories.make_processor(name="Old Mail")
    factories.make_processor()
    before = timezone.now()
    with as_it_was(known=before):
        left_open = connection.cursor()
        left_open.execute("SELECT name FROM registry_processor ORDER BY id")
        assert left_open.fetchone() == ("Old Mail",)
        writer = Thread(target=write_elsewhere, args=[processor])
        writer.start()
        writer.join(timeout=10)
        assert not writer.is_alive()
        assert Processor.objects.get(pk=processor.pk).name == "Old Mail"
    assert Processor.objects.get(pk=processor.pk).name == "New Mail"


def write_elsewhere(processor):
    try:
        rename(processor, "New Mail")
    finally:
        connection.close()


def test_tables_whose_versions_are_read_in_one_go_show_the_same(sold, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL reads them so.")
    _engagement, before = sold
    day = timezone.localdate()

    def shown():
        with as_it_was(day, before):
            return [list(model.objects.order_by("pk").values()) for model in recorded_models()]

    row_by_row = shown()
    monkeypatch.setattr(views, "_with_short_histories", lambda cursor: {*recorded_models()})
    assert shown() == row_by_row


def test_where_no_room_for_locks_is_left_a_look_waits_and_then_says_so(monkeypatch):
    if connection.vendor != "postgresql":
        return
    monkeypatch.setattr(places, "WAITS", 0.1)
    others = connection.copy()
    try:
        with others.cursor() as cursor:
            cursor.execute(
                f"SELECT pg_advisory_lock({places.LOCK}, place) FROM generate_series(0,"
                " current_setting('max_locks_per_transaction')::integer / 2 - 2) AS place"
            )
        # One is left, and this connection gets it again.
        for _time in range(2):
            with patient(), as_it_was():
                pass
        third = connection.copy()
        try:
            with patient(), third.cursor() as cursor, pytest.raises(Crowded):
                places.take(cursor)
        finally:
            third.close()
    finally:
        others.close()
