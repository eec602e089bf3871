"""Checkpoints that are given away: into a file, by mail, on paper, to a time-stamp authority."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Case, CharField, Max, OuterRef, Subquery, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from registry import counted
from registry.evidence.log import checkpoints, entries, timestamps
from registry.evidence.log.checkpoints import Checkpoint
from registry.evidence.redaction import list_file
from registry.models import EvidenceAnchor, EvidenceEntry, EvidenceEvent
from registry.outgoing import NoServer, NotTaken, deliver
from registry.own_address import absolute
from registry.records.events import announce
from registry.refusals import refuse
from registry.vocabulary import AnchorMethod, EntryKind, EventName

REDACTIONS = "redactions.json"
# In what an authority was asked and has yet to answer: it stays, whatever this module is called.
NONCE_SALT = "registry.evidence.anchors"
FEWEST_MAILBOXES = 2  # whoever can empty one cannot empty them all
# What the log says of itself: no reason to give it away once more.
OF_THE_LOG = (EventName.ANCHORED, EventName.VERIFIED)


@transaction.atomic
def keep(
    checkpoint: Checkpoint,
    method: AnchorMethod,
    *,
    by: AbstractBaseUser | str,
    target: str = "",
    receipt: bytes | None = None,
) -> EvidenceAnchor:
    """Note where a checkpoint went. The log keeps it too, without the address."""
    anchor = EvidenceAnchor.objects.create(
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        checkpoint=checkpoint.text,
        method=method,
        target=target,
        receipt=receipt,
        created_at=timezone.now(),
    )
    announce(EventName.ANCHORED, by=by, size=anchor.size, root=anchor.root, method=str(method))
    return anchor


def has_news(since: int) -> bool:
    """Whether the log has grown beyond that size by more than checks and anchors of itself."""
    name = EvidenceEvent.objects.filter(pk=OuterRef("history_id")).values("name")
    newer = EvidenceEntry.objects.filter(seq__gte=since)
    of_itself = newer.filter(kind=EntryKind.EVENT).annotate(name=Subquery(name))
    return newer.count() > of_itself.filter(name__in=OF_THE_LOG).count()


def last_anchor() -> datetime | None:
    """By mail it is given as soon as two mailboxes have it: whoever has one alone can empty it."""
    box = Case(When(method=AnchorMethod.MAIL, then=Lower("target")), output_field=CharField())
    kept = EvidenceAnchor.objects.order_by().values(box=box).annotate(last=Max("created_at"))
    last = dict(kept.values_list("box", "last"))
    given = [last.pop(None)] if None in last else []
    boxes = sorted(last.values(), reverse=True)
    return max(given + boxes[FEWEST_MAILBOXES - 1 : FEWEST_MAILBOXES], default=None)


def last_verification() -> datetime | None:
    verified = EvidenceEvent.objects.filter(name=EventName.VERIFIED)
    return verified.values_list("at", flat=True).order_by("pk").last()


# Into a file


def into_file(place: Path, *, by: AbstractBaseUser | str) -> Path:
    """Write the newest checkpoint, into a folder under its own name. What is there stays there.

    A folder gets the list of redactions too, or what was forgotten would be back with a backup.
    Raises `Refused` where something else is there already, and OSError.
    """
    checkpoint = checkpoints.newest()
    file = place / f"checkpoint-{checkpoint.size}.txt" if place.is_dir() else place
    try:
        with file.open("x", encoding="utf-8", newline="") as stream:
            stream.write(checkpoint.text)
    except FileExistsError as error:
        raise refuse(
            _("already exists, and a checkpoint is never overwritten. Name another file."),
            file=str(file),
        ) from error
    if place.is_dir():
        list_file.write(place / REDACTIONS)
    keep(checkpoint, AnchorMethod.FILE, by=by, target=str(file.resolve())[:500])
    return file


# By mail


def mailboxes() -> list[str]:
    """Those of the setting, each once. Raises `Refused` for fewer than two."""
    found: dict[str, str] = {}
    for address in settings.EVIDENCE_MAILBOXES:
        found.setdefault(address.casefold(), address)
    if len(found) < FEWEST_MAILBOXES:
        raise refuse(
            _("EVIDENCE_MAILBOXES needs at least two mailboxes: one alone is easily emptied.")
        )
    return list(found.values())


def by_mail(*, by: AbstractBaseUser | str) -> tuple[list[str], list[str]]:
    """Mail the newest checkpoint to each mailbox that lacks news. Those that got it, or why not.

    Raises `Refused`, see `mailboxes`, and where no mail server is set.
    """
    checkpoint = checkpoints.newest()
    redactions = list_file.as_text(list_file.as_data())
    sent, failed = [], []
    for address in mailboxes():
        known = EvidenceAnchor.objects.filter(method=AnchorMethod.MAIL, target=address)
        last = known.order_by("size").values_list("size", flat=True).last()
        if last is not None and not has_news(last):
            continue
        try:
            _mail(checkpoint, redactions, address)
        except NoServer as error:
            raise refuse(str(error)) from error
        except NotTaken as error:
            failed.append(f"{address} ({error})")
        else:
            keep(checkpoint, AnchorMethod.MAIL, by=by, target=address)
            sent.append(address)
    return sent, failed


def _mail(checkpoint: Checkpoint, redactions: str, address: str) -> None:
    deliver(
        address,
        subject=_("Checkpoint of the register: {entries}").format(
            entries=counted.entries(checkpoint.size)
        ),
        body=_(
            "This is the state of the register's history. Keep this message: with it anybody can"
            " tell later whether something that was recorded before it was changed or taken out."
            "\n\n{checkpoint}\nThe root in groups of four:\n{groups}\n{address}"
        ).format(
            checkpoint=checkpoint.text,
            groups=" ".join(checkpoint.groups),
            address=absolute(reverse("admin:registry_evidenceanchor_changelist")),
        ),
        files=[
            (f"checkpoint-{checkpoint.size}.txt", checkpoint.text, "text/plain"),
            (REDACTIONS, redactions, "application/json"),
        ],
    )


# To a time-stamp authority


def time_stamp_request() -> tuple[Checkpoint, bytes]:
    checkpoint = checkpoints.newest()
    return checkpoint, timestamps.request(checkpoint.text.encode(), _nonces(checkpoint)[0])


def take_receipt(reply: bytes, *, by: AbstractBaseUser | str) -> EvidenceAnchor:
    """Keep the reply of an authority to a request of ours.

    That it is granted, over a checkpoint of this log and with the nonce that was sent, is
    checked here; who signed it is not. Raises `Refused`.
    """
    try:
        receipt = timestamps.read_receipt(reply)
    except timestamps.NoReceipt as error:
        raise refuse(_("This is not a valid receipt: {why}.").format(why=error)) from error
    checkpoint = _with_imprint(receipt.imprint)
    if checkpoint is None:
        raise refuse(_("The receipt is not for a checkpoint of this log."))
    if receipt.nonce not in _nonces(checkpoint):
        raise refuse(_("The receipt is for another request. Write a new request with --tsq."))
    kept = EvidenceAnchor.objects.filter(size=checkpoint.size, method=AnchorMethod.TIME_STAMP)
    if any(bytes(anchor.receipt) == reply for anchor in kept):
        raise refuse(_("This receipt is already kept."))
    at = receipt.at.strftime("%Y-%m-%d %H:%M:%S UTC")
    target = _("time stamp of {at}").format(at=at)
    return keep(checkpoint, AnchorMethod.TIME_STAMP, by=by, target=target, receipt=reply)


def _nonces(checkpoint: Checkpoint) -> list[int]:
    """Of today's key, then of those before: nobody else can tell them, and none need be kept."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    macs = [salted_hmac(NONCE_SALT, checkpoint.text, key, algorithm="sha256") for key in keys]
    return [int.from_bytes(mac.digest()[:8], "big") | 1 << 63 for mac in macs]


def _with_imprint(imprint: bytes) -> Checkpoint | None:
    """The state of the log over whose checkpoint a hash was taken, from the newest back."""
    origin = entries.origin()
    roots: Iterable = EvidenceEntry.objects.order_by("-seq").values_list("seq", "root")
    for seq, root in roots.iterator(chunk_size=1000):
        checkpoint = Checkpoint(origin, seq + 1, bytes.fromhex(root))
        if timestamps.imprint_of(checkpoint.text.encode()) == imprint:
            return checkpoint
    return None
