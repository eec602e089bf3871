"""Each write leaves one version, or is refused."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import F
from django.utils import timezone

from registry.models import Contact, Processor
from registry.records.history import UnrecordedWrite, recorded
from registry.records.versioning import RegisterHistory
from tests.support.factories import (
    country,
    make_body,
    make_contact,
    make_organisation,
    make_processor,
    make_processor_agreement,
    make_user,
)
from tests.support.rows import one_of_each
from tests.support.tables import TABLES, everything
from tests.support.undone import stored

pytestmark = pytest.mark.django_db


# Every table


def test_every_table_keeps_all_of_its_columns_in_versions():
    for model in TABLES:
        kept = {field.name for field in model.history.model._meta.concrete_fields}
        assert kept >= {field.name for field in model._meta.concrete_fields}, model


def test_every_many_to_many_field_is_kept_in_versions():
    for model in TABLES:
        kept = set(model.history.model._history_m2m_fields)
        assert kept == set(model._meta.local_many_to_many), model
        assert kept <= RegisterHistory.m2m_models.keys(), model


@pytest.fixture
def rows():
    return one_of_each(TABLES)


def test_every_table_records_its_rows_and_lets_them_through_its_own_checks(rows):
    for row in rows.values():
        row.full_clean()
        assert [version.history_type for version in row.history.all()] == ["+"], repr(row)


# What a version says


def test_a_version_says_who_when_and_why():
    user, before = make_user(username="ada"), timezone.now()
    with recorded(by=user, reason="  A new vendor "):
        processor = Processor.objects.create(name="Acme")
    version = processor.history.get()
    assert version.name == "Acme"
    assert (version.history_user_id, version.history_author) == (user.pk, "ada")
    assert version.history_change_reason == "A new vendor"
    assert before <= version.history_date <= timezone.now()


def test_a_command_is_an_author_without_an_account():
    with recorded(by="import_register", reason="From a folder"):
        processor = Processor.objects.create(name="Acme")
    version = processor.history.get()
    assert (version.history_user_id, version.history_author) == (None, "import_register")


def test_the_author_is_still_named_when_the_account_is_gone():
    user = make_user(username="ada")
    with recorded(by=user, reason="A new vendor"):
        processor = Processor.objects.create(name="Acme")
    number = user.pk
    # Past the register, which deletes no account.
    models.QuerySet(type(user)).filter(pk=number)._raw_delete(DEFAULT_DB_ALIAS)
    version = processor.history.get()
    assert (version.history_author, version.history_user_id) == ("ada", number)


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ("", "Why not"),
        ("  ", "Why not"),
        (None, "Why not"),
        (AnonymousUser(), "Why not"),
        ("test", ""),
        ("test", "  "),
        ("test", None),
    ],
)
def test_a_block_needs_an_author_and_a_reason(by, reason):
    with pytest.raises(ValidationError, match="A change needs an author and a reason"):  # noqa: SIM117
        with recorded(by=by, reason=reason):
            pass


def test_all_versions_of_a_block_are_of_one_moment():
    with recorded(by="test", reason="A move"):
        first, second = Processor.objects.create(name="A"), Processor.objects.create(name="B")
    assert first.history.get().history_date == second.history.get().history_date


def test_a_row_touched_often_in_a_block_gets_one_version_of_how_it_ended():
    processor = make_processor()
    america = country("US")
    with recorded(by="test", reason="A move"):
        for name in ["A", "B"]:
            processor.name = name
            processor.save()
        processor.processing_countries.add(america)
    created, changed = processor.history.order_by("history_id")
    assert (created.history_type, changed.history_type) == ("+", "~")
    assert changed.name == "B"


def test_a_row_made_and_changed_in_one_block_counts_as_created():
    with recorded(by="test", reason="A move"):
        processor = Processor.objects.create(name="A")
        processor.name = "B"
        processor.save()
    version = processor.history.get()
    assert (version.history_type, version.name) == ("+", "B")


def test_saving_without_a_change_is_a_version_too():
    processor = make_processor()
    with recorded(by="test", reason="Looked at it"):
        processor.save()
    assert processor.history.count() == 2


def test_a_version_holds_what_the_database_made_of_a_value():
    agreement = make_processor_agreement(notice_days=14)
    agreement.notice_days = F("notice_days") + 16
    with recorded(by="test", reason="More time"):
        agreement.save()
    assert agreement.history.first().notice_days == 30


def test_a_version_keeps_its_own_absences():
    processor = make_processor(website="none")
    processor.website = "https://example.org/"
    with recorded(by="test", reason="Found it"):
        processor.save()
    kept = [version.absences for version in processor.history.order_by("history_id")]
    assert kept == [{"website": "none"}, {}]


# Many-to-many fields


def test_a_version_holds_the_links_of_its_day():
    processor = make_processor(processing_countries=[country("US")])
    with recorded(by="test", reason="A move"):
        processor.processing_countries.set([country("DE"), country("IN")])
    before, after = processor.history.order_by("history_id")
    assert _codes(before) == {"US"}
    assert _codes(after) == {"DE", "IN"}


def _codes(version):
    return {link.country.code for link in version.processing_countries.all()}


CHANGES = {
    "add": lambda countries: countries.add(country("IN")),
    "remove": lambda countries: countries.remove(country("US")),
    "set": lambda countries: countries.set([country("IN")]),
    "clear": lambda countries: countries.clear(),
    "create": lambda countries: countries.create(code="QQ", name="Nowhere"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_links_is_one_version(change):
    processor = make_processor(processing_countries=[country("US")])
    country("IN")
    with recorded(by="test", reason="A move"):
        change(processor.processing_countries)
    assert processor.history.count() == 2


def test_adding_a_link_that_is_there_is_no_change():
    processor = make_processor(processing_countries=[country("US")])
    with recorded(by="test", reason="Nothing new"):
        processor.processing_countries.add(country("US"))
    assert processor.history.count() == 1


def test_links_changed_from_the_other_side_are_recorded_where_they_belong():
    india, first, second = country("IN"), make_processor(), make_processor()
    with recorded(by="test", reason="A move"):
        india.processing_processors.add(first, second)
        india.processing_processors.remove(second)
    assert [_codes(row.history.first()) for row in (first, second)] == [{"IN"}, set()]
    assert india.history.count() == 1


def test_links_are_not_cleared_from_the_other_side():
    processor = make_processor(processing_countries=[country("US")])
    with (
        pytest.raises(UnrecordedWrite, match="from the other side"),
        recorded(by="test", reason="A move"),
    ):
        country("US").processing_processors.clear()
    assert processor.processing_countries.count() == 1


# Outside of a block


def _load_data():
    """As loaddata does it."""
    data = serializers.serialize("json", [Processor(pk=901, name="Loaded")])
    for loaded in serializers.deserialize("json", data):
        loaded.save()


UNRECORDED = {
    "save": lambda row, other: row.save(),
    "save without history": lambda row, other: row.save_without_historical_record(),
    "create": lambda row, other: Processor.objects.create(name="New"),
    "get or create": lambda row, other: Processor.objects.get_or_create(name="New"),
    "update or create": lambda row, other: Processor.objects.update_or_create(
        name=row.name, defaults={"legal_name": "New"}
    ),
    "load data": lambda row, other: _load_data(),
    "add all": lambda row, other: Processor.objects.add_all([Processor(name="New")]),
    "change all": lambda row, other: Processor.objects.change_all([row], ["name"]),
    "add a link": lambda row, other: row.processing_countries.add(country("IN")),
    "remove a link": lambda row, other: row.processing_countries.remove(country("US")),
    "set links": lambda row, other: row.processing_countries.set([]),
    "clear links": lambda row, other: row.processing_countries.clear(),
    "add a link backwards": lambda row, other: country("IN").processing_processors.add(row),
    "add a row backwards": lambda row, other: other.contacts.add(Contact.objects.get()),
    "set rows backwards": lambda row, other: other.contacts.set(Contact.objects.all()),
    "create a row backwards": lambda row, other: other.contacts.create(value="New"),
    "update rows backwards": lambda row, other: row.agreements.update(notice_days=1),
    "clear rows backwards": lambda row, other: country("US").processors.clear(),
}


def test_a_write_outside_of_a_block_is_refused_and_leaves_nothing():
    row = make_processor(country=country("US"), processing_countries=[country("US")])
    make_processor_agreement(processor=row)
    make_contact()
    country("IN")
    other = make_organisation()
    before = everything()
    for way, write in UNRECORDED.items():
        with pytest.raises(UnrecordedWrite), transaction.atomic():
            write(stored(row), stored(other))
        assert everything() == before, way


def test_a_block_that_has_ended_records_nothing_more():
    with recorded(by="test", reason="A new vendor"):
        processor = Processor.objects.create(name="Acme")
    with pytest.raises(UnrecordedWrite):
        processor.save()


def test_no_setting_turns_the_history_off(settings):
    settings.SIMPLE_HISTORY_ENABLED = False
    assert make_processor().history.count() == 1


# Nothing is deleted


@pytest.mark.once
def test_no_row_is_deleted_even_in_a_block(rows):
    for model, row in rows.items():
        with (
            pytest.raises(ValidationError, match="are not deleted"),
            recorded(by="test", reason="Gone"),
        ):
            row.delete()
        assert model.objects.filter(pk=row.pk).exists(), model


# Reading


def test_a_past_state_can_be_asked_for():
    body = make_body(name="Board")
    before = timezone.now()
    with recorded(by="test", reason="A new name"):
        body.name = "Board of Directors"
        body.save()
    assert body.history.as_of(before).name == "Board"
    assert body.history.as_of(timezone.now() + timedelta(seconds=1)).name == "Board of Directors"
