"""When the personal data in the file of a request has to go, and what waits for a yes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy

from registry.models import Organisation
from requests_app.models import DataSubjectRequest, Message, RequestPolicy
from requests_app.retention import identification
from requests_app.retention.removal import FINGERPRINTS, REQUESTER, TEXTS
from requests_app.timing import Rules
from requests_app.vocabulary import RequestState

By = AbstractBaseUser | str


class Timer(StrEnum):
    """What goes at one time. The months of each are in the organisation's policy."""

    TEXTS = "texts"
    REQUESTER = "requester"
    FINGERPRINTS = "fingerprints"
    IDENTIFICATION = "identification"
    UNASSIGNED = "unassigned"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Timer.TEXTS: gettext_lazy("texts, messages and attachments"),
    Timer.REQUESTER: gettext_lazy("name and address of the requester"),
    Timer.FINGERPRINTS: gettext_lazy("fingerprints"),
    Timer.IDENTIFICATION: gettext_lazy("what came for identification"),
    Timer.UNASSIGNED: gettext_lazy("unassigned messages"),
}
PARTS = {
    Timer.TEXTS: TEXTS,
    Timer.REQUESTER: REQUESTER,
    Timer.FINGERPRINTS: FINGERPRINTS,
}
MONTHS = {
    Timer.TEXTS: "text_months",
    Timer.REQUESTER: "requester_months",
    Timer.FINGERPRINTS: "fingerprint_months",
}
NOTED_IN = {
    Timer.TEXTS: "text_minimised_on",
    Timer.REQUESTER: "requester_minimised_on",
}
UNASSIGNED_PARTS = (TEXTS[0], FINGERPRINTS[0])
UNASSIGNED_ATTACHMENTS = (TEXTS[1], FINGERPRINTS[1])
# As long as the texts of a request where no policy says otherwise.
KEPT_ALONE = relativedelta(months=RequestPolicy().text_months)


@dataclass(frozen=True)
class Proposal:
    """What one timer says of one request; of all messages without one, since the first is due."""

    timer: Timer
    ended_on: date
    due_on: date
    is_automatic: bool
    request: DataSubjectRequest | None = None

    @property
    def key(self) -> str:
        """Names the proposal in a form."""
        return f"{self.timer}-{self.request.pk if self.request else 0}"


@dataclass(frozen=True)
class Outlook:
    """What the timers say on one day."""

    on: date
    due: list[Proposal]
    held: list[Proposal]
    holds_to_review: list[DataSubjectRequest]


def outlook(on: date) -> Outlook:
    """What is due on that day, what only a hold keeps, and the holds to be looked at again."""
    due, held = [], []
    for proposal in _run_out(on):
        is_held = proposal.request is not None and proposal.request.hold_reason
        (held if is_held else due).append(proposal)
    holds = DataSubjectRequest.objects.exclude(hold_reason="").filter(hold_review_on__lte=on)
    return Outlook(on, due, held, list(holds.order_by("hold_review_on", "reference")))


def ended_requests() -> QuerySet[DataSubjectRequest]:
    """Closed files, and what was put aside because it was no request."""
    ended_on = Case(When(state=RequestState.CLOSED, then="closed_on"), default="retired_on")
    return DataSubjectRequest.objects.annotate(ended_on=ended_on).exclude(ended_on=None)


def _run_out(on: date) -> Iterator[Proposal]:
    organisations = ended_requests().values_list("organisation", flat=True).order_by().distinct()
    rules = Rules()
    for organisation in Organisation.objects.filter(pk__in=organisations).order_by("name"):
        policy = rules.policy_of(organisation.pk)
        for timer, months in MONTHS.items():
            yield from _of_timer(on, timer, organisation, policy, getattr(policy, months))
    for request, ended_on, due_on in identification.due(on, rules):
        # The letter that asked for it has promised so: nobody need confirm it.
        yield Proposal(Timer.IDENTIFICATION, ended_on, due_on, True, request)
    if unassigned := unassigned_over(on).values():
        first = min(unassigned)
        is_automatic = _may_go_unasked(rules)
        yield Proposal(Timer.UNASSIGNED, first, first + KEPT_ALONE, is_automatic)


def _may_go_unasked(rules: Rules) -> bool:
    """Nobody knows whose messages they are, so each organisation's policy has to allow it."""
    organisations = Organisation.objects.in_use().order_by().values_list("pk", flat=True)
    return bool(organisations) and all(rules.policy_of(pk).is_automatic for pk in organisations)


def _of_timer(on, timer, organisation, policy, months) -> Iterator[Proposal]:
    holds_something = Q()
    for part in PARTS[timer]:
        holds_something |= Q(part.of_a_request)
    if timer in NOTED_IN:
        holds_something |= Q(**{NOTED_IN[timer]: None})
    kept = relativedelta(months=months)
    requests = ended_requests().filter(holds_something, organisation=organisation)
    requests = requests.filter(ended_on__lte=_at_latest(on, kept))
    for request in requests.order_by("ended_on", "reference"):
        due_on = request.ended_on + kept
        if due_on <= on:
            yield Proposal(timer, request.ended_on, due_on, policy.is_automatic, request)


def _at_latest(on: date, kept: relativedelta) -> date:
    """What began later is not due on that day. The exact day is asked of the rest.

    A month is at most three days shorter than another.
    """
    return on - kept + timedelta(days=3)


def unassigned_over(on: date) -> dict[int, date]:
    """Messages without a request whose time is up and that say something, with their days."""
    condition = Q()
    for part in UNASSIGNED_PARTS:
        condition |= part.says_something
    for part in UNASSIGNED_ATTACHMENTS:
        files = part.model.objects.filter(part.says_something, message=OuterRef("pk"))
        condition |= Exists(files)
    found = Message.objects.filter(condition, request=None)
    found = found.filter(at__date__lte=_at_latest(on, KEPT_ALONE))
    days = {pk: timezone.localtime(at).date() for pk, at in found.values_list("pk", "at")}
    return {pk: day for pk, day in days.items() if day + KEPT_ALONE <= on}
