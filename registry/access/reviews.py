"""What was decided about access in a year, body by body, and what nobody looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Prefetch, Q

from registry.models import AccessDecision, AccessGrant, Body
from registry.records.timeline.texts import Sees, everybody


@dataclass(frozen=True)
class Reviewed:
    """One grant, and the last decision about it in the year, if there is one."""

    grant: AccessGrant
    decision: AccessDecision | None
    is_due: bool

    @property
    def by(self) -> str:
        return self.decision.decided_by or self.decision.review.reviewer if self.decision else ""


def reviews_in(
    year: int, today: date, sees: Sees = everybody
) -> Iterator[tuple[Body, list[Reviewed]]]:
    """Each body with the grants that held in the year, its seats' included."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    grants = sees(AccessGrant.objects.in_use())
    due = set(grants.review_due(min(today, last)).values_list("pk", flat=True))
    decisions = AccessDecision.objects.in_use().with_day().filter(day__range=(first, last))
    decisions = decisions.select_related("review").order_by("day", "pk")
    held = grants.filter(
        Q(starts_on=None) | Q(starts_on__lte=last), Q(ends_on=None) | Q(ends_on__gte=first)
    )
    held = held.select_related("body", "seat__body", "processor", "activity").order_by("reference")
    found = [
        Reviewed(grant, next(reversed(grant.decided), None), grant.pk in due)
        for grant in held.prefetch_related(Prefetch("decisions", decisions, to_attr="decided"))
    ]
    for body, reviewed in groupby(sorted(found, key=_by_body), key=_body):
        yield body, list(reviewed)


def _body(reviewed: Reviewed) -> Body:
    return reviewed.grant.body or reviewed.grant.seat.body


def _by_body(reviewed: Reviewed) -> tuple:
    body = _body(reviewed)
    return str(body).casefold(), body.pk
