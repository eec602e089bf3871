"""Who is told today of which due dates: one message a person, no names, nothing twice."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.outgoing import deliver
from registry.own_address import absolute
from registry.records.history import recorded
from requests_app.deadlines.wording import due_in_words
from requests_app.handling.stopping import open_stops
from requests_app.models import DataSubjectRequest, ReminderSent
from requests_app.vocabulary import Reminder

BY = "send_reminders"
NOBODYS = "dpo"  # the group that is told of what nobody handles
MAY_SEE = "requests_app.view_datasubjectrequest"
DAYS_BEFORE = {Reminder.DUE: 0, Reminder.DAY: 1, Reminder.WEEK: 7, Reminder.FORTNIGHT: 14}


@dataclass(frozen=True)
class Item:
    """One request of which somebody is to be told, and the occasion."""

    request: DataSubjectRequest
    kind: Reminder
    on: date

    @property
    def line(self) -> str:
        path = reverse("admin:requests_app_datasubjectrequest_change", args=[self.request.pk])
        parts = [self.request.reference, self._days(), absolute(path)]
        return "  ".join(filter(None, parts))

    def _days(self) -> str:
        if self.kind == Reminder.STOP:
            return _at_once(self)
        if self.kind == Reminder.ACKNOWLEDGE:
            row = self.request
            return due_in_words(row.acknowledge_due_on, row.raw_acknowledge_due_on)
        return due_in_words(self.request.due_on, self.request.raw_due_on)


@dataclass
class Digest:
    """What one person is told in one message."""

    user: AbstractBaseUser
    items: list[Item] = field(default_factory=list)

    @property
    def subject(self) -> str:
        to_stop = sum(item.kind == Reminder.STOP for item in self.items)
        if to_stop == len(self.items):
            return self._stop_subject(to_stop)
        due = self._due_subject()
        return f"{self._stop_subject(to_stop)}; {due}" if to_stop else due

    def _stop_subject(self, count: int) -> str:
        subject = ngettext("{count} request: stop at once", "{count} requests: stop at once", count)
        return subject.format(count=count)

    def _due_subject(self) -> str:
        overdue = sum(item.kind == Reminder.OVERDUE for item in self.items)
        count = len({item.request.pk for item in self.items if item.kind != Reminder.STOP})
        subject = ngettext("{count} request is due", "{count} requests are due", count)
        if overdue:
            subject = ngettext(
                "{count} request is due, {overdue} overdue",
                "{count} requests are due, {overdue} overdue",
                count,
            )
        return subject.format(count=count, overdue=overdue)

    @property
    def text(self) -> str:
        by_kind = {kind: [i.line for i in self.items if i.kind == kind] for kind in Reminder}
        parts = [
            "\n".join([f"{kind.label}:", *by_kind[kind]])
            for kind in reversed(Reminder)
            if by_kind[kind]
        ]
        return "\n\n".join(parts) + "\n"

    def send(self) -> None:
        """Raises `NotTaken`. Only what was sent is noted as sent."""
        deliver(self.user.email, subject=self.subject, body=self.text)
        with recorded(by=BY, reason=_("Reminders of due dates")):
            ReminderSent.objects.add_all(
                ReminderSent(
                    request=item.request,
                    kind=item.kind,
                    on=item.on,
                    user=self.user,
                    sent_at=timezone.now(),
                )
                for item in self.items
            )


def occasion(due_on: date, today: date) -> tuple[Reminder, date] | None:
    """The last occasion that has come, and its day. A missed one is caught up until the next."""
    if due_on < today:
        return Reminder.OVERDUE, today
    for kind, days in DAYS_BEFORE.items():
        day = due_on - timedelta(days=days)
        if day <= today:
            return kind, day
    return None


def digests(today: date) -> tuple[list[Digest], list[Item]]:
    """What is to be sent today and was not yet, and that of which nobody can be told."""
    told = set(
        ReminderSent.objects.filter(
            on__gte=today - timedelta(days=max(DAYS_BEFORE.values()))
        ).values_list("request", "kind", "on", "user")
    )
    occasions = [(request, *occasion(request.due_on, today)) for request in _due_soon(today)]
    for request in _to_acknowledge_soon(today):
        _kind, on = occasion(request.acknowledge_due_on, today)
        occasions.append((request, Reminder.ACKNOWLEDGE, on))
    occasions += [(request, Reminder.STOP, today) for request in _to_stop(today)]
    requests = [request for request, _kind, _on in occasions]
    leads = _people(groups__name=NOBODYS)
    handlers = {person.pk: [person] for person in _people(pk__in={r.handler_id for r in requests})}
    to_send: dict[int, Digest] = {}
    untold = []
    for request, kind, on in occasions:
        people = handlers.get(request.handler_id, leads)
        if not people:
            untold.append(Item(request, kind, on))
        for user in people:
            if (request.pk, kind, on, user.pk) not in told:
                digest = to_send.setdefault(user.pk, Digest(user))
                digest.items.append(Item(request, kind, on))
    return list(to_send.values()), untold


def _to_acknowledge_soon(today: date):
    """At the same distances as answers; of those that are due, each day."""
    last = today + timedelta(days=max(DAYS_BEFORE.values()))
    rows = DataSubjectRequest.objects.to_acknowledge().filter(acknowledge_due_on__lte=last)
    return rows.order_by("acknowledge_due_on", "pk")


def _due_soon(today: date):
    last = today + timedelta(days=max(DAYS_BEFORE.values()))
    return DataSubjectRequest.objects.open().filter(due_on__lte=last).order_by("due_on", "pk")


def _to_stop(today: date):
    """Every day until it has stopped."""
    rows = DataSubjectRequest.objects.to_stop().filter(received_on__lte=today)
    return rows.order_by("received_on", "pk").prefetch_related("rights__right")


def _at_once(item: Item) -> str:
    articles = ", ".join(stop.row.article for stop in open_stops(item.request))
    return _("at once (Article {articles})").format(articles=articles)


def _people(**which) -> list[AbstractBaseUser]:
    """Those among them who may see requests, and whose address is known."""
    users = get_user_model().objects.filter(is_active=True, **which).exclude(email="")
    return [user for user in users.order_by("pk").distinct() if user.has_perm(MAY_SEE)]
