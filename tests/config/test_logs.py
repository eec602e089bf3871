"""What stands in the logs, and what must not."""

import logging
import sys

from config.logs import OneLineFormatter


def formatted(message, *arguments, exc_info=None):
    record = logging.LogRecord("register", logging.ERROR, "", 0, message, arguments, exc_info)
    return OneLineFormatter("{levelname} {message}", style="{").format(record)


def test_an_event_is_one_line_whatever_was_typed():
    assert formatted("Not Found: %s", "/a\r\nERROR forged") == "ERROR Not Found: /a  ERROR forged"


def test_what_people_searched_for_is_left_out():
    assert formatted("Not Found: %s", "/admin/?q=Jane+Doe") == "ERROR Not Found: /admin/?…"
    for place in ("/answer/", "/requests/confirm/", "/requests/due/", "/account/invitation/"):
        told = formatted("Too Many Requests: %s", f"{place}abc:def/")
        assert told == f"ERROR Too Many Requests: {place}…"


def test_an_exception_says_its_type_and_place_and_not_the_values_it_quotes():
    try:
        int("Jane Doe")
    except ValueError:
        line = formatted("Failed", exc_info=sys.exc_info())
    assert "builtins.ValueError" in line
    assert __file__ in line
    assert "Jane" not in line
