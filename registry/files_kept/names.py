"""Names and claims that come with a file, and lines of text from outside, as they can be kept."""

import re

from django.utils.text import capfirst
from django.utils.translation import gettext as _

# All controls but line feed and tab. PostgreSQL refuses NUL; nobody can read the others.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
NOT_TEXT = re.compile(r"[\ud800-\udfff]")
LINE_ENDS = re.compile(r"\r\n?")
CONTENT_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
NAME_LENGTH, TYPE_LENGTH, ENDING_LENGTH = 200, 100, 20
UNKNOWN_TYPE = "application/octet-stream"
NOT_IN_A_NAME = re.compile(
    r'[\x00-\x1f\x7f/\\:*?"<>|\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069]'
)


def clean_text(text: str) -> str:
    """The text with plain line ends, without controls and halves of characters."""
    text = LINE_ENDS.sub("\n", text)
    return CONTROLS.sub("", NOT_TEXT.sub("\ufffd", text)).strip()


def clean_line(text: str, length: int) -> str:
    """The text as one line of so many characters at most."""
    line = " ".join(clean_text(text[: length * 4]).split())
    return line if len(line) <= length else line[: length - 1] + "…"


def display_name(name: str) -> str:
    """A name that neither leads to another folder nor reads backwards; its ending stays."""
    name = NOT_IN_A_NAME.sub("_", clean_line(name, 10_000)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= ENDING_LENGTH:
        return f"{stem[: NAME_LENGTH - 1 - len(ending)]}.{ending}"
    return name[:NAME_LENGTH] or capfirst(_("attachment"))


def claimed_type(content_type: str) -> str:
    """The type as it was claimed, where it is one."""
    claimed = content_type.strip().lower()
    is_type = len(claimed) <= TYPE_LENGTH and CONTENT_TYPE.fullmatch(claimed)
    return claimed if is_type else UNKNOWN_TYPE
