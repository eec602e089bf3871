"""Where a text quotes a value: in whole words, whatever their case and composition."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import category, combining, name, normalize

from registry.records.absence import NONE, NOT_APPLICABLE

# A longer value nobody quotes whole; one of a single letter stands everywhere.
LONGEST, SHORTEST = 200, 2
# A shorter value stands in a text by chance: somebody has to read it first.
SURE = 4
APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u02b9\uff07"), "'")
POSSESSIVE = ("s", "ll", "d", "ve", "re")  # and what else is hung on a name with an apostrophe
ELISIONS = ("d", "l", "qu", "all", "dall", "dell", "nell", "sull")  # before one, as in d'Anne
# What joins words to a longer name, an address or a path: Mark-Anton, example.org/mark, mark.pdf.
JOINING = frozenset("-\u2010\u2011./\\@+:=&#~%?")
# Written without spaces: each sign begins and ends a word.
WITHOUT_SPACES = ("CJK ", "HIRAGANA ", "THAI ", "LAO ", "KHMER ", "MYANMAR ")


@dataclass(frozen=True)
class Quote:
    """From where to where in the text as it was given, and whether it can hardly mean another."""

    start: int
    end: int
    is_sure: bool


def letter_count(value: str) -> int:
    return sum(character.isalnum() for character in value)


def is_sure(value: str) -> bool:
    return letter_count(value) >= SURE


def quotable(value) -> list[str]:
    """What of a value somebody may quote: a text, or why fields are empty."""
    texts = [value]
    if isinstance(value, dict):
        texts = [text.removeprefix(NOT_APPLICABLE) for text in value.values() if text != NONE]
    return [
        text
        for text in texts
        if isinstance(text, str) and len(text) <= LONGEST and letter_count(text) >= SHORTEST
    ]


class Values:
    """Values that are looked for together, in one text after the other.

    `texts` are looked for too; that one of them is quoted is never sure. Where nobody reads what
    is found before something follows from it, a single word has to be written just alike: “mark” is
    no Mark then.
    """

    def __init__(self, values: Iterable[str], texts: Iterable[str] = (), *, is_read: bool = True):
        self._folded: dict[str, bool] = {}
        self._alike: dict[str, set[str]] | None = None if is_read else defaultdict(set)
        for value in texts:
            self._add(value, is_sure=False)
        for value in values:
            self._add(value, is_sure=is_sure(value))

    def _add(self, value: str, *, is_sure: bool) -> None:
        folded = "".join(sign for sign, _place in _folded(value)).strip()
        if letter_count(folded):
            self._folded[folded] = is_sure or self._folded.get(folded, False)
            if self._alike is not None and " " not in folded:
                self._alike[folded].add(normalize("NFKC", value.strip()))

    def __bool__(self) -> bool:
        return bool(self._folded)

    def are_quoted(self, text: str) -> bool:
        return any(True for _quote in self.quotes(text))

    def quotes(self, text: str) -> Iterator[Quote]:
        """Every place, value by value."""
        rough = _roughly(text)
        near = [value for value in self._folded if value in rough]
        if not near:
            return
        signs = list(_folded(text))
        whole = "".join(sign for sign, _place in signs)
        places = [place for _sign, place in signs] + [len(text)]
        for value in near:
            for start in _places(value, whole):
                end = start + len(value)
                behind = max(places[end], places[end - 1] + 1)  # the marks of its last letter too
                if self._is_alike(value, text[places[start] : behind]):
                    is_sure = self._folded[value] and not _is_part(whole, start, end)
                    yield Quote(places[start], behind, is_sure)

    def _is_alike(self, value: str, words: str) -> bool:
        if self._alike is None or value not in self._alike:
            return True
        return normalize("NFKC", words) in self._alike[value]


def _roughly(text: str) -> str:
    """The same as `_folded` without places, and fast where the text is plain."""
    if text.isascii():
        return " ".join(text.lower().split())
    return "".join(sign for sign, _place in _folded(text))


def _folded(text: str) -> Iterator[tuple[str, int]]:
    """The text letter by letter without case, composition, invisible signs; spaces are one."""
    was_space = False
    for place, cluster in _clusters(text):
        seen = cluster[category(cluster[0]) == "Cf" :]
        folded = normalize("NFKD", normalize("NFKD", seen).casefold()).translate(APOSTROPHES)
        for sign in folded:
            if not sign.isspace():
                yield sign, place
            elif not was_space:
                yield " ", place
            was_space = sign.isspace()


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Each letter with the marks that are put on it, and where it begins."""
    start = 0
    for place, sign in enumerate(text):
        if place > start and not combining(sign):
            yield start, text[start:place]
            start = place
    if text:
        yield start, text[start:]


def _places(value: str, whole: str) -> Iterator[int]:
    """Where the value begins, if neither a word nor an address goes on before or behind it."""
    start = whole.find(value)
    while start >= 0:
        end = start + len(value)
        if _begins(value, whole[:start][-8:]) and _ends(value, whole[end : end + 8]):
            yield start
        start = whole.find(value, start + 1)


def _begins(value: str, before: str) -> bool:
    if not before:
        return True
    if _is_joined(before[-1], value[0]) or _goes_on(value[0], value, before[-1], before[-2:-1]):
        return False
    if before[-1] == "'" and _is_of_a_word(before[-2:-1]) and _is_of_a_word(value[0]):
        word = before[:-1]
        return any(
            word == elision
            or (word.endswith(elision) and not _is_of_a_word(word[-len(elision) - 1]))
            for elision in ELISIONS
        )
    return True


def _ends(value: str, behind: str) -> bool:
    if not behind:
        return True
    if _is_joined(value[-1], behind[0]) or _goes_on(value[-1], value, behind[0], behind[1:2]):
        return False
    if behind[0] == "'" and _is_of_a_word(behind[1:2]) and _is_of_a_word(value[-1]):
        return any(
            behind[1:].startswith(ending) and not _is_of_a_word(behind[1 + len(ending) :][:1])
            for ending in POSSESSIVE
        )
    return True


def _is_part(whole: str, start: int, end: int) -> bool:
    """Whether it stands in a longer name, an address or a path, and may mean somebody else."""
    before, behind = whole[:start][-2:][::-1], whole[end : end + 2]
    return any(beside[:1] in JOINING and _is_of_a_word(beside[1:]) for beside in (before, behind))


def _goes_on(edge: str, value: str, sign: str, beyond: str) -> bool:
    """Whether a number or an address is longer than the value: 1,000 is not in 21,000."""
    if not _is_of_a_word(beyond):
        return False
    if edge.isdecimal() and beyond.isdecimal():
        return sign in ".,'"
    is_address = " " not in value and ("@" in value or "." in value)
    return is_address and sign in ".-+@"


def _is_joined(before: str, behind: str) -> bool:
    """Whether two letters stand in one word."""
    if category(behind).startswith("M"):
        return True
    if not (_is_of_a_word(before) and _is_of_a_word(behind)):
        return False
    return not (_stands_alone(before) or _stands_alone(behind))


def _is_of_a_word(sign: str) -> bool:
    return bool(sign) and (sign.isalnum() or sign == "_" or category(sign).startswith("M"))


def _stands_alone(sign: str) -> bool:
    return name(sign, "").startswith(WITHOUT_SPACES)
