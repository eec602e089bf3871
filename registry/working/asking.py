"""Work that is asked for: bounded, and the same not twice."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.models import AskedWork
from registry.models.jobs import OPEN_WORK
from registry.refusals import refuse
from registry.working import keeping

MOST_OF_ONE, MOST_OF_ALL = 5, 20


def ask(
    by, kind: str, *, what: str = "", on: date | None = None, known: datetime | None = None
) -> AskedWork:
    """What is asked for, or what was asked for already and is not finished. Whether they may is
    for the caller to check. Raises `Refused` where too much waits.
    """
    now = timezone.now()
    keeping.forget_expired(now)
    wish = {"kind": kind, "what": what, "on": on, "known": known}
    waiting = AskedWork.objects.filter(state__in=OPEN_WORK)
    if same := waiting.filter(asked_by=by, **wish).first():
        return same
    if waiting.filter(asked_by=by).count() >= MOST_OF_ONE or waiting.count() >= MOST_OF_ALL:
        raise refuse(_("Too much is waiting already. Ask again when some of it is done."))
    return AskedWork.objects.create(asked_by=by, asked_at=now, **wish)


def asked_by(user) -> QuerySet[AskedWork]:
    """What they asked for within a day, the newest first."""
    day = timezone.now() - keeping.KEPT_FOR
    return AskedWork.objects.filter(asked_by=user, asked_at__gt=day).order_by("-asked_at", "pk")
