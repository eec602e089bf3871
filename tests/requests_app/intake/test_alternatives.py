"""Two forms of a message: one is enough where both say the same."""

import time

import pytest

from requests_app.intake.alternatives import each_once


@pytest.mark.parametrize(
    ("plain", "rich"),
    [
        ("Delete it.", "Delete it."),
        ("Delete\nit .", "Delete  it."),
        ("*Delete* _it_", "Delete it"),
        ("> Delete it", "Delete it"),
        ("- Delete it", "• Delete it"),
        ("Löschen", "Lo\u0308schen"),
        ("Delete it", "De\u00adlete\u200b it"),
        ("DELETE it", "delete IT"),
        ("Go to https://example.org/a/.", "Go to <https://example.org/a>"),
        ("www.example.org<http://www.example.org/>", "www.example.org <http://www.example.org>"),
        ("Write to ann@example.org", "Write to <mailto:ann@example.org>"),
        ("See https://example.org/a", "See"),
        ("See www.example.org now", "See now"),
        ("Call tel:+4930123 now", "Call now"),
        ("Delete it.", ""),
    ],
)
def test_what_differs_only_in_its_looks_is_kept_once(plain, rich):
    assert each_once([plain, rich]) == [plain]


@pytest.mark.parametrize(
    ("plain", "rich"),
    [
        ("Delete it.", "Delete it all."),
        ("I do not object.", "I object."),
        ("Delete this, not that.", "Delete that, not this."),
        ("A placeholder that is far longer than the rest.", "I object."),
        ("See here", "See here <https://example.org/a>"),
        ("See https://example.org/a", "See https://example.org/b"),
        ("Write to Ann", "Write to Ann <ann@example.org>"),
        ("Delete 1", "Delete 2"),
    ],
)
def test_what_says_something_else_is_kept_too(plain, rich):
    assert each_once([plain, rich]) == [plain, rich]


def test_each_form_is_compared_with_all_before_it():
    assert each_once(["a", "b", "A", "", "B"]) == ["a", "b"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["://" * 300_000, "x" * 1_000_000, "www." * 250_000, "@ " * 500_000]
)
def test_a_text_without_end_is_compared_in_a_moment(text):
    began = time.process_time()
    each_once([text, f"{text}x"])
    assert time.process_time() - began < 3
