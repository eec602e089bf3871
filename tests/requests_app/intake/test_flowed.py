"""Text in `format=flowed`: what was one line is one line."""

import pytest

from requests_app.intake.flowed import joined


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One \ntwo\nthree", "One two\nthree"),
        ("One \r\ntwo \r\nthree", "One two three"),
        ("One\n\ntwo", "One\n\ntwo"),
        ("One \n", "One "),
        ("One \n\ntwo", "One \ntwo"),
        (" From here\n >no quote\n  two", "From here\n>no quote\n two"),
        ("> Their \n> words\nmine", "> Their words\nmine"),
        (">> Their \n> words", ">> Their \n> words"),
        ("> Their \nmine", "> Their \nmine"),
        (">Their \n>words", "> Their words"),
        ("Mine \n> theirs", "Mine \n> theirs"),
        ("Yours\n-- \nAnn\nExample", "Yours\n-- \nAnn\nExample"),
        ("Yours \n-- \nAnn", "Yours \n-- \nAnn"),
        ("> Yours\n> -- \n> Ann", "> Yours\n> -- \n> Ann"),
        ("One \n two", "One two"),
        ("", ""),
    ],
)
def test_lines_that_end_with_a_space_go_on(text, expected):
    assert joined(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/a/ \nb", "https://example.org/a/b"),
        ("One  \ntwo", "One two"),
        ("お願 \nいします", "お願いします"),
        ("Yours \n-- \nAnn", "Yours\n-- \nAnn"),
        ("> お願 \n> い", "> お願い"),
    ],
)
def test_the_space_goes_where_the_sender_says_so(text, expected):
    assert joined(text, drops_space=True) == expected
