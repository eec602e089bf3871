"""Writes docs/roles.md from the table."""

from tests.who_may.document import PLACE, written

PLACE.write_text(written(), "utf-8")
