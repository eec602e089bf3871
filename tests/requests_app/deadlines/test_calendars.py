from datetime import date

import pytest
from django.utils import translation

from requests_app.deadlines.calendars import NO_CALENDAR, Calendar, CalendarError, calendar


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("none", NO_CALENDAR, id="no calendar"),
        pytest.param("FR", Calendar("FR"), id="a country"),
        pytest.param(" gb-eng ", Calendar("GB", "ENG"), id="a part, in lower case"),
        pytest.param("fr-zone a", Calendar("FR", "Zone A"), id="a part with a name"),
    ],
)
def test_a_code_names_a_calendar(code, found):
    assert calendar(code) == found


@pytest.mark.parametrize("code", ["none", "FR", "GB-ENG", "FR-Zone A"])
def test_a_calendar_is_written_as_the_code_that_names_it(code):
    assert str(calendar(code)) == code


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        pytest.param("ZZ", "Enter none, a country", id="no such country"),
        pytest.param("", "Enter none, a country", id="empty"),
        pytest.param("France", "Enter none, a country", id="a name"),
        pytest.param("GB-LONDON", "GB, GB-ENG, GB-NIR, GB-SCT, GB-WLS", id="no such part"),
    ],
)
def test_an_unknown_code_is_refused_with_the_codes_to_use(code, remedy):
    with pytest.raises(CalendarError, match=remedy):
        calendar(code)


@pytest.mark.parametrize(
    ("code", "day", "is_working_day"),
    [
        pytest.param("FR", date(2026, 7, 13), True, id="an ordinary Monday"),
        pytest.param("FR", date(2026, 7, 14), False, id="a holiday"),
        pytest.param("DE", date(2026, 7, 14), True, id="a holiday elsewhere"),
        pytest.param("FR", date(2026, 7, 18), False, id="a Saturday"),
        pytest.param("FR", date(2026, 7, 19), False, id="a Sunday"),
        pytest.param("GB-ENG", date(2026, 12, 28), False, id="a day in place of a holiday"),
        pytest.param("DE", date(2026, 8, 15), False, id="a Saturday, holiday or not"),
        pytest.param("DE-BY", date(2026, 1, 6), False, id="a holiday of a part"),
        pytest.param("DE-BE", date(2026, 1, 6), True, id="a holiday of another part"),
        pytest.param("SA", date(2026, 7, 17), True, id="a Friday where Friday is a day of rest"),
        pytest.param("none", date(2026, 7, 18), False, id="a Saturday without a calendar"),
        pytest.param("none", date(2026, 12, 25), True, id="Christmas without a calendar"),
    ],
)
def test_working_days_are_all_but_saturdays_sundays_and_holidays(code, day, is_working_day):
    assert calendar(code).is_working_day(day) is is_working_day


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Christmas Day"), ("de", "Erster Weihnachtstag"), ("eo", "Erster Weihnachtstag")],
)
def test_a_holiday_is_named_in_the_language_of_the_reader_or_of_the_country(language, name):
    with translation.override(language):
        assert calendar("DE").holiday(date(2026, 12, 25)) == name


@pytest.mark.parametrize(("year", "is_known"), [(2026, True), (1500, False)])
def test_a_calendar_tells_years_of_which_it_knows_nothing(year, is_known):
    assert calendar("FR").knows_holidays_of(year) is is_known
