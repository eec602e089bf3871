"""Bulk writes keep the history or are refused; questions are about a day."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from registry.models import ProcessingActivity, Processor, Seat
from registry.records.history import UnrecordedWrite, recorded
from tests.support.factories import (
    country,
    make_activity,
    make_body,
    make_processor,
    make_right,
    make_seat,
)
from tests.support.rows import one_of_each
from tests.support.tables import TABLES

pytestmark = pytest.mark.django_db


# What leaves no version is refused

SILENT = [
    lambda rows: rows.update(remarks="Changed"),
    lambda rows: rows.bulk_create([]),
    lambda rows: rows.bulk_update([], ["remarks"]),
    lambda rows: rows.delete(),
]


@pytest.mark.once
def test_no_table_takes_a_silent_bulk_write_even_in_a_block():
    for model in TABLES:
        for write in SILENT:
            with pytest.raises(UnrecordedWrite), recorded(by="test", reason="Quickly"):
                write(model.objects.all())


@pytest.mark.once
def test_relations_write_through_the_same_querysets():
    for model in TABLES:
        with pytest.raises(UnrecordedWrite), recorded(by="test", reason="Quickly"):
            model._base_manager.update(remarks="Changed")


# What keeps one


def test_rows_added_at_once_have_a_version_each():
    with recorded(by="test", reason="Two vendors"):
        rows = Processor.objects.add_all([Processor(name="A"), Processor(name="B")])
    versions = [
        (row.name, version.history_type, version.history_change_reason)
        for row in rows
        for version in row.history.all()
    ]
    assert versions == [("A", "+", "Two vendors"), ("B", "+", "Two vendors")]


def test_rows_changed_at_once_have_a_version_each_with_their_links():
    rows = [make_processor(processing_countries=[country("US")]) for _ in range(2)]
    for row in rows:
        row.legal_name = f"{row.name}, Inc."
    with recorded(by="test", reason="Legal names"):
        Processor.objects.change_all(rows, ["legal_name"])
    for row in rows:
        created, changed = row.history.order_by("history_id")
        assert (created.legal_name, changed.legal_name) == ("", f"{row.name}, Inc.")
        assert [link.country.code for link in changed.processing_countries.all()] == ["US"]


def test_only_the_named_fields_are_changed_at_once():
    row = make_processor(legal_name="Acme, Inc.")
    row.legal_name, row.remarks = "Other", "Seen"
    with recorded(by="test", reason="A remark"):
        Processor.objects.change_all([row], ["remarks"])
    row.refresh_from_db()
    assert (row.legal_name, row.remarks) == ("Acme, Inc.", "Seen")


def test_nothing_added_or_changed_is_nothing_recorded():
    with recorded(by="test", reason="Nothing"):
        Processor.objects.add_all([])
        Processor.objects.change_all([], ["name"])
    assert not Processor.history.exists()


def test_absences_are_settled_in_rows_added_and_changed_at_once():
    with recorded(by="test", reason="None, and one found"):
        added, found = Processor.objects.add_all(
            [Processor(name="A", website="None"), Processor(name="B", website="none")]
        )
        found.website = "https://example.org/"
        Processor.objects.change_all([found], ["website"])
    added.refresh_from_db()
    found.refresh_from_db()
    assert (added.website, added.absences) == ("", {"website": "none"})
    assert (found.website, found.absences) == ("https://example.org/", {})


def test_rows_added_at_once_obey_the_rules_between_rows():
    seats = [Seat(body=make_body(), designation="Treasurer") for _ in range(2)]
    seats[1].body = seats[0].body
    seats[1].starts_on = date(2018, 1, 1)
    with pytest.raises(ValidationError, match="someone else holds this seat"):  # noqa: SIM117
        with recorded(by="test", reason="Twice"):
            Seat.objects.add_all(seats)
    assert not Seat.objects.exists()


# Questions


def test_retired_rows_are_not_in_use():
    used = make_right()
    make_right(retired_on=date(2018, 1, 1))
    assert list(type(used).objects.in_use()) == [used]


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        pytest.param({}, True, id="no dates"),
        pytest.param({"starts_on": date(2018, 7, 17)}, True, id="first day"),
        pytest.param({"starts_on": date(2018, 7, 18)}, False, id="day before"),
        pytest.param({"ends_on": date(2018, 7, 17)}, True, id="last day"),
        pytest.param({"ends_on": date(2018, 7, 16)}, False, id="day after"),
        pytest.param({"retired_on": date(2018, 7, 18)}, True, id="retired later"),
        pytest.param({"retired_on": date(2018, 7, 17)}, False, id="retired that day"),
    ],
)
def test_a_row_is_in_force_from_its_first_to_its_last_day(fields, held):
    make_seat(**fields)
    assert Seat.objects.in_force(date(2018, 7, 17)).exists() is held


@pytest.mark.once
def test_what_rows_refer_to_comes_with_them_in_two_queries(django_assert_max_num_queries):
    rows = one_of_each(TABLES)
    many = {
        model: {field.name: rows[field.related_model] for field in model._meta.local_many_to_many}
        for model in TABLES
    }
    with recorded(by="test", reason="Links"):
        for model, row in rows.items():
            for name, target in many[model].items():
                getattr(row, name).add(target)
    for model, row in rows.items():
        with django_assert_max_num_queries(2, info=str(model)):
            found = model.objects.with_labels().get(pk=row.pk)
            for field in model._meta.concrete_fields:
                str(getattr(found, field.name))
            for name, target in many[model].items():
                assert [str(other) for other in getattr(found, name).all()] == [str(target)]


def test_the_newest_version_of_each_row_is_known():
    activity = make_activity()
    with recorded(by="test", reason="A better name"):
        activity.name = "Newsletter"
        activity.save()
    row = ProcessingActivity.objects.with_newest_version().get()
    assert row.newest_version == activity.history.latest().history_id
