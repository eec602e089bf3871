"""When an answer, a notice, a report of a breach is due, and every step of the way in words.

Nothing here asks the database or the clock on the wall. Periods are counted as Regulation
1182/71 does: the same day number in the last month, or that month's last day; then, where a
calendar was chosen, the next working day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.deadlines.calendars import NO_CALENDAR, Calendar
from requests_app.deadlines.clock import Clock
from requests_app.deadlines.questions import (
    NEED_NAMES,
    PRACTICES,
    DeadlineError,
    Need,
    Question,
    Rule,
)
from requests_app.deadlines.thresholds import THRESHOLDS, Thresholds, thresholds_on
from requests_app.deadlines.wording import day_in_words, moment_in_words, way_to_working_day

BREACH_RULE = "33(1)"
LAST_YEAR = 9000


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A computation to keep: where it began, where it ended, and why.

    While something asked of the requester is missing the clock waits: raw and due are None.
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
    questions: Iterable[Question] = (),
    thresholds: Sequence[Thresholds] = THRESHOLDS,
) -> Deadline:
    """The day by which a request must have been acted on (Article 12(3)).

    An extension counts from the same start as the month, never from a day that was moved.
    """
    numbers = thresholds_on(thresholds, on=received)
    return _count(
        received,
        months=numbers.extended_months if is_extended else numbers.answer_months,
        is_extended=is_extended,
        rule=Rule(rule),
        calendar=calendar,
        questions=questions,
        prompt_days=numbers.prompt_days,
    )


def notice_deadline(
    received: date,
    *,
    rule: Rule = Rule.EDPB,
    calendar: Calendar = NO_CALENDAR,
    questions: Iterable[Question] = (),
    thresholds: Sequence[Thresholds] = THRESHOLDS,
) -> Deadline:
    """The day by which the requester must know of an extension, or that nothing will be done."""
    numbers = thresholds_on(thresholds, on=received)
    return _count(
        received,
        months=numbers.notice_months,
        rule=Rule(rule),
        calendar=calendar,
        questions=questions if PRACTICES[Rule(rule)].notice_waits else (),
        prompt_days=numbers.prompt_days,
    )


def breach_deadline(
    aware_at: datetime, *, thresholds: Sequence[Thresholds] = THRESHOLDS
) -> Deadline:
    """The moment by which the authority must know of a breach; no weekend moves it.

    Article 3(5) of Regulation 1182/71 might stretch the hours over a weekend. That is disputed,
    so the plain hours are shown.
    """
    if aware_at.utcoffset() is None:
        raise DeadlineError(_("The time of awareness needs a time zone."))
    hours = thresholds_on(thresholds, on=aware_at.date()).breach_hours
    # Counted in UTC: inside the zone the hour of a change to summer time would be lost.
    due = (aware_at.astimezone(UTC) + timedelta(hours=hours)).astimezone(aware_at.tzinfo)
    return Deadline(
        start=aware_at,
        raw=due,
        due=due,
        rule=BREACH_RULE,
        calendar=str(NO_CALENDAR),
        steps=(
            _("aware on {moment}").format(moment=moment_in_words(aware_at)),
            ngettext(
                "{hours} hour, including weekends and holidays",
                "{hours} hours, including weekends and holidays",
                hours,
            ).format(hours=hours),
            moment_in_words(due),
        ),
    )


def _count(
    received: date,
    *,
    months: int,
    is_extended: bool = False,
    rule: Rule,
    calendar: Calendar,
    questions: Iterable[Question],
    prompt_days: int,
) -> Deadline:
    questions = sorted(questions, key=lambda question: question.asked_on)
    _refuse_impossible(received, questions)
    clock = Clock(
        received=received, months=months, calendar=calendar, rule=rule, prompt_days=prompt_days
    )
    for question in questions:
        clock.hear(question)
    raw = due = None
    if not clock.waiting_for:
        raw = clock.raw_end()
        due = calendar.working_day_from(raw)
    return Deadline(
        start=clock.start,
        raw=raw,
        due=due,
        rule=str(rule),
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
    if is_extended:
        yield ngettext(
            "extended to {months} month from {day}",
            "extended to {months} months from {day}",
            clock.months,
        ).format(months=clock.months, day=day_in_words(clock.start, since=received))
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
