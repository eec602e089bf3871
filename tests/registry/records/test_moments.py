from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from registry.records.moments import Past, end_of, read_day, read_moment


def test_a_day_ends_at_midnight_where_the_register_is_kept():
    with timezone.override("Europe/Berlin"):
        assert end_of(date(2018, 7, 17)) == datetime(2018, 7, 17, 21, 59, 59, 999999, tzinfo=UTC)
        assert read_moment("2018-07-17") == end_of(date(2018, 7, 17))
        assert read_moment("2018-07-17T12:00") == datetime(2018, 7, 17, 10, tzinfo=UTC)
        assert read_moment("2018-07-17T12:00Z") == datetime(2018, 7, 17, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("read", "text", "refusal"),
    [
        (read_day, "July", "“July” is not a valid date. Write it as 2018-07-17."),
        (read_day, "20180717", "“20180717” is not a valid date"),
        (read_day, "2018-02-30", "“2018-02-30” is not a valid date"),
        (read_moment, "2018-02-30", "“2018-02-30” is not a valid date"),
        (read_moment, "now", "“now” is not a valid date or time"),
        (read_moment, "2018-07-17T25:00", "not a valid date or time"),
        (read_moment, "0001-01-01T00:00+14:00", "not a valid date or time"),
        (read_moment, "9999-12-31", "is in the future"),
        (read_moment, str(timezone.localdate() + timedelta(days=2)), "is in the future"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_write(read, text, refusal):
    with pytest.raises(ValidationError, match=refusal):
        read(text)


def test_what_is_known_today_can_be_asked_before_the_day_is_over():
    today = timezone.localdate()
    assert read_moment(today.isoformat()) == end_of(today)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "of today"),
        ({"_on": "2018-07-17"}, "on 17 July 2018, by what is known today"),
        ({"_known": "2018-07-17"}, "as known at the end of 17 July 2018"),
        (
            {"_on": "2018-02-01", "_known": "2018-07-17T14:30:00+00:00"},
            "on 1 February 2018, as known on 17 July 2018, 14:30",
        ),
    ],
)
def test_a_past_is_said_in_words_and_asked_for_again_with_the_same_address(asked, words):
    past = Past.asked_for(asked)
    assert (past.parameters, bool(past)) == (asked, bool(asked))
    with translation.override("en-gb"):
        assert str(past) == words


def test_a_day_to_come_is_no_past():
    with pytest.raises(ValidationError, match="Choose a day up to today"):
        Past.asked_for({"_on": "2999-01-01"})
