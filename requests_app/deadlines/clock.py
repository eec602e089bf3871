"""A period that questions to the requester restart and suspend."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.deadlines.calendars import Calendar
from requests_app.deadlines.periods import Period
from requests_app.deadlines.questions import NEED_NAMES, PRACTICES, Need, Practice, Question, Rule
from requests_app.deadlines.wording import day_in_words


@dataclass(kw_only=True)
class Clock:
    """Hears the questions in the order they were put, and notes what each did."""

    received: date
    period: Period
    calendar: Calendar
    rule: Rule
    prompt_days: int
    start: date = field(init=False)
    heard_on: date = field(init=False)
    pauses: list[tuple[int, int]] = field(default_factory=list)
    waiting_for: list[Need] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.start = self.heard_on = self.received

    @property
    def practice(self) -> Practice:
        return PRACTICES[self.rule]

    def raw_end(self) -> date:
        """The same day number, or the last day of that month, and the days that did not count."""
        end = self.period.end(self.start, self.calendar)
        return date.fromordinal(end.toordinal() + self.paused_days())

    def due(self) -> date:
        return self.period.moved(self.start, self.raw_end(), self.calendar)

    def paused_days(self) -> int:
        """Days of pause since the start, each counted once however many pauses share it."""
        days, counted_to = 0, self.start.toordinal() - 1
        for first, last in sorted(self.pauses):
            days += max(0, last - max(first - 1, counted_to))
            counted_to = max(counted_to, last)
        return days

    def hear(self, question: Question) -> None:
        effect = self._objection(question) or self._effect(question)
        self.steps.append(f"{self._in_words(question)}: {effect}")

    def _objection(self, question: Question) -> str:
        """Why the question leaves the clock alone; empty where it does not."""
        if question.need not in self.practice.restarts | self.practice.suspends:
            return _("under this rule the period is not suspended")
        if self.waiting_for:
            return ""
        days = (question.asked_on - self.heard_on).days
        if question.need in self.practice.must_be_prompt and days > self.prompt_days:
            return ngettext(
                "asked after {days} day, which is not without delay, so the period "
                "was not suspended",
                "asked after {days} days, which is not without delay, so the period "
                "was not suspended",
                days,
            ).format(days=days)
        if question.asked_on > self.due():
            return _("asked after the period had ended, so it was not suspended")
        return ""

    def _effect(self, question: Question) -> str:
        if question.answered_on is None:
            self.waiting_for.append(question.need)
            return _("the period is suspended")
        self.heard_on = max(self.heard_on, question.answered_on)
        if question.need in self.practice.restarts:
            self.start = max(self.start, question.answered_on)
            return _("the period starts when it is received")
        first = question.asked_on.toordinal() + (not self.practice.pauses_on_day_of_asking)
        self.pauses.append((first, question.answered_on.toordinal()))
        return _("the period was suspended")

    def _in_words(self, question: Question) -> str:
        asked = day_in_words(question.asked_on, since=self.received)
        if question.answered_on is None:
            return _("{need} asked for on {asked}, not yet received").format(
                need=NEED_NAMES[question.need], asked=asked
            )
        return _("{need} asked for on {asked}, received on {answered}").format(
            need=NEED_NAMES[question.need],
            asked=asked,
            answered=day_in_words(question.answered_on, since=self.received),
        )
