"""None, not applicable and not stated are told apart, however they are written."""

import pytest
from django.core.exceptions import ValidationError

from registry.records.absence import AbsencesField, absence, check_absences, is_absence


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("none", "none"),
        ("  None ", "none"),
        ("NONE", "none"),
        ("not stated", None),
        ("Not  Stated", None),
        ("", None),
        ("not applicable: no server", "not applicable: no server"),
        ("Not applicable:  No\n server ", "not applicable: No server"),
        ("NOT APPLICABLE:none", "not applicable: none"),
    ],
)
def test_an_absence_is_stored_in_one_form(text, stored):
    assert absence(text) == stored


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not applicable:", "Add the reason"),
        ("Not applicable :", "is not allowed for an empty field"),
        ("not applicable", "is not allowed for an empty field"),
        ("nothing", "is not allowed for an empty field"),
        ("a long sentence about something else", "is not allowed for an empty field"),
    ],
)
def test_other_words_are_no_absence(text, message):
    with pytest.raises(ValidationError, match=message):
        absence(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("none", True),
        (" Not stated", True),
        ("not applicable: why", True),
        ("not applicable:", True),
        ("", False),
        ("nonesuch", False),
        ("none of them", False),
        ("not applicable", False),
    ],
)
def test_a_value_is_told_from_an_absence(text, expected):
    assert is_absence(text) is expected


@pytest.mark.parametrize(
    "absences",
    [
        pytest.param({"name": "none"}, id="a field that may not be empty"),
        pytest.param({"nonsense": "none"}, id="no field"),
        pytest.param({"owner": "None"}, id="not in its stored form"),
        pytest.param({"owner": "not stated"}, id="not stated is not stored"),
        pytest.param({"owner": ""}, id="nothing said"),
        pytest.param({"owner": "the board"}, id="a value"),
        pytest.param({"owner": "not applicable:"}, id="no reason"),
        pytest.param({"owner": None}, id="no text"),
    ],
)
def test_absences_that_are_stated_wrongly_are_refused(absences):
    with pytest.raises(ValidationError) as refusal:
        check_absences(absences, allowed=("owner",))
    assert refusal.value.message_dict.keys() == {"absences"}


def test_absences_are_stored_in_the_same_order_whatever_order_they_came_in():
    field = AbsencesField()
    assert field.get_prep_value({"b": "none", "a": "none"}) == '{"a": "none", "b": "none"}'
    assert field.get_prep_value(None) == "{}"


@pytest.mark.parametrize("text", ["[]x", "[1]", '"none"', "{"])
def test_what_is_no_mapping_is_refused(text):
    with pytest.raises(ValidationError):
        AbsencesField().to_python(text)
