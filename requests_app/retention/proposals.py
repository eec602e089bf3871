"""When the personal data in the file of a request has to go, and the run that removes it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.evidence.redaction.echoes import forget_after_commit
from registry.evidence.redaction.redacting import Redaction
from registry.files_kept.removal import write_all
from registry.models import Organisation
from registry.records.history import recorded
from requests_app.models import (
    Attachment,
    DataSubjectRequest,
    Message,
    RequestPolicy,
    RetentionRun,
)
from requests_app.retention import identification
from requests_app.retention.removal import (
    FINGERPRINTS,
    REQUESTER,
    TEXTS,
    Counts,
    remove_from,
    remove_parts,
)
from requests_app.timing import Rules
from requests_app.vocabulary import RequestState, RetentionMode

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
    if unassigned := _unassigned(on).values():
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


def _unassigned(on: date) -> dict[int, date]:
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


def apply(
    view: Outlook, *, by: By, is_confirmed: bool = False, keys: Collection[str] | None = None
) -> RetentionRun:
    """Remove what is due: all of it if confirmed, else what a policy lets go without asking.

    One transaction and one line in the log. With `keys` only those proposals are carried out:
    somebody looked at all of them, and chose. Whoever calls this has checked that `by` may confirm.
    """
    chosen = [
        proposal
        for proposal in view.due
        if (proposal.is_automatic or is_confirmed if keys is None else proposal.key in keys)
    ]
    run = RetentionRun(
        ran_at=timezone.now(),
        on=view.on,
        ran_by=by if isinstance(by, str) else by.get_username(),
        mode=_mode(chosen, is_confirmed),
        scope="\n".join(_scope(chosen)),
        waiting_count=len(view.due) - len(chosen),
        held_count=len(view.held),
    )
    with recorded(by=by, reason=_("Retention: log of the run")):
        total = Counts()
        for timer in Timer:
            proposals = [proposal for proposal in chosen if proposal.timer == timer]
            if proposals:
                total.add(_minimise(timer, proposals, view.on, by))
        run.requester_count = sum(proposal.timer == Timer.REQUESTER for proposal in chosen)
        run.text_count = sum(proposal.timer == Timer.TEXTS for proposal in chosen)
        run.fingerprint_count = sum(proposal.timer == Timer.FINGERPRINTS for proposal in chosen)
        run.message_count = len(total.rows[Message])
        run.attachment_count = len(total.rows[Attachment])
        run.version_count = total.versions
        run.save()
        # What an earlier run may have left, where it was killed after its commit.
        forget_after_commit()
    return run


def _minimise(timer: Timer, proposals: list[Proposal], on: date, by: By) -> Redaction:
    """One timer, recorded under its own name."""
    reason = _("Retention: the period is over for {what}").format(what=timer.label)
    with recorded(by=by, reason=reason) as unit:
        if timer == Timer.UNASSIGNED:
            done = _minimise_unassigned(on)
        elif timer == Timer.IDENTIFICATION:
            done = identification.remove_identification([one.request.pk for one in proposals])
        else:
            pks = [proposal.request.pk for proposal in proposals]
            done = remove_parts(PARTS[timer], pks)
            if timer in NOTED_IN:
                write_all(DataSubjectRequest, pks, {NOTED_IN[timer]: on})
        # A file from before some rule was made loses its texts like all others.
        unit.flush(is_checked=False)
    return done


def _minimise_unassigned(on: date) -> Redaction:
    pks = list(_unassigned(on))
    messages = [(part, part.model.objects.filter(pk__in=pks)) for part in UNASSIGNED_PARTS]
    files = [(part, part.model.objects.filter(message__in=pks)) for part in UNASSIGNED_ATTACHMENTS]
    return remove_from([*messages, *files])


def _mode(chosen: list[Proposal], is_confirmed: bool) -> RetentionMode:
    if not chosen:
        return RetentionMode.PROPOSED
    return RetentionMode.CONFIRMED if is_confirmed else RetentionMode.AUTOMATIC


def _scope(chosen: list[Proposal]) -> Iterator[str]:
    """References only: they name nobody, and stay as long as the register does."""
    for timer in Timer:
        proposals = [proposal for proposal in chosen if proposal.timer == timer]
        references = [proposal.request.reference for proposal in proposals if proposal.request]
        if proposals:
            yield f"{timer.label}: {', '.join(references)}".removesuffix(": ")
