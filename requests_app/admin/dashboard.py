"""What the home page says of requests: how many wait for somebody, and the list that shows them."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.admin.dashboard import ToDo
from requests_app.admin.filters import (
    ACKNOWLEDGE,
    ME,
    NOBODY,
    NOWHERE,
    OPEN,
    OVERDUE,
    READ,
    SOON,
    STOP,
    WAIT,
)
from requests_app.admin.request.due import THIS_WEEK
from requests_app.handling.sorting import unassigned
from requests_app.messages.correspondence import unsent
from requests_app.models import DataSubjectRequest
from requests_app.querysets import WAITING
from requests_app.vocabulary import RequestState


def has_mail_to_send(user) -> bool:
    """Whether letters or reminders of this user would go by mail."""
    return user.has_perm("requests_app.view_datasubjectrequest")


def to_do(user, today: date) -> Iterator[ToDo]:
    """The questions that a requests officer begins the day with."""
    if not user.has_perm("requests_app.change_datasubjectrequest"):
        return
    counts = DataSubjectRequest.objects.open_by_urgency(today, THIS_WEEK, user)
    address = reverse("admin:requests_app_datasubjectrequest_changelist")
    by_due = f"{address}?due="
    to_stop = DataSubjectRequest.objects.to_stop().count()
    for label, count, url in [
        (_("Requests with something to be stopped at once"), to_stop, by_due + STOP),
        (_("Requests overdue"), counts["overdue"], by_due + OVERDUE),
        (_("Requests due this week"), counts["soon"], by_due + SOON),
        (
            _("Requests to sort"),
            counts["to_sort"],
            f"{address}?state__exact={RequestState.TO_SORT}",
        ),
        (_("Requests with mail to read"), counts["to_read"], by_due + READ),
        (_("Complaints to acknowledge"), counts["to_acknowledge"], by_due + ACKNOWLEDGE),
        (_("Requests that nobody handles"), counts["nobodys"], f"{address}?mine={NOBODY}"),
        (_("Open requests that you handle"), counts["own"], f"{by_due}{OPEN}&mine={ME}"),
    ]:
        yield ToDo(label, count, url)
    if user.has_perm("requests_app.view_message"):
        address = reverse("admin:requests_app_message_changelist")
        yield ToDo(_("Letters not sent"), unsent().count(), f"{address}?unsent=yes")
        yield ToDo(_("Unassigned messages"), unassigned().count(), f"{address}?filed={NOWHERE}")


def figures(user) -> Iterator[ToDo]:
    """How many are under way, and of these how many wait for the requester."""
    if not user.has_perm("requests_app.view_datasubjectrequest"):
        return
    by_due = reverse("admin:requests_app_datasubjectrequest_changelist") + "?due="
    counts = DataSubjectRequest.objects.open().aggregate(
        open=Count("pk"), waiting=Count("pk", filter=Q(state__in=WAITING))
    )
    yield ToDo(_("Requests under way"), counts["open"], by_due + OPEN)
    yield ToDo(_("Requests waiting for the requester"), counts["waiting"], by_due + WAIT)
