"""What is due is removed: in one transaction, with one line in the log of runs."""

from collections.abc import Collection, Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from registry.evidence.redaction.echoes import forget_after_commit
from registry.evidence.redaction.redacting import Redaction
from registry.files_kept.removal import write_all
from registry.records.history import recorded
from requests_app.models import Attachment, DataSubjectRequest, Message, RetentionRun
from requests_app.retention import identification
from requests_app.retention.proposals import (
    NOTED_IN,
    PARTS,
    UNASSIGNED_ATTACHMENTS,
    UNASSIGNED_PARTS,
    By,
    Outlook,
    Proposal,
    Timer,
    unassigned_over,
)
from requests_app.retention.removal import Counts, remove_from, remove_parts
from requests_app.vocabulary import RetentionMode


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
    # Of what somebody looked at and chose, all is on their word; else what needed a yes.
    confirmed = [it for it in chosen if keys is not None or not it.is_automatic]
    by_policy = [it for it in chosen if keys is None and it.is_automatic]
    run = RetentionRun(
        ran_at=timezone.now(),
        on=view.on,
        ran_by=by if isinstance(by, str) else by.get_username(),
        mode=_mode(confirmed, by_policy),
        scope="\n".join(_scope(confirmed, by_policy)),
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
    pks = list(unassigned_over(on))
    messages = [(part, part.model.objects.filter(pk__in=pks)) for part in UNASSIGNED_PARTS]
    files = [(part, part.model.objects.filter(message__in=pks)) for part in UNASSIGNED_ATTACHMENTS]
    return remove_from([*messages, *files])


def _mode(confirmed: list[Proposal], by_policy: list[Proposal]) -> RetentionMode:
    if confirmed:
        return RetentionMode.CONFIRMED
    return RetentionMode.AUTOMATIC if by_policy else RetentionMode.PROPOSED


def _scope(confirmed: list[Proposal], by_policy: list[Proposal]) -> Iterator[str]:
    """References only: they name nobody, and stay as long as the register does.

    Where one run removed some on somebody's word and others by policy, it says which.
    """
    of_policy = _("{what} (by policy)") if confirmed else "{what}"
    for timer in Timer:
        for words, some in (("{what}", confirmed), (of_policy, by_policy)):
            proposals = [proposal for proposal in some if proposal.timer == timer]
            references = [proposal.request.reference for proposal in proposals if proposal.request]
            if proposals:
                what = words.format(what=timer.label)
                yield f"{what}: {', '.join(references)}".removesuffix(": ")
