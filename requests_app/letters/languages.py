"""The languages in which letters can be filled, and how each writes days, lists and citations."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from requests_app.letters.words import TABLES
from requests_app.vocabulary import Language as Code

NAMED = re.compile(r"\{([^{}]+)\}")
CITATION = re.compile(r"(\d+)(?:\((\d+)\))?(?:\(([a-z])\))?")
# An article, its paragraph, its point.
CITED = {
    Code.ENGLISH: ("Article {}", "({})", "({})"),
    Code.GERMAN: ("Artikel {}", " Absatz {}", " Buchstabe {}"),
    Code.FRENCH: ("article {}", ", paragraphe {}", ", point {})"),
}
DAYS = {
    Code.ENGLISH: "{day} {month} {year}",
    Code.GERMAN: "{day}. {month} {year}",
    Code.FRENCH: "{day} {month} {year}",
}


@dataclass(frozen=True)
class Language:
    """One of them, with its words."""

    code: Code

    def say(self, phrase: str, **words: object) -> str:
        return self.fill(self.of("phrase", phrase), words)

    def fill(self, text: str, words: Mapping[str, object] | None = None) -> str:
        """Put words for the names in braces, and citations for the articles."""

        def said(found: re.Match) -> str:
            name = found[1]
            return self.cite(name) if name[0].isdigit() else str((words or {})[name])

        return NAMED.sub(said, text)

    def of(self, table: str, key: str) -> str:
        """What something of a list is called; nothing, where letters do not say it."""
        return TABLES[table].get(key, {}).get(self.code, "")

    def ground(self, ground: str) -> str:
        return self.fill(self.of("ground", ground))

    def right(self, right) -> str:
        """As a shipped right is called here; in English, and of others, as the register has it."""
        return self.of("right", right.code) or str(right)

    def period(self, number: int, unit: str) -> str:
        one, several = self.of("unit", unit).split()
        return f"{number} {one if number == 1 else several}"

    def cite(self, citation: str) -> str:
        """`15(1)(c)` as this language writes it; whatever is no such citation as it stands."""
        found = CITATION.fullmatch(citation)
        if found is None:
            return citation
        parts = zip(CITED[self.code], found.groups(), strict=True)
        return "".join(words.format(part) for words, part in parts if part)

    def day(self, day: date) -> str:
        month = self.of("list", "months").split()[day.month - 1]
        is_first = self.code == Code.FRENCH and day.day == 1
        return DAYS[self.code].format(
            day="1er" if is_first else day.day, month=month, year=day.year
        )


def language_of(code: str) -> Language:
    """By its code, such as `de-at`. What letters cannot be filled in is filled in English."""
    known = code.lower().replace("_", "-").split("-")[0]
    return Language(Code(known) if known in Code.values else Code.ENGLISH)


def own_language() -> Language:
    """That of the installation."""
    return language_of(settings.LANGUAGE_CODE)
