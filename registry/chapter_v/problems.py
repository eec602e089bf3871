"""A rule about transfers, and what is wrong or open with one of them."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import date_format

from registry.law.rule import Gap, Rule
from registry.vocabulary import Severity

# Directive 95/46/EC, Article 32(1). Whatever is said to hold on a day has to have held on it.
DIRECTIVE_FROM = date(1998, 10, 24)
THE_REGULATION = "Regulation (EU) 2016/679"


@dataclass(frozen=True)
class TransferRule(Rule):
    """In its message `{about}` is importer and country, `{day}` a day that does not fit.

    `text` is what it rests on, where that is not the Regulation itself.
    """

    text: str = ""

    @property
    def source(self) -> str:
        return self.text or THE_REGULATION

    def told_of(self, about: str) -> str:
        """With what is not known of the day, and of importer and country apart."""
        where = about.removesuffix(")").partition(" (")
        words = {"importer": where[0], "country": where[2] or "…", "day": "…"}
        return str(self.message).format(about=about, **words)


@dataclass(frozen=True)
class Problem:
    """A rule that a transfer does not keep. `article` names a narrower place than the rule.

    `flow` is the transfer on record, if there is one.
    """

    rule: TransferRule
    article: str = ""
    day: date | None = None
    flow: object | None = None

    @property
    def refuses(self) -> bool:
        return self.rule.severity == Severity.REFUSES

    def gap(self, about: str, **words) -> Gap:
        day = date_format(self.day) if self.day else ""
        # What is missing is added where its importer stands.
        row = self.flow or words.get("importer")
        gap = self.rule.gap(about, row=row, day=day, **words)
        return replace(gap, article=self.article or gap.article)


def asks(code: str, article: str, message: str, remedy: str, **more) -> TransferRule:
    """Put right where the entry names who receives data, like all rules about transfers."""
    return TransferRule(code, article, "engagements", message, remedy, **more)


def refuses(*row: str, **more) -> TransferRule:
    return asks(*row, severity=Severity.REFUSES, **more)


# No statement at all is asked for on a day before the Regulation, but one that is made is true.
def never_true(*row: str, **more) -> TransferRule:
    return refuses(*row, valid_from=DIRECTIVE_FROM, **more)
