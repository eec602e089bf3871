"""The words of a text, as they are looked for: without capitals, accents and what is no letter.

Both databases are given these words and divide them at spaces alone, so that they find the same.
"""

import re
import unicodedata

# A database keeps no longer words, and nobody looks for one.
LONGEST = 100
# Letters that Unicode does not take for another one with an accent.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i"}
)
_NO_LETTER = re.compile(r"[^0-9a-z]+")
# Where no spaces stand between words, each sign is one.
_SIGN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3"
_WORD = re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+")


def words_in(text: str) -> list[str]:
    """In their order; a word may come twice."""
    if text.isascii():
        found = _NO_LETTER.sub(" ", text.lower()).split()
    else:
        letters = unicodedata.normalize("NFKD", text).casefold()
        # Folded letters may be made of several again (Unicode, D146); what is composed is one sign.
        letters = unicodedata.normalize("NFKD", letters).translate(_PLAIN)
        letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
        found = _WORD.findall(unicodedata.normalize("NFC", letters))
    return [word[:LONGEST] for word in found]
