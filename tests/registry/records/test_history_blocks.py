"""A block is one transaction: all of it, or nothing; one writer at a time."""

from datetime import date
from threading import Event, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from registry.models import Body, Processor, Seat
from registry.records.history import UnrecordedWrite, recorded
from registry.records.rules import Faults
from tests.support.factories import country, make_organisation, make_processor, make_seat
from tests.support.tables import everything


class Undone(Exception):
    """What ends a block early."""


def write_and_fail(by="test"):
    with recorded(by=by, reason="A new vendor"):
        Processor.objects.create(name="Undone")
        raise Undone


@pytest.mark.django_db
def test_an_error_undoes_the_rows_and_their_versions():
    before = everything()
    with pytest.raises(Undone):
        write_and_fail()
    assert everything() == before


@pytest.mark.django_db
def test_what_the_database_refuses_undoes_the_block():
    rows = [Processor(name="Acme"), Processor(name="Acme")]
    before = everything()
    with pytest.raises(IntegrityError), recorded(by="test", reason="Twice"):
        Processor.objects.add_all(rows)
    assert everything() == before


@pytest.mark.django_db
def test_a_fault_between_rows_undoes_the_block():
    seat = make_seat()
    before = everything()
    with pytest.raises(Faults), recorded(by="test", reason="Twice"):
        Seat.objects.create(
            body=seat.body, designation=seat.designation, starts_on=date(2018, 1, 1)
        )
    assert everything() == before


@pytest.mark.django_db
def test_versions_are_written_in_a_number_of_queries_that_does_not_grow(
    django_assert_max_num_queries,
):
    rows = [make_processor(processing_countries=[country("US")]) for _ in range(30)]
    with (
        django_assert_max_num_queries(19),
        recorded(by="test", reason="A move"),
    ):
        Processor.objects.change_all(rows, ["name"])


@pytest.mark.django_db
def test_each_block_answers_for_its_own_writes():
    with recorded(by="outer", reason="Outside"):
        before = Processor.objects.create(name="Before")
        with recorded(by="inner", reason="Inside"):
            within = Processor.objects.create(name="Within")
        after = Processor.objects.create(name="After")
    authors = [row.history.get().history_author for row in (before, within, after)]
    assert authors == ["outer", "inner", "outer"]


@pytest.mark.django_db
def test_a_row_that_both_blocks_touch_has_a_version_of_each():
    with recorded(by="outer", reason="Outside"):
        processor = Processor.objects.create(name="Outer")
        with recorded(by="inner", reason="Inside"):
            processor.name = "Inner"
            processor.save()
    versions = [
        (version.history_author, version.history_type, version.name)
        for version in processor.history.order_by("history_id")
    ]
    assert versions == [("outer", "+", "Outer"), ("inner", "~", "Inner")]


@pytest.mark.django_db
def test_an_inner_block_that_is_undone_takes_nothing_of_the_outer_with_it():
    with recorded(by="outer", reason="Outside"):
        kept = Processor.objects.create(name="Kept")
        with pytest.raises(Undone):
            write_and_fail(by="inner")
    assert list(Processor.history.values_list("id", "history_author")) == [(kept.pk, "outer")]


@pytest.mark.django_db
def test_an_outer_block_that_is_undone_takes_the_inner_with_it():
    before = everything()
    with pytest.raises(Undone), recorded(by="outer", reason="Outside"):
        write_and_fail(by="inner")
    assert everything() == before


@pytest.mark.django_db
def test_a_row_undone_within_a_block_gets_no_version():
    with recorded(by="test", reason="A try"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Processor.objects.add_all([Processor(name="Twice"), Processor(name="Twice")])
        kept = Processor.objects.create(name="Kept")
    assert list(Processor.history.values_list("id", "name")) == [(kept.pk, "Kept")]


@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_refused_leaves_nothing_where_no_transaction_is_there_to_undo_it():
    row = make_processor(processing_countries=[country("US")])
    before = everything()
    row.name = "Changed"
    for write in (row.save, row.processing_countries.clear, Processor(name="New").save):
        with pytest.raises(UnrecordedWrite):
            write()
    assert everything() == before


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_a_block_of_any_size_leaves_a_version_of_each_row_in_order(monkeypatch, size):
    monkeypatch.setattr("registry.records.unit.BATCH", size)
    with recorded(by="test", reason="A move"):
        rows = [Processor.objects.create(name=f"Vendor {number}") for number in range(5)]
    kept = Processor.history.order_by("history_id").values_list("id", "name")
    assert list(kept) == [(row.pk, row.name) for row in rows]
    assert len({row.history.get().history_date for row in rows}) == 1


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize("size", [1, 2, 500])
def test_a_fault_is_found_wherever_in_a_large_block_it_stands(monkeypatch, size):
    monkeypatch.setattr("registry.records.unit.BATCH", size)
    seats = [make_seat(ends_on=date(2018, 12, 31)) for _ in range(3)]
    before = everything()
    terms = [
        Seat(
            body=seat.body,
            designation=seat.designation,
            starts_on=date(2018 if seat is seats[-1] else 2019, 1, 1),
        )
        for seat in seats
    ]
    with pytest.raises(Faults) as refusal, recorded(by="test", reason="Twice"):
        Seat.objects.add_all(terms)
    assert len(refusal.value.messages) == 1
    assert everything() == before


@pytest.mark.django_db
@pytest.mark.once
def test_a_block_that_takes_several_files_says_for_each_table_why():
    organisation = make_organisation()
    with recorded(by="test", reason="From a folder") as unit:
        unit.reasons[Processor] = "processors.csv"
        processor = Processor.objects.create(name="Acme")
        body = Body.objects.create(organisation=organisation, name="Board")
    assert processor.history.get().history_change_reason == "processors.csv"
    assert body.history.get().history_change_reason == "From a folder"


@pytest.mark.django_db
@pytest.mark.once
def test_unchecked_is_only_what_says_so_and_its_versions_are_written_all_the_same():
    seat = make_seat()
    with recorded(by="test", reason="From before the rule") as unit:
        again = Seat.objects.create(
            body=seat.body, designation=seat.designation, starts_on=date(2018, 1, 1)
        )
        unit.flush(is_checked=False)
    assert again.history.count() == 1
    with pytest.raises(Faults), recorded(by="test", reason="Touched again"):
        again.save()


# One writer at a time


def in_a_thread(work):
    """Run `work` on a connection of its own, and give back what it raised."""
    raised = []

    def run():
        try:
            work()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread, raised


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_who_each_break_a_rule_for_the_other_the_second_waits_and_is_refused():
    seat = make_seat(ends_on=date(2018, 12, 31))
    first_has_written, second_has_begun = Event(), Event()

    def take_the_seat(day):
        Seat.objects.create(body=seat.body, designation=seat.designation, starts_on=day)

    def second():
        first_has_written.wait(5)
        with recorded(by="second", reason="A new term"):
            second_has_begun.set()
            take_the_seat(date(2019, 2, 1))

    thread, raised = in_a_thread(second)
    with recorded(by="first", reason="A new term"):
        take_the_seat(date(2019, 1, 1))
        first_has_written.set()
        assert not second_has_begun.wait(0.3)
    thread.join(10)
    assert second_has_begun.is_set()
    assert [type(error) for error in raised] == [Faults]
    assert Seat.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_reader_does_not_wait_for_a_writer():
    make_processor(name="Acme")
    names = []
    with recorded(by="test", reason="A new vendor"):
        Processor.objects.create(name="Unfinished")
        thread, raised = in_a_thread(lambda: names.extend(Processor.objects.values_list("name")))
        thread.join(5)
    assert (names, raised) == ([("Acme",)], [])
