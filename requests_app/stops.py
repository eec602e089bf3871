"""What the law has stopped at once, whatever the month for the answer: rows, as grounds are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from requests_app.grounds import APPLIES_FROM, GDPR
from requests_app.vocabulary import Outcome


@dataclass(frozen=True)
class StopRow:
    """A right that stops something on the day on which it is invoked."""

    code: str
    article: str
    # What to do today.
    words: str
    # Only where this right is invoked too.
    beside: str = ""
    source: str = GDPR
    valid_from: date = APPLIES_FROM
    valid_until: date | None = None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


# The first that fits. Restriction is for the time of a check that is still to come: a month later
# it would protect nobody. An objection by itself (21(1)) stops unless compelling grounds are
# shown, which takes a look; until then 18(1)(d) restricts for those who ask.
ROWS = (
    StopRow(
        "marketing-objection",
        "21(3)",
        _("Stop all direct marketing to the person, and profiling for it."),
    ),
    StopRow("consent-withdrawal", "7(3)", _("Stop what rests on the consent.")),
    StopRow(
        "restriction",
        "18(1)(a)",
        _("Keep the data and do not use it while its accuracy is checked."),
        beside="rectification",
    ),
    StopRow(
        "restriction",
        "18(1)(d)",
        _("Keep the data and do not use it while the objection is checked."),
        beside="objection",
    ),
    StopRow(
        "restriction",
        "18(1)",
        _("Keep the data and do not use it while it is checked which case of 18(1) applies."),
    ),
)
STOPPING = tuple(dict.fromkeys(row.code for row in ROWS))
# Where it may be on record since when something has stopped.
MAY_STOP = (*STOPPING, "objection")
# What is decided otherwise needs no stop: it is refused, taken back, or nothing is held.
UNDECIDED_OR_GRANTED = ("", Outcome.FULFILLED, Outcome.PARTLY)


def stop_row(code: str, codes: Collection[str], on: date) -> StopRow | None:
    """What a right stops that is invoked together with these; None where nothing."""
    for row in ROWS:
        if row.code == code and row.holds(on) and (not row.beside or row.beside in codes):
            return row
    return None
