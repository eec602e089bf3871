"""How names are compared: without what people do not see, or do not mean, when they type one."""

import re
import unicodedata

# Unicode's “default ignorable” characters, and what else has no width or only steers a terminal.
_UNSEEN = (
    "\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_IGNORED = re.compile(f"[{_UNSEEN}]")
# The capitals of Turkish i and ı are İ and I, and elsewhere both are I.
_DOTTED_I = re.compile("i\u0307+")
_BLANK = "\u2800"  # Braille without a dot: as blank as a space


def fold(text: str) -> str:
    """The same for texts alike but for capitals, composed forms, spaces and invisible characters.

    For comparing only: what is kept is what was typed.
    """
    if not text.isascii():
        text = _IGNORED.sub("", text.replace(_BLANK, " "))
        # Twice, because a folded letter may be composed anew (Unicode, D146).
        for _pass in range(2):
            text = unicodedata.normalize("NFKD", text).casefold().replace("\u0131", "i")
        text = _DOTTED_I.sub("i", text)
        text = _IGNORED.sub("", unicodedata.normalize("NFKC", text))
    elif not text.isprintable():
        text = _IGNORED.sub("", text)
    return " ".join(text.casefold().split())


def is_blank(text: str) -> bool:
    """Nothing can be seen of it."""
    return not text.strip() or (not (text.isascii() and text.isprintable()) and not fold(text))
