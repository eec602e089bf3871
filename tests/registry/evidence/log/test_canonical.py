"""The same value has the same bytes everywhere."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from registry.evidence.log.canonical import (
    base64url,
    base64url_each,
    canonical,
    canonical_list,
    normalised,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        ("Łódź ", "Łódź "),
        (2**53, 2**53),
        (2**53 + 1, "9007199254740993"),
        (-(2**53) - 1, "-9007199254740993"),
        (Decimal("1.50"), "1.50"),
        (Decimal("1E+3"), "1000"),
        (0.1, "0.1"),
        (date(2018, 7, 17), "2018-07-17"),
        (datetime(2018, 7, 17, 12, tzinfo=UTC), "2018-07-17T12:00:00.000000Z"),
        (
            datetime(2018, 7, 17, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=2))),
            "2018-07-17T10:00:00.000005Z",
        ),
        (UUID(int=10), "00000000-0000-0000-0000-00000000000a"),
        (b"\x00\xff", "00ff"),
        (memoryview(b"\x01"), "01"),
        ({"b": [1, 0.5], "a": {}}, {"b": [1, "0.5"], "a": {}}),
        ((), []),
    ],
)
def test_a_value_is_hashed_as(value, expected):
    assert normalised(value) == expected


def test_keys_are_sorted_and_nothing_is_escaped_that_need_not_be():
    assert canonical({"b": "é\n", "a": [1, None]}) == '{"a":[1,null],"b":"é\\n"}'.encode()


@pytest.mark.parametrize("value", [None, True, 0, -5, 'é\n"\\', ["b", None], {"b": 1, "a": "x"}])
def test_a_list_is_the_same_made_in_one_piece_or_in_parts(value):
    assert canonical_list("salt", 'a "field"', value) == canonical(["salt", 'a "field"', value])


@pytest.mark.parametrize("size", [1, 2, 3, 16, 32])
@pytest.mark.parametrize("count", [0, 1, 3])
def test_bytes_are_the_same_letters_one_by_one_and_in_one_go(size, count):
    parts = [bytes([255 - number] * size) for number in range(count)]
    assert base64url_each(parts) == [base64url(part) for part in parts]


def test_what_no_column_holds_is_refused():
    with pytest.raises(TypeError, match="set has no form"):
        normalised({1, 2})
