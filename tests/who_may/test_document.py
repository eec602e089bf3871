"""What the documentation says of roles is the table that is tested."""

from tests.who_may.document import PLACE, written


def test_the_page_about_roles_is_made_from_the_table():
    assert PLACE.read_text("utf-8") == written(), "run: .venv/bin/python -m tests.who_may"
