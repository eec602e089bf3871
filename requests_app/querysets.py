"""Questions about many requests. The day that a question is about is always an argument."""

from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser

from registry.base.queryset import RegisterQuerySet
from requests_app.vocabulary import RequestState

ENDED = (
    RequestState.ANSWERED,
    RequestState.REFUSED,
    RequestState.WITHDRAWN,
    RequestState.CLOSED,
)
WAITING = (RequestState.WAITING_IDENTITY, RequestState.WAITING_CLARIFICATION)


class RequestQuerySet(RegisterQuerySet):
    def open(self):
        """Not answered, refused, withdrawn or closed."""
        return self.exclude(state__in=ENDED)

    def waiting(self):
        """For something that was asked of the requester."""
        return self.filter(state__in=WAITING)

    def overdue(self, on: date):
        return self.open().filter(due_on__lt=on)

    def due_within(self, on: date, days: int):
        """Due from that day on, within so many days; overdue ones are not among them."""
        return self.open().filter(due_on__gte=on, due_on__lte=on + timedelta(days=days))

    def handled_by(self, user: AbstractBaseUser):
        return self.filter(handler=user)

    def invoking(self, code: str):
        """About one right, by its code: `access`, `erasure` …"""
        return self.filter(rights__right__code=code)
