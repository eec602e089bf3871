"""Countries and decisions answer for a day."""

from datetime import date

import pytest

from registry.models import AdequacyDecision, Country

SHIELD = AdequacyDecision(valid_from=date(2016, 7, 12), valid_until=date(2020, 7, 16))


@pytest.mark.parametrize(
    ("country", "on", "inside"),
    [
        pytest.param(Country(), date(2018, 7, 17), False, id="never"),
        pytest.param(Country(eea_from=date(1994, 1, 1)), date(2018, 7, 17), True, id="still"),
        pytest.param(Country(eea_from=date(2013, 7, 1)), date(2013, 7, 1), True, id="first day"),
        pytest.param(Country(eea_from=date(2013, 7, 1)), date(2013, 6, 30), False, id="before"),
    ],
)
def test_a_country_is_inside_from_its_first_day(country, on, inside):
    assert country.is_in_eea(on) is inside


@pytest.mark.parametrize(
    ("on", "inside"),
    [(date(2018, 7, 17), True), (date(2020, 12, 31), True), (date(2021, 1, 1), False)],
)
def test_the_united_kingdom_was_inside_and_left(on, inside):
    britain = Country(eea_from=date(1994, 1, 1), eea_until=date(2020, 12, 31))
    assert britain.is_in_eea(on) is inside


@pytest.mark.parametrize(
    ("on", "valid"),
    [
        (date(2016, 7, 11), False),
        (date(2016, 7, 12), True),
        (date(2020, 7, 16), True),
        (date(2020, 7, 17), False),
    ],
)
def test_a_decision_is_valid_from_its_first_to_its_last_day(on, valid):
    assert SHIELD.is_valid(on) is valid


def test_a_decision_without_an_end_goes_on():
    assert AdequacyDecision(valid_from=date(2000, 7, 26)).is_valid(date(2026, 1, 1))
