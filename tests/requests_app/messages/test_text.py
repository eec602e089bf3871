"""Text from outside, made fit to be kept and read."""

import time

import pytest

from registry.files_kept.names import clean_line, clean_text
from requests_app.messages.text import text_of_html


def told(page):
    return text_of_html(page, until=time.monotonic() + 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\0b\x1bc", "abc"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("half \udced", "half \ufffd"),
        ("a\tb", "a\tb"),
        ("  about  ", "about"),
    ],
)
def test_text_loses_what_nobody_can_read_and_nothing_else(text, expected):
    assert clean_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("a\n b\t c", "a b c"), ("x" * 12, "xxxxxxxxx…"), ("x" * 10, "x" * 10)]
)
def test_a_line_is_one_line_and_no_longer_than_it_may_be(text, expected):
    assert clean_line(text, 10) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>One</p><p>two<br>three</p>", "One\n\ntwo\nthree"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ('<a href="https://x.org/?a=1&amp;b=2">there</a>', "there <https://x.org/?a=1&b=2>"),
        ('<a href="mailto:a@example.org">a@example.org</a>', "a@example.org"),
        ("<script>x()</script><style>p {}</style>seen", "seen"),
        ("<head><title>t</title><body>seen", "seen"),
        ('<img src="https://x.org/spy.gif" alt="Logo"> hi', "[Logo] hi"),
        ("a &amp; b &#0; &nosuch; &lt;c&gt;", "a & b \ufffd &nosuch; <c>"),
        ("<!-- no end", "no end"),
        ("<![odd", "<![odd"),
        ("", ""),
    ],
)
def test_a_page_becomes_what_it_says(page, expected):
    assert told(page).replace("<!-- ", "") == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("I <span style='display:none'>do not</span> object", "I [not shown: do not] object"),
        ("I <span hidden>do not</span> object", "I [not shown: do not] object"),
        ("<div style='DISPLAY : none !important'><p>a</p><p>b</p></div>c", "[not shown: a b]\nc"),
        ("<div hidden>a<div>b</div>c</div>d", "[not shown: a b c]\nd"),
        ("<div hidden>a<i style='opacity:0'>b</i></div>d", "[not shown: ab]\nd"),
        ("<p style='font-size:0px'>a<p>b", "[not shown: a]\nb"),
        ("<ul><li hidden>a<li>b</ul>", "[not shown: - a]\n- b"),
        ("<p hidden> <br></p>b", "b"),
        ("<div hidden>never closed", "never closed"),
        ("<img hidden alt='Logo'>b", "[Logo]b"),
        ("<p style='font-size:0.9em;opacity:0.5'>a</p>", "a"),
        ("<p style='visibility: hidden'>a</p>b", "[not shown: a]\n\nb"),
    ],
)
def test_words_that_their_sender_could_not_see_are_said_to_be_that(page, expected):
    assert told(page) == expected


def test_a_page_for_which_there_is_no_time_is_only_stripped_of_its_tags():
    assert text_of_html("<p>Hello <b>you</b></p>" * 3, until=0).split() == ["Hello", "you"] * 3
