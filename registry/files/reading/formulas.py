"""Cells that a spreadsheet would run: disarmed on the way out, restored on the way in.

An apostrophe in front turns such a cell into text. Cells that begin with apostrophes of
their own get one too, so that taking off exactly one always gives back what was there.
What comes in without one is text as well: nothing here runs it.
"""

import re

# Spaces and characters without width, behind which a formula may hide.
_UNSEEN = " \xa0\xad\u1680\u180e\u2000-\u200f\u2028\u2029\u202a-\u202f\u205f-\u2064\u3000\ufeff"
_WOULD_RUN = re.compile(f"['{_UNSEEN}]*[=+\\-@\t\r\n\0＝＋－＠]")


def would_run(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula, now or without its apostrophes."""
    return _WOULD_RUN.match(text) is not None


def disarm(text: str) -> str:
    return f"'{text}" if would_run(text) else text


def rearm(text: str) -> str:
    """The text as it was before `disarm`."""
    return text[1:] if text.startswith("'") and would_run(text) else text
