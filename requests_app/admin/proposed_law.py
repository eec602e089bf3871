"""Which due dates would move if what is only proposed were law. Nothing on it changes any."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from registry.pages.page import LIST, Page
from requests_app.deadlines.due_dates import Deadline
from requests_app.deadlines.periods import Duty, Period, needed_period
from requests_app.deadlines.wording import due_in_words
from requests_app.models import DataSubjectRequest, LegalPeriod
from requests_app.recount import Move, moved_by
from requests_app.timing import periods
from requests_app.vocabulary import LawStatus

SHOWN = 200
OF_REQUESTS = {
    Duty.ANSWER,
    Duty.EXTENDED,
    Duty.NOTICE,
    Duty.QUESTION,
    Duty.COMPLAINT,
    Duty.COMPLAINT_ANSWER,
}
MAY_SEE = "requests_app.view_datasubjectrequest"


@dataclass(frozen=True)
class Day:
    """One day of a request that would move, in words, each with its safe target."""

    request: DataSubjectRequest
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Proposal:
    """A proposed period beside the one that counts, and what it would move."""

    row: LegalPeriod
    now: Period | None
    is_of_requests: bool
    moves: list[Move]

    @property
    def shown(self) -> list[Day]:
        return [day for move in self.moves[:SHOWN] for day in _days(move)]

    @property
    def more(self) -> int:
        return max(0, len(self.moves) - SHOWN)


class ProposedLawPage(Page):
    name = "proposed"
    address = "proposed/"
    template = "admin/requests_app/proposed_law.html"
    permission = MAY_SEE
    label = gettext_lazy("What proposals would move")
    stands_on = LIST
    only_reads = True

    def respond(self, request, row):
        proposed = LegalPeriod.objects.in_use().filter(status=LawStatus.PROPOSED)
        context = {
            "title": _("Which due dates proposals would move"),
            "proposals": [_proposal(row) for row in proposed.exclude(amount=None)],
        }
        return self.render(request, None, context)


def _days(move: Move) -> Iterator[Day]:
    before, after = move.before, move.after
    for what, now, then in (
        (pgettext("to a request", "answer"), before.answer, after.answer),
        (_("notice of an extension or a refusal"), before.notice, after.notice),
        (_("acknowledgement"), before.acknowledgement, after.acknowledgement),
    ):
        if _in_words(now) != _in_words(then):
            yield Day(move.request, what, _in_words(now), _in_words(then))


def _in_words(deadline: Deadline | None) -> str:
    return due_in_words(deadline.due, deadline.raw) if deadline and deadline.due else "–"


def _proposal(row: LegalPeriod) -> Proposal:
    period = row.period
    is_of_requests = period.duty in OF_REQUESTS
    return Proposal(
        row=row,
        now=needed_period(
            periods(), period.duty, on=timezone.localdate(), jurisdiction=period.jurisdiction
        ),
        is_of_requests=is_of_requests,
        moves=moved_by(period) if is_of_requests else [],
    )
