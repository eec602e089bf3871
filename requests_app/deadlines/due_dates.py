"""When an answer, a notice, a report of a breach is due, and every step of the way in words.

Nothing here asks the database or the clock on the wall. Periods are counted as Regulation
1182/71 does: the same day number in the last month, or that month's last day; then the next
working day. Saturdays and Sundays are none anywhere, holidays are none where a calendar was chosen.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.deadlines.calendars import NO_CALENDAR, Calendar
from requests_app.deadlines.clock import Clock
from requests_app.deadlines.periods import (
    KINGDOM,
    PERIODS,
    UNION,
    Duty,
    Period,
    Unit,
    needed_period,
    period_on,
)
from requests_app.deadlines.questions import (
    NEED_NAMES,
    PRACTICES,
    DeadlineError,
    Need,
    Question,
    Rule,
)
from requests_app.deadlines.wording import day_in_words, way_to_working_day

LAST_YEAR = 9000
# Whose law a rule follows where nobody says otherwise.
JURISDICTIONS = {Rule.EDPB: UNION, Rule.ICO: KINGDOM}


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A computation to keep: where it began, where it ended, and why.

    While something asked of the requester is missing the clock waits: raw and due are None.
    `raw` is the safe target: it stands under every reading of whose weekends and holidays count.
    """

    start: date | datetime
    raw: date | datetime | None
    due: date | datetime | None
    rule: str
    calendar: str
    steps: tuple[str, ...]
    waiting_for: tuple[Need, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.due is None

    @property
    def derivation(self) -> str:
        return " → ".join(self.steps)


def answer_deadline(
    received: date,
    *,
    rule: Rule = Rule.EDPB,
    calendar: Calendar = NO_CALENDAR,
    is_extended: bool = False,
    extended_by: int | None = None,
    questions: Iterable[Question] = (),
    jurisdiction: str = "",
    periods: Sequence[Period] = PERIODS,
) -> Deadline:
    """The day by which a request must have been acted on (Article 12(3)).

    An extension counts from the same start as the month, never from a day that was moved.
    By fewer months than the law allows, it adds these.
    """
    law = _Law(received, Rule(rule), jurisdiction, periods)
    period = law.period(Duty.EXTENDED if is_extended else Duty.ANSWER)
    if is_extended and extended_by is not None:
        plain = law.period(Duty.ANSWER)
        if plain.unit == period.unit:
            period = replace(period, amount=min(plain.amount + extended_by, period.amount))
    return _count(law, period, is_extended=is_extended, calendar=calendar, questions=questions)


def notice_deadline(
    received: date,
    *,
    rule: Rule = Rule.EDPB,
    calendar: Calendar = NO_CALENDAR,
    questions: Iterable[Question] = (),
    jurisdiction: str = "",
    periods: Sequence[Period] = PERIODS,
) -> Deadline:
    """The day by which the requester must know of an extension, or that nothing will be done."""
    law = _Law(received, Rule(rule), jurisdiction, periods)
    return _count(
        law,
        law.period(Duty.NOTICE),
        calendar=calendar,
        questions=questions if PRACTICES[law.rule].notice_waits else (),
    )


def complaint_deadline(
    received: date,
    *,
    rule: Rule = Rule.EDPB,
    calendar: Calendar = NO_CALENDAR,
    jurisdiction: str = "",
    periods: Sequence[Period] = PERIODS,
) -> Deadline:
    """The day by which a complaint is to be answered. No question makes it wait: 12(3) is not its.

    Where an authority has set a day, that is it: `set_deadline`.
    """
    law = _Law(received, Rule(rule), jurisdiction, periods)
    return _count(law, law.period(Duty.COMPLAINT_ANSWER), calendar=calendar, questions=())


def other_deadline(
    duty: Duty,
    since: date,
    *,
    rule: Rule = Rule.EDPB,
    calendar: Calendar = NO_CALENDAR,
    jurisdiction: str = "",
    periods: Sequence[Period] = PERIODS,
) -> Deadline | None:
    """The same for a duty beside these two; None where the law gives no period for it."""
    law = _Law(since, Rule(rule), jurisdiction, periods)
    period = period_on(periods, duty, on=since, jurisdiction=law.jurisdiction)
    return period and _count(law, period, calendar=calendar, questions=())


def set_deadline(
    received: date, until: date, *, rule: Rule = Rule.EDPB, calendar: Calendar = NO_CALENDAR
) -> Deadline:
    """The day that an authority has set. No weekend moves it: it was set as it is."""
    asked = _("the authority asks for an answer by {day}")
    return Deadline(
        start=received,
        raw=until,
        due=until,
        rule=str(Rule(rule)),
        calendar=str(calendar),
        steps=(
            _("received {day}").format(day=day_in_words(received)),
            asked.format(day=day_in_words(until, since=received)),
        ),
    )


@dataclass(frozen=True)
class _Law:
    """Whose periods hold for what began on a day."""

    began_on: date
    rule: Rule
    of: str
    periods: Sequence[Period]

    @property
    def jurisdiction(self) -> str:
        return self.of or JURISDICTIONS[self.rule]

    def period(self, duty: Duty) -> Period:
        return needed_period(self.periods, duty, on=self.began_on, jurisdiction=self.jurisdiction)


def _count(
    law: _Law,
    period: Period,
    *,
    is_extended: bool = False,
    calendar: Calendar,
    questions: Iterable[Question],
) -> Deadline:
    questions = sorted(questions, key=lambda question: question.asked_on)
    _refuse_impossible(law.began_on, questions)
    clock = Clock(
        received=law.began_on,
        period=period,
        calendar=calendar,
        rule=law.rule,
        prompt_days=law.period(Duty.QUESTION).amount,
    )
    for question in questions:
        clock.hear(question)
    raw = due = None
    if not clock.waiting_for:
        raw, due = clock.raw_end(), clock.due()
    return Deadline(
        start=clock.start,
        raw=raw,
        due=due,
        rule=str(law.rule),
        calendar=str(calendar),
        steps=tuple(_steps(clock, due, is_extended=is_extended)),
        waiting_for=tuple(clock.waiting_for),
    )


def _steps(clock: Clock, due: date | None, *, is_extended: bool) -> Iterator[str]:
    received = clock.received
    yield _("received {day}").format(day=day_in_words(received))
    yield from clock.steps
    if due is None:
        yield _("no due date until the answer comes")
        return
    day = day_in_words(clock.start, since=received)
    if is_extended:
        yield _("extended to {period} from {day}").format(period=clock.period, day=day)
    elif clock.period.unit != Unit.MONTHS:
        yield _("{period} from {day}").format(period=clock.period, day=day)
    if days := clock.paused_days():
        yield ngettext("{days} day does not count", "{days} days do not count", days).format(
            days=days
        )
    yield from way_to_working_day(clock.raw_end(), due, clock.calendar, since=received)


def _refuse_impossible(received: date, questions: Sequence[Question]) -> None:
    last = max([received, *(q.answered_on or q.asked_on for q in questions)])
    if last.year > LAST_YEAR:
        raise DeadlineError(
            _("{day} is too far in the future. Enter a day before the year {year}.").format(
                day=last, year=LAST_YEAR + 1
            )
        )
    for question in questions:
        if question.asked_on < received:
            raise DeadlineError(
                _(
                    "The {need} was asked for on {asked}, before the request was "
                    "received on {received}. Enter a later day."
                ).format(need=NEED_NAMES[question.need], asked=question.asked_on, received=received)
            )
