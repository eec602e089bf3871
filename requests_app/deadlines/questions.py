"""What may be asked of a requester, and what each authority's rule makes of the wait."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class DeadlineError(ValueError):
    """Dates that cannot be; the message says which ones and what to give."""


class Rule(StrEnum):
    EDPB = "edpb"
    ICO = "ico"


class Need(StrEnum):
    IDENTITY = "identity"
    AUTHORITY = "authority"
    FEE = "fee"
    CLARIFICATION = "clarification"


NEED_NAMES = {
    Need.IDENTITY: gettext_lazy("identity information"),
    Need.AUTHORITY: gettext_lazy("authority of the representative"),
    Need.FEE: gettext_lazy("fee"),
    Need.CLARIFICATION: gettext_lazy("clarification"),
}


@dataclass(frozen=True)
class Question:
    """One thing asked of the requester, and when it came."""

    need: Need
    asked_on: date
    answered_on: date | None = None

    def __post_init__(self):
        if self.answered_on and self.answered_on < self.asked_on:
            raise DeadlineError(
                _(
                    "The {need} was received on {answered}, before it was asked for "
                    "on {asked}. Enter a later day of receipt."
                ).format(need=NEED_NAMES[self.need], answered=self.answered_on, asked=self.asked_on)
            )


@dataclass(frozen=True, kw_only=True)
class Practice:
    """What a rule makes of questions.

    Whether a question was put without delay is for people to argue. For the clock it was, when
    no more days than `Duty.QUESTION` allows had passed since the receipt of the request or since
    the last answer. A later question leaves the clock alone: at worst the answer comes early.
    """

    restarts: frozenset[Need]
    suspends: frozenset[Need]
    must_be_prompt: frozenset[Need]
    pauses_on_day_of_asking: bool
    notice_waits: bool


PRACTICES = {
    # Guidelines 01/2022, section 5.3, suspend without an example of how to count. The day of
    # asking still counts, as Article 3(1) of Regulation 1182/71 leaves the day of an event out
    # of the period that it opens; the day of the answer is the last that does not. A fee is no
    # reason to wait. Article 12(3) and (4) run the notice from receipt and know no pause.
    Rule.EDPB: Practice(
        restarts=frozenset(),
        suspends=frozenset({Need.IDENTITY, Need.AUTHORITY, Need.CLARIFICATION}),
        must_be_prompt=frozenset({Need.IDENTITY, Need.AUTHORITY, Need.CLARIFICATION}),
        pauses_on_day_of_asking=False,
        notice_waits=False,
    ),
    # Article 12A UK GDPR: the months, and the one for the notice, begin with the latest of
    # request, information and fee. From the day of asking for clarification to the day of the
    # answer, both included, no day counts; no promptness is asked for there.
    Rule.ICO: Practice(
        restarts=frozenset({Need.IDENTITY, Need.AUTHORITY, Need.FEE}),
        suspends=frozenset({Need.CLARIFICATION}),
        must_be_prompt=frozenset({Need.IDENTITY, Need.AUTHORITY, Need.FEE}),
        pauses_on_day_of_asking=True,
        notice_waits=True,
    ),
}
