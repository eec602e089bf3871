"""What the home page says of requests: how many wait for somebody, and the list that shows them."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext, ngettext_lazy

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
        (
            ngettext_lazy(
                "Request with something to be stopped at once",
                "Requests with something to be stopped at once",
                "count",
            ),
            *(to_stop, by_due + STOP),
        ),
        (
            ngettext_lazy("Request overdue", "Requests overdue", "count"),
            *(counts["overdue"], by_due + OVERDUE),
        ),
        (
            ngettext_lazy("Request due this week", "Requests due this week", "count"),
            *(counts["soon"], by_due + SOON),
        ),
        (
            ngettext_lazy("Request to sort", "Requests to sort", "count"),
            *(counts["to_sort"], f"{address}?state__exact={RequestState.TO_SORT}"),
        ),
        (
            ngettext_lazy("Request with mail to read", "Requests with mail to read", "count"),
            *(counts["to_read"], by_due + READ),
        ),
        (
            ngettext_lazy("Complaint to acknowledge", "Complaints to acknowledge", "count"),
            *(counts["to_acknowledge"], by_due + ACKNOWLEDGE),
        ),
        (
            ngettext_lazy("Request that nobody handles", "Requests that nobody handles", "count"),
            *(counts["nobodys"], f"{address}?mine={NOBODY}"),
        ),
        (
            ngettext_lazy("Open request that you handle", "Open requests that you handle", "count"),
            *(counts["own"], f"{by_due}{OPEN}&mine={ME}"),
        ),
    ]:
        yield ToDo(label % {"count": count}, count, url)
    if user.has_perm("requests_app.view_message"):
        address = reverse("admin:requests_app_message_changelist")
        count = unsent().count()
        label = ngettext("Letter not sent", "Letters not sent", count)
        yield ToDo(label, count, f"{address}?unsent=yes")
        count = unassigned().count()
        label = ngettext("Unassigned message", "Unassigned messages", count)
        yield ToDo(label, count, f"{address}?filed={NOWHERE}")


def figures(user) -> Iterator[ToDo]:
    """How many are under way, and of these how many wait for the requester."""
    if not user.has_perm("requests_app.view_datasubjectrequest"):
        return
    by_due = reverse("admin:requests_app_datasubjectrequest_changelist") + "?due="
    counts = DataSubjectRequest.objects.open().aggregate(
        open=Count("pk"), waiting=Count("pk", filter=Q(state__in=WAITING))
    )
    label = ngettext("Request under way", "Requests under way", counts["open"])
    yield ToDo(label, counts["open"], by_due + OPEN)
    label = ngettext(
        "Request waiting for the requester", "Requests waiting for the requester", counts["waiting"]
    )
    yield ToDo(label, counts["waiting"], by_due + WAIT)
