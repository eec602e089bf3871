"""What else the law asks with a right: rows, each with its article, its source and its time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from requests_app.grounds import APPLIES_FROM, EVERY, GDPR

EDPB_ACCESS = f"{GDPR}; EDPB Guidelines 01/2022"


class Circumstance(StrEnum):
    """What the register or the file knows of a request."""

    CHILD = "child"
    PUBLIC = "public"
    AGENT = "agent"
    ENDED = "ended"
    ELECTRONIC = "electronic"
    UNDONE = "undone"


@dataclass(frozen=True)
class DutyRow:
    """What is to be done, or not to be overlooked, with some rights."""

    rights: tuple[str, ...]
    article: str
    words: str
    # Only where this is so, or where it is not so.
    where: Circumstance | None = None
    unless: Circumstance | None = None
    # Only where this right is invoked too.
    beside: str = ""
    source: str = GDPR
    valid_from: date = APPLIES_FROM
    valid_until: date | None = None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


ERASURE, DECISIONS = ("erasure",), ("automated-decisions",)
ROWS = (
    DutyRow(
        ERASURE,
        "17(1)(b)",
        _(
            "With the consent goes what rested on it alone. “None of the grounds of 17(1)” does "
            "not stand against that data."
        ),
        beside="consent-withdrawal",
    ),
    DutyRow(
        ERASURE,
        "17(1)(c)",
        _(
            "Data that was kept for marketing is erased after an objection to it. “None of the "
            "grounds of 17(1)” does not stand against that data."
        ),
        beside="marketing-objection",
    ),
    DutyRow(
        ERASURE,
        "17(1)(c)",
        _("Where no overriding grounds are shown against the objection, the data is erased."),
        beside="objection",
    ),
    DutyRow(
        ("rectification", "erasure", "restriction"),
        "5(2)",
        _("A search has found data, and nothing says that the request is carried out there."),
        where=Circumstance.UNDONE,
    ),
    DutyRow(
        ("information", "access", "portability"),
        "12(3), 15(3)",
        _(
            "It came electronically: answer in a commonly used electronic form, unless the person "
            "asks otherwise."
        ),
        where=Circumstance.ELECTRONIC,
    ),
    DutyRow(
        ("portability",),
        "20(1), 20(2)",
        _(
            "Give it in a structured, commonly used and machine-readable format; and, if the "
            "person asks and it is technically feasible, directly to the other controller."
        ),
    ),
    DutyRow(
        ERASURE,
        "17(2)",
        _(
            "If the data was made public, take reasonable steps to tell the other controllers who "
            "use it that links and copies are to go. Add them to the notices to recipients."
        ),
        unless=Circumstance.PUBLIC,
    ),
    DutyRow(
        ERASURE,
        "17(2)",
        _(
            "According to the register data was made public. Take reasonable steps to tell the "
            "other controllers who use it that links and copies are to go. Add them to the "
            "notices to recipients."
        ),
        where=Circumstance.PUBLIC,
    ),
    DutyRow(
        ERASURE,
        "17(1)(a)",
        _(
            "All purposes of some activity had ended by the day of receipt. Unless 17(3) applies, "
            "its data is no longer needed."
        ),
        where=Circumstance.ENDED,
    ),
    DutyRow(
        ERASURE,
        "17(1)(f), 8(1)",
        _(
            "Data that a child gave for an online service is erased on request, also if the "
            "person is an adult now (recital 65)."
        ),
        where=Circumstance.CHILD,
    ),
    DutyRow(
        DECISIONS,
        "22(3)",
        _(
            "Also where the contract or explicit consent allows the decision: let a person look "
            "at it, hear what the requester says, and let the decision be contested."
        ),
    ),
    DutyRow(
        EVERY,
        "12(1)",
        _("The person may be a child: answer in words that a child understands."),
        where=Circumstance.CHILD,
    ),
    DutyRow(
        EVERY,
        "12(2)",
        _(
            "Somebody asks for the person. Note with the requester what shows the authority, and "
            "ask for it if it is missing. For a child its parents may ask."
        ),
        where=Circumstance.AGENT,
        source=EDPB_ACCESS,
    ),
)


def duties(
    rights: Collection[str], circumstances: Collection[Circumstance], on: date
) -> Iterator[DutyRow]:
    """What the law asks with these rights in these circumstances, each once."""
    for row in ROWS:
        fits = row.where is None or row.where in circumstances
        is_asked = row.holds(on) and set(row.rights).intersection(rights)
        is_asked = is_asked and (not row.beside or row.beside in rights)
        if fits and is_asked and row.unless not in circumstances:
            yield row
