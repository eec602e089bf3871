"""Whether a text read as Windows-1252 is one for certain, or could be any other encoding's.

Every byte means something in every encoding of one byte, so only the words can tell. What is
not certain is asked for: a question costs a moment, a misread name stays in the register.
"""

import re
import unicodedata
from io import StringIO
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
# What people write between words. Others, such as ¹ or ƒ, are letters of other encodings.
_BETWEEN_WORDS = frozenset("“”‘’„‚«»‹›–—…•€£§©®™°·²³½×ªº¿¡\xa0\xad")
# Where one of these touches a letter on these sides, it is more likely a letter itself.
_MISPLACED = re.compile(
    r"(?<=[^\W\d_])[£§•©×½²³¿¡°·„‚–—…“”‘«»‹›®™€]+[^\W\d_]|(?<=[^\W\d_])[¿¡„‚‹•£§©]"
    r"|[£§×½²³…][^\W\d_]|[„‚](?!\w)|(?<!\w)™|(?m:^)[”º²³]"
)
# “ª” and “º” end an abbreviation of a letter or two, or a number.
_ORDINAL = re.compile(r"(?<![^\W_])(?:[A-Za-z]{0,3}|\d+\.?)[ªº](?![^\W_])")
_HAS_ORDINAL = re.compile("[ªº]").search
# An apostrophe inside a word: what stands before it, or after it.
_ELISION = re.compile(
    r"(?:[cdjlmnst]|o|mc|all|dell|nell|sull|un|quest|qu|jusqu|lorsqu|puisqu|quelqu|aujourd|entr"
    r"|presqu)’[^\W\d_]{2,}|[^\W\d_]+’(?:s|t|d|m|re|ve|ll|y)",
    re.IGNORECASE,
)
_LETTERS = "àáâãäåæçèéêëìíîïñòóôõöøùúûüßœšž"
_CAPITALS = frozenset(_LETTERS.upper())
_KNOWN = frozenset(_LETTERS) | _CAPITALS
# The same letter in the encodings of Central Europe and of Turkey: these tell nothing apart.
_SHARED = frozenset("áäéíóôöúüß")
# For each of the others, where in a word it can only be what Windows-1252 has there. The word
# is in small letters, with a space on either side.
_CONSONANT = "[bcdfghjklmnpqrstvwxzçñß]"
_CERTAIN = {
    "à": "à",  # the other reading, ŕ, hardly occurs
    "å": "[^aeiouyåäö]å|[lmnt]eå",
    "â": "[hbrpltéâc]â[tclm]|grâ| â[gm]|[tfs]ân|ân[cg]",
    "ç": "ç[aouãõáóúôâ]",
    "ë": "[aeiouy]ë",
    "î": " î|[aoudgp]î[tcnmlr]",
    "ã": "ã[oei]",
    "æ": f"(?:{_CONSONANT}| )æ(?:{_CONSONANT}|[rl])",
    "è": f"{_CONSONANT}è{_CONSONANT}|[iu]è[rlvtgcsdzmq]|ès |{_CONSONANT}è ",
    "ê": "êt|êm|êch|êv|ên| ê|ocês?",
    "ì": "ì ",
    "ï": "[aeou]ï[bcdfghklmnqrstv]|aïe|oïe",
    "ñ": "ñ[aeiouáéíóú]",
    "ò": "rò |iò |ciò |però | ò ",
    "õ": "õ[e]",
    "ø": f"{_CONSONANT}ø{_CONSONANT}| ø{_CONSONANT}|{_CONSONANT}ø ",
    "ù": " où |iù ",
    "û": "oû[tr]|[rs]û[rl]|dû |û[cm]",
    "œ": "œ[uiel]",
    # The same in the encoding of Central Europe, but the Macintosh has ö and û in their places.
    "š": "[aeiouyáéíóú]š|š[aeiouyáéíóú]",
    "ž": "[aeiouyáéíóú]ž|ž[aeiouyáéíóú]",
}
_CERTAIN = {letter: re.compile(pattern) for letter, pattern in _CERTAIN.items()}
LONGEST_RUN = 2  # of letters beyond ASCII; other scripts are nothing else


def is_certain(text: str) -> bool:
    """Whether nothing in a text, as Windows-1252 has it, speaks for another encoding."""
    if any(it not in _BETWEEN_WORDS and it not in _KNOWN for it in {*text} if not it.isascii()):
        return False
    lines = {line for line in StringIO(text, newline=None) if not line.isascii()}
    told = "\n".join(_ORDINAL.sub(" ", line) if _HAS_ORDINAL(line) else line for line in lines)
    if _MISPLACED.search(told):
        return False
    return all(
        _is_word(word) for word in {it[0] for it in _WORD.finditer(told)} if not word.isascii()
    )


def _is_word(word: str) -> bool:
    if "’" in word and not _ELISION.fullmatch(word):
        return False
    letters = [part for part in re.split("[’']", word) if not part.isascii()]
    return all(_is_part(part) for part in letters)


def _is_part(word: str) -> bool:
    high = re.findall(r"[^\x00-\x7f]+", word)
    if max(map(len, high)) > LONGEST_RUN or (len(word) > 1 and len(high[0]) == len(word)):
        return False
    if not _has_one_case(word):
        return False
    small = f" {word.lower()} "
    return all(
        letter in _SHARED or (letter in _CERTAIN and _everywhere(letter, small))
        for letter in {*small}
        if not letter.isascii()
    )


def _has_one_case(word: str) -> bool:
    """No capital beyond ASCII after a small letter, and no small one among capitals."""
    after_small = any(other in _CAPITALS and one.islower() for one, other in pairwise(word))
    ascii_letters = [letter for letter in word if letter.isascii()]
    shouted = len(ascii_letters) > 1 and all(letter.isupper() for letter in ascii_letters)
    return not after_small and not (
        shouted and any(letter.islower() and letter != "ß" for letter in word)
    )


def _everywhere(letter: str, word: str) -> bool:
    return len(_CERTAIN[letter].findall(word)) >= word.count(letter)


def strangeness(text: str) -> int:
    """How much in a text is no letter of a language, or in the wrong case, or mixed."""
    words = re.findall(r"[^\x00-\x7f]+|[^\W\d_]*[^\x00-\x7f]+\w*", text)
    symbols = sum(not it.isalnum() and not it.isascii() for it in text)
    return 2 * symbols + sum(_is_mixed(word) or not _has_one_case(word) for word in words)


def _is_mixed(word: str) -> bool:
    return len({unicodedata.name(it, "?").split()[0] for it in word if it.isalpha()}) > 1


def looks_misread(text: str) -> bool:
    """Whether letters beyond ASCII stand where no language has them: in words of other letters."""
    for found in re.finditer(r"[^\W\d_]*[^\x00-\x7f]+\w*", text):
        word = found[0]
        marks = [it for it in word if not it.isalnum() and not it.isspace()]
        if _is_mixed(word) or any("\u0590" <= it < "\u0900" for it in marks):
            return True
        if any("\u0240" <= it < "\u0300" for it in word) or not _has_one_case(word):
            return True
    return False
