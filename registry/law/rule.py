"""A rule of the law as a row, and the gap that it finds in an entry."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from registry.vocabulary import Jurisdiction, Severity

# Article 99(2): on earlier days no article asked for anything.
APPLIES_FROM = date(2018, 5, 25)
# The end of the transition period: from here on the United Kingdom has its own.
UK_GDPR_FROM = date(2021, 1, 1)
TEXTS = {Jurisdiction.EU: "Regulation (EU) 2016/679", Jurisdiction.UK: "UK GDPR"}


@dataclass(frozen=True)
class Gap:
    """Something that is missing. `field` names a field or a reverse relation of the activity.

    What does not block approval is a finding: the entry is approved with it, and somebody sees
    to it. `code` and `about` tell which finding an answer is about.
    """

    field: str
    message: str
    article: str
    blocks_approval: bool = True
    code: str = ""
    about: str = ""
    remedy: str = ""
    # Who sees to it and until when: an `AcknowledgedFinding`.
    answer: object | None = field(default=None, compare=False)
    # The row on which it is filled in, where that is not the activity, and the field there.
    row: object | None = field(default=None, compare=False)
    at: str = field(default="", compare=False)
    # The table in which a row is missing, where the activity has no place for it.
    adds: str = field(default="", compare=False)
    # What is known of that row: names of its fields, and keys of what they name.
    fills: tuple[tuple[str, int], ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.message} ({self.article})"

    @property
    def key(self) -> tuple[str, str]:
        if self.code:
            return self.code, str(self.about)
        return self.article, str(self.message)


@dataclass(frozen=True)
class Rule:
    """What an article asks of an entry, where and when it applies, and what to do.

    In the message `{about}` is what it was asked of, such as a purpose. It is filled in at the
    field `at` of that, or of the `field` of the activity; or by adding a row to a table.
    """

    code: str
    article: str
    field: str
    message: str
    remedy: str
    severity: Severity = Severity.FINDING
    jurisdictions: tuple[Jurisdiction, ...] = (Jurisdiction.EU, Jurisdiction.UK)
    valid_from: date = APPLIES_FROM
    valid_until: date | None = None
    at: str = ""
    adds: str = ""
    text: str = ""

    @property
    def source(self) -> str:
        """The text that the article is of."""
        return self.text or "; ".join(TEXTS[where] for where in self.jurisdictions)

    @property
    def sentence(self) -> str:
        """The message as it is told of nothing in particular."""
        return self.told_of("…")

    def told_of(self, about: str) -> str:
        return str(self.message).format(about=about)

    @property
    def refuses(self) -> bool:
        return self.severity == Severity.REFUSES

    def gap(self, about: object = "", *, row: object | None = None, at: str = "", **words) -> Gap:
        if row is None and hasattr(about, "_meta"):
            row = about
        return Gap(
            self.field,
            str(self.message).format(about=about, **words),
            self.article,
            self.refuses,
            code=self.code,
            about=str(about),
            remedy=self.remedy,
            row=row,
            at=at or self.at,
            adds=self.adds,
        )

    def applies(self, on: date, where: Collection[str]) -> bool:
        """Whether it was in force on that day, in one of these jurisdictions."""
        if on < self.valid_from or (self.valid_until is not None and on > self.valid_until):
            return False
        return not {*where}.isdisjoint(self.jurisdictions)


def refuses(*row, **more) -> Rule:
    return Rule(*row, severity=Severity.REFUSES, **more)
