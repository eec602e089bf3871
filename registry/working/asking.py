"""Work that is asked for: bounded, as what is kept of it is, and the same not twice."""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.models import AskedWork
from registry.models.jobs import OPEN_WORK
from registry.refusals import refuse
from registry.serving.turns import take_turn
from registry.working import keeping

MOST_OF_ONE, MOST_OF_ALL = 5, 20  # that wait
MOST_KEPT = 20  # files of one person: the oldest make room for what is asked for next
# Any constant of our own, but those of registry/records/history.py and of requests_app/public.
ASK_LOCK = 7_412_905_337


@transaction.atomic
def ask(
    by, kind: str, *, what: str = "", on: date | None = None, known: datetime | None = None
) -> AskedWork:
    """What is asked for, or what was asked for already and is not finished. Whether they may is
    for the caller to check. Raises `Refused` where too much waits.
    """
    _wait_for_others_who_ask()
    now = timezone.now()
    keeping.forget_expired(now)
    wish = {"kind": kind, "what": what, "on": on, "known": known}
    waiting = AskedWork.objects.filter(state__in=OPEN_WORK)
    if same := waiting.filter(asked_by=by, **wish).first():
        return same
    if waiting.filter(asked_by=by).count() >= MOST_OF_ONE or waiting.count() >= MOST_OF_ALL:
        raise refuse(_("Too much is waiting already. Ask again when some of it is done."))
    keeping.leave_newest(by, MOST_KEPT - 1)
    return AskedWork.objects.create(asked_by=by, asked_at=now, **wish)


def _wait_for_others_who_ask() -> None:
    """Or of many who ask at once none would count the others."""
    # SQLite needs nothing: its transactions begin IMMEDIATE (config/settings.py).
    if connection.vendor == "postgresql":
        take_turn(ASK_LOCK)


def asked_by(user) -> QuerySet[AskedWork]:
    """What they asked for within a day, the newest first."""
    day = timezone.now() - keeping.KEPT_FOR
    return AskedWork.objects.filter(asked_by=user, asked_at__gt=day).order_by("-asked_at", "pk")
