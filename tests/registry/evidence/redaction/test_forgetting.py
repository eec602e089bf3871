"""Whatever table it is of: what may say something about somebody goes, and the rules still hold."""

import pytest

from registry.evidence.log.content import recorded_models
from registry.evidence.log.marks import in_a_row, says_something
from registry.evidence.redaction.forgetting import family, forget, holdings, personal_fields
from registry.evidence.verify.one_object import verify_rows
from registry.models import Appointment, Contact, Person
from registry.records.absence import AbsencesField
from registry.records.history import recorded
from registry.records.personal import MARKER, is_marker
from registry.vocabulary import RedactionGround
from tests.registry.evidence.attacker import Attacker, settle
from tests.support import factories
from tests.support.rows import make_row

pytestmark = pytest.mark.django_db

TEXTS = {"EmailField": "somebody{}@example.org", "WebAddressField": "https://example.org/{}"}


def fill(row):
    """Something in each field that may be about somebody; as if from before there were rules."""
    for number, name in enumerate(personal_fields(type(row))):
        field = row._meta.get_field(name)
        if not isinstance(field, AbsencesField):
            text = TEXTS.get(type(field).__name__, "Somebody {}").format(f"{row.pk}{number}")
            setattr(row, name, text)
    if hasattr(row, "hold_review_on"):
        row.hold_review_on = "2030-01-01"
    with recorded(by="test", reason="Filled in") as unit:
        row.save()
        unit.flush(is_checked=False)
    return row


def forget_all(row):
    keys = [holding.key for holding in holdings(row) if holding.model]
    return forget(row, keys, by="dpo", ground=RedactionGround.MISTAKE, reason="Test")


def has_a_text_that_is_unique(model):
    names = personal_fields(model)
    return any(name in model.key or model._meta.get_field(name).unique for name in names)


@pytest.mark.slow
@pytest.mark.parametrize("model", list(recorded_models()))
def test_the_rows_of_any_table_lose_all_that_may_be_about_somebody(model):
    # Two of them where one could stand in the way of another.
    for row in [fill(make_row(model)) for _ in range(1 + has_a_text_that_is_unique(model))]:
        forget_all(row)
        row.refresh_from_db()
        said = {name: getattr(row, name) for name in personal_fields(model)}
        assert [
            value
            for value in said.values()
            if says_something(
                value,
            )
            and not is_marker(value)
        ] == []
        assert [holding for holding in holdings(row) if holding.model] == []
        assert verify_rows({model._meta.label_lower: [row.pk]}).faults == []


@pytest.mark.parametrize("model", list(recorded_models()))
def test_a_marker_fits_into_each_field_that_is_declared(model):
    for name in personal_fields(model):
        size = model._meta.get_field(name).max_length
        assert size is None or size >= len(MARKER)


def test_what_must_be_there_and_be_unique_is_marked_with_its_number():
    organisation = factories.make_organisation()
    contacts = [factories.make_contact(organisation=organisation) for _ in range(2)]
    for contact in contacts:
        forget_all(contact)
    said = set(Contact.objects.values_list("value", flat=True))
    assert said == {f"[removed {contact.pk}]" for contact in contacts}


@pytest.mark.parametrize(
    ("field", "value", "after"),
    [
        (Person._meta.get_field("name"), "Jan Doe", MARKER),
        (Person._meta.get_field("email"), "jan@example.org", ""),
        (
            Appointment._meta.get_field("absences"),
            {"person": "not applicable: Jan left", "country": "none"},
            {"person": f"not applicable: {MARKER}", "country": "none"},
        ),
    ],
)
def test_a_row_says_what_its_field_can_hold(field, value, after):
    assert in_a_row(field, value, 1) == after
    assert is_marker(after) or not says_something(after)


def test_those_who_once_held_a_seat_are_forgotten_with_what_it_said_then():
    person = factories.make_person()
    seat = factories.make_seat(person=person, remarks="Call in the evening")
    with recorded(by="test", reason="Somebody else"):
        seat.person, seat.remarks = factories.make_person(), ""
        seat.save()
    assert family(person)[type(seat)] == {seat.pk}


def test_of_a_row_that_is_gone_it_is_said_though_its_versions_are_whole():
    body = factories.make_body()
    settle()
    Attacker().sql("DELETE FROM registry_body WHERE id = %s", body.pk)
    (fault,) = verify_rows({"registry.body": [body.pk]}).faults
    assert str(fault) == f"registry.body {body.pk}: has versions, but the row itself is missing."
