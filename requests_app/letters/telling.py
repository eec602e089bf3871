"""Filling a letter in one language, and noting on the way what the register does not say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from registry.models import ProcessingActivity
from registry.records.model import RegisterModel
from requests_app.letters.languages import Language

# A passage in square brackets has to be replaced; what the register says is none.
ROUND = str.maketrans("[]", "()")


@dataclass(frozen=True)
class Gap:
    """What an article asks for and the register does not say, as it stands in the letter."""

    article: str
    text: str
    activity: ProcessingActivity | None = None
    # The phrase, and the row that it is about, where that is not the activity.
    what: str = ""
    row: RegisterModel | None = None


@dataclass
class Telling:
    """One letter while it is filled."""

    language: Language
    # Whether it is for one reader, who may be told how people are reached.
    names_people = True
    gaps: list[Gap] = field(default_factory=list)

    def say(self, phrase: str, **words: object) -> str:
        return self.language.say(phrase, **words)

    def quote(self, text: object) -> str:
        """A text of the register, in one line."""
        return " ".join(str(text).translate(ROUND).split())

    def names(self, rows: Iterable[object]) -> str:
        return ", ".join(sorted(map(self.quote, rows), key=str.casefold))

    def item(self, name: str, value: str) -> str:
        return self.say("item", name=name, value=value)

    def gap(
        self,
        article: str,
        what: str,
        activity: ProcessingActivity | None = None,
        row: RegisterModel | None = None,
        **words: object,
    ) -> str:
        """A passage that has to be replaced before the letter goes."""
        quoted = {name: self.quote(word) for name, word in words.items()}
        text = self.say("gap", article=self.language.cite(article), what=self.say(what, **quoted))
        self.gaps.append(Gap(article, text, activity, what, row))
        return text

    def section(self, heading: str, lines: Iterable[str]) -> Iterator[str]:
        """A heading with its lines; nothing where there are none."""
        lines = list(lines)
        if len(lines) == 1:
            yield self.item(self.say(heading), lines[0])
        elif lines:
            yield self.item(self.say(heading), "").rstrip()
            yield from (f"- {line}" for line in lines)
