"""What each row of the register can do: be empty on purpose, be quoted, be retired."""

import pytest
from django.core.exceptions import ValidationError

from registry.models import (
    Engagement,
    Organisation,
    ProcessingActivity,
    Processor,
    Purpose,
    Seat,
)
from registry.records.history import recorded
from registry.records.model import DatedModel, RegisterModel
from registry.records.rules import Faults
from tests.support.factories import (
    country,
    make_activity,
    make_data_subject_category,
    make_organisation,
    make_processor,
    make_seat,
)
from tests.support.rows import one_of_each
from tests.support.tables import TABLES
from tests.support.undone import made_once

# A relation to a row, under the name that people use for them.
OTHER_NAMES = {"recipients": "engagements", "security_measures": "own_measures"}


def test_every_table_is_built_on_the_same_foundation():
    for model in TABLES:
        assert issubclass(model, RegisterModel), model


def test_every_table_has_a_natural_key_of_its_own_fields():
    for model in TABLES:
        assert model.key, model
        for name in model.key:
            assert model._meta.get_field(name).concrete, model


rows = made_once(lambda: one_of_each(TABLES))


@pytest.mark.django_db
def test_no_two_rows_have_the_same_natural_key(rows):
    for model, row in rows.items():
        twin = model(**{name: getattr(row, name) for name in _columns(model)})
        with pytest.raises(ValidationError) as refusal:
            twin.full_clean()
        assert "already exists" in " ".join(refusal.value.messages), model


def _columns(model):
    return [f.attname for f in model._meta.concrete_fields if not f.primary_key]


def test_what_may_be_empty_on_purpose_is_there():
    for model in TABLES:
        names = [name for name in model.absence_fields if name != "transfers"]  # the organisation's
        for name in names:
            field = model._meta.get_field(OTHER_NAMES.get(name, name))
            assert field.auto_created or field.blank, model


def test_nobody_can_be_allowed_to_delete():
    for model in TABLES:
        assert set(model._meta.default_permissions) == {
            "add",
            "change",
            "view",
            "import",
            "export",
        }, model


def test_a_start_may_be_said_to_be_unknown_wherever_there_are_dates():
    for model in [model for model in TABLES if issubclass(model, DatedModel)]:
        assert "starts_on" in model.absence_fields, model


# Empty on purpose


@pytest.mark.parametrize(
    ("typed", "value", "absences"),
    [
        ("none", "", {"owner": "none"}),
        ("Not applicable: run by hand", "", {"owner": "not applicable: run by hand"}),
        ("not stated", "", {}),
        ("Secretary", "Secretary", {}),
        ("", "", {}),
    ],
)
@pytest.mark.parametrize("check", ["save", "full_clean"])
@pytest.mark.django_db
def test_a_text_becomes_the_absence_that_it_states(check, typed, value, absences):
    activity = make_activity()
    activity.owner = typed
    with recorded(by="test", reason="An owner"):
        getattr(activity, check)()
    assert (activity.owner, activity.absences) == (value, absences)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "attribute", "empty"),
    [("website", "website", ""), ("country", "country_id", None)],
)
def test_an_absence_fits_every_kind_of_field(name, attribute, empty):
    processor = Processor(name="Acme", **{attribute: "none"})
    processor.full_clean()
    assert getattr(processor, attribute) == empty
    assert processor.absences == {name: "none"}


@pytest.mark.django_db
def test_a_date_can_be_not_applicable():
    seat = make_seat()
    seat.starts_on = "not applicable: founding member"
    with recorded(by="test", reason="Asked"):
        seat.save()
    seat.refresh_from_db()
    assert seat.starts_on is None
    assert seat.absences == {"starts_on": "not applicable: founding member"}


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["Secretary", "not stated"])
def test_an_absence_ends_with_a_value_or_when_it_is_taken_back(typed):
    activity = make_activity(owner="none")
    activity.owner = typed
    with recorded(by="test", reason="Asked"):
        activity.save()
    activity.refresh_from_db()
    assert activity.absences == {}


@pytest.mark.django_db
def test_an_absence_is_saved_with_the_field_that_it_is_about():
    activity = make_activity()
    activity.owner = "none"
    with recorded(by="test", reason="Asked"):
        activity.save(update_fields=["owner"])
    activity.refresh_from_db()
    assert activity.absences == {"owner": "none"}


def test_a_field_that_may_not_be_empty_on_purpose_keeps_its_words():
    organisation = Organisation(name="None")
    organisation.settle_absences()
    assert (organisation.name, organisation.absences) == ("None", {})


def test_two_rows_never_share_their_absences():
    absences = {}
    first, second = (Processor(name=name, absences=absences) for name in "AB")
    first.state_absence("website", "none")
    assert (second.absences, absences) == ({}, {})


@pytest.mark.parametrize("write", ["save", "full_clean"])
@pytest.mark.parametrize("absences", [{"name": "none"}, {"owner": "None"}, {"nonsense": "none"}])
@pytest.mark.django_db
def test_an_absence_that_is_stated_wrongly_is_refused(write, absences):
    activity = make_activity()
    activity.absences = absences
    with (
        pytest.raises(ValidationError, match="is not allowed for this empty field"),
        recorded(by="test", reason="Wrong"),
    ):
        getattr(activity, write)()


@pytest.mark.django_db
def test_a_reason_that_is_missing_is_asked_for_at_the_field():
    activity = ProcessingActivity(
        organisation=make_organisation(), reference="PA", name="Mail", owner="not applicable:"
    )
    with pytest.raises(ValidationError) as refusal:
        activity.full_clean()
    assert "Add the reason" in refusal.value.message_dict["owner"][0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name_it",
    [
        lambda activity, members: activity.data_subjects.add(members),
        lambda activity, members: members.activities.add(activity),
    ],
)
def test_nothing_is_named_where_nothing_is_stated_to_be(name_it):
    activity = make_activity(absences={"data_subjects": "none"})
    members = make_data_subject_category()
    message = "“categories of data subjects” is stated as “none”"
    with pytest.raises(Faults, match=message), recorded(by="test", reason="Members"):
        name_it(activity, members)
    assert not activity.data_subjects.exists()


@pytest.mark.django_db
def test_what_was_empty_on_purpose_is_filled_in_one_block():
    activity = make_activity(absences={"data_subjects": "none"})
    members = make_data_subject_category()
    with recorded(by="test", reason="Members"):
        activity.state_absence("data_subjects", "not stated")
        activity.save()
        activity.data_subjects.add(members)
    assert activity.data_subjects.get() == members


# Natural keys, protection


@pytest.mark.django_db
def test_two_starts_that_are_not_stated_are_the_same_in_a_key():
    seat = make_seat()
    twin = Seat(body=seat.body, designation=seat.designation)
    with pytest.raises(ValidationError, match="An entry with the same key already exists"):
        twin.full_clean()


def test_what_a_row_refers_to_is_protected():
    for model in TABLES:
        relations = [field for field in model._meta.concrete_fields if field.many_to_one]
        assert {field.remote_field.on_delete.__name__ for field in relations} <= {"PROTECT"}, model


@pytest.mark.once
@pytest.mark.django_db
def test_a_row_has_a_short_name_for_people(rows):
    for row in rows.values():
        assert str(row), repr(row)
        assert "object (" not in str(row)


@pytest.mark.django_db
def test_an_address_is_never_something_that_a_browser_would_run():
    processor = make_processor(country=country("US"))
    processor.website = "javascript:alert(1)"
    with pytest.raises(ValidationError, match="valid URL"):
        processor.full_clean()


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize("name", ["none", " None", "not stated", "Not applicable: by law"])
@pytest.mark.parametrize(
    ("row", "field"),
    [
        (lambda name: Processor(name=name), "name"),
        (lambda name: Organisation(name=name), "name"),
        (lambda name: Purpose(activity=make_activity(), text=name), "text"),
        (lambda name: Engagement(activity=make_activity(), recipient=name), "recipient"),
    ],
)
def test_no_row_is_called_what_says_that_there_is_nothing(row, field, name):
    with pytest.raises(ValidationError) as refusal:
        row(name).full_clean()
    assert any("means that a field is empty" in text for text in refusal.value.message_dict[field])


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize("name", ["None of Your Business Ltd", "Nonesuch", "removed", "unknown"])
def test_a_row_may_be_called_what_only_sounds_so(name):
    Processor(name=name).full_clean()


@pytest.mark.once
@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_what_is_said_where_nothing_is_said_is_in_order(model):
    """So a file need not have it looked at for each new row."""
    row = model()
    for field in model._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.has_default() and not (field.blank and value in field.empty_values):
            field.clean(value, row)
