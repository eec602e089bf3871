"""Questions about many requests. The day that a question is about is always an argument."""

from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from registry.records.queryset import RegisterQuerySet
from requests_app.grounds import APPLIES_FROM
from requests_app.stops import STOPPING, UNDECIDED_OR_GRANTED
from requests_app.vocabulary import Channel, Direction, MessageKind, RequestState

TO_DO = (
    RequestState.TO_SORT,
    RequestState.RECEIVED,
    RequestState.ACKNOWLEDGED,
    RequestState.WAITING_IDENTITY,
    RequestState.WAITING_CLARIFICATION,
    RequestState.IN_PROGRESS,
)
NOT_CLOSED = (
    *TO_DO,
    RequestState.ANSWERED,
    RequestState.REFUSED,
    RequestState.WITHDRAWN,
)
# As whom mail is filed: whatever it writes to a file, nobody has read it then.
MAIL = "receive_mail"
WAITING = (RequestState.WAITING_IDENTITY, RequestState.WAITING_CLARIFICATION)


def _overdue(on: date) -> Q:
    return Q(due_on__lt=on)


def _to_acknowledge() -> Q:
    return Q(acknowledge_due_on__isnull=False, acknowledged_on=None)


def _due_within(on: date, days: int) -> Q:
    return Q(due_on__gte=on, due_on__lte=on + timedelta(days=days))


class RequestQuerySet(RegisterQuerySet):
    def open(self):
        """Not answered, refused, withdrawn or closed; nor retired, as what was no request."""
        return self.in_use().filter(state__in=TO_DO)

    def waiting(self):
        """For something that was asked of the requester."""
        return self.in_use().filter(state__in=WAITING)

    def to_acknowledge(self):
        """Complaints that a law wants to be acknowledged by a day, and that are not yet."""
        return self.open().filter(_to_acknowledge())

    def overdue(self, on: date):
        return self.open().filter(_overdue(on))

    def due_within(self, on: date, days: int):
        """Due from that day on, within so many days; overdue ones are not among them."""
        return self.open().filter(_due_within(on, days))

    def to_stop(self):
        """Not closed, and something that the law has stopped at once has not been."""
        rights = self.model._meta.get_field("rights").related_model.objects.in_use()
        going_on = rights.filter(
            right__code__in=STOPPING,
            outcome__in=UNDECIDED_OR_GRANTED,
            stopped_on=None,
            request=OuterRef("pk"),
        )
        under_way = self.in_use().filter(state__in=NOT_CLOSED, received_on__gte=APPLIES_FROM)
        return under_way.filter(Exists(going_on))

    def open_by_urgency(self, on: date, days: int, user: AbstractBaseUser) -> dict[str, int]:
        """How many are overdue, due soon, to be sorted, with mail, whose: one question."""
        return self.open().aggregate(
            overdue=Count("pk", filter=_overdue(on)),
            soon=Count("pk", filter=_due_within(on, days)),
            waiting=Count("pk", filter=Q(state__in=WAITING)),
            to_sort=Count("pk", filter=Q(state=RequestState.TO_SORT)),
            to_acknowledge=Count("pk", filter=_to_acknowledge()),
            to_read=Count("pk", filter=Q(self._has_mail_to_read())),
            nobodys=Count("pk", filter=Q(handler=None)),
            own=Count("pk", filter=Q(handler=user.pk)),
        )

    def with_mail_to_read(self):
        """Open ones to which mail was filed after anybody touched the file or wrote a letter."""
        return self.open().filter(self._has_mail_to_read())

    def _has_mail_to_read(self) -> Exists:
        model = self.model._meta.get_field("messages").related_model
        messages = model.objects.in_use()
        # Not when it came: it may have waited with the mail server, or among what was to sort.
        filed = model.history.model.objects.filter(id=OuterRef("pk"), request=OuterRef("request"))
        filed_at = filed.order_by("history_date").values("history_date")[:1]
        later = {"history_date__gte": OuterRef("filed_at")}
        touched = self.model.history.model.objects.filter(id=OuterRef("request"), **later)
        letters = messages.filter(
            request=OuterRef("request"), direction=Direction.OUT, at__gte=OuterRef("filed_at")
        )
        mail = messages.alias(filed_at=Subquery(filed_at)).filter(
            ~Exists(touched.exclude(history_author=MAIL)),
            ~Exists(letters),
            request=OuterRef("pk"),
            direction=Direction.IN,
            channel=Channel.EMAIL,
        )
        return Exists(mail.exclude(kind=MessageKind.REQUEST))

    def handled_by(self, user: AbstractBaseUser):
        return self.filter(handler=user)

    def invoking(self, code: str):
        """About one right, by its code: `access`, `erasure` …"""
        return self.filter(rights__right__code=code, rights__retired_on=None)

    def referenced(self, text: str):
        """By reference, whole or its beginning; capitals do not matter. All for no text."""
        if not text:
            return self.all()
        # A question of its own, answered from the index of references without reading a row.
        named = self.model.objects.order_by().filter(reference__istartswith=text)
        return self.filter(pk__in=named.values("pk"))
