"""Figures of requests: by the month of their receipt, how many were answered in time."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registry.admin.figures.chart import Bar, Chart
from requests_app.models import DataSubjectRequest

MONTHS = 12


def figures_of_requests(user, on: date) -> Iterator[Chart]:
    """The last twelve months up to that day, if this user may read requests. One question."""
    if not user.has_perm("requests_app.view_datasubjectrequest"):
        return
    months = [_months_before(on, number) for number in range(MONTHS - 1, -1, -1)]
    is_late = Q(answered_on__gt=F("due_on")) | Q(answered_on=None, due_on__lt=on)
    is_in_time = Q(answered_on__lte=F("due_on"))
    rows = (
        DataSubjectRequest.objects.in_use()
        .filter(received_on__gte=months[0], received_on__lte=on, withdrawn_on=None)
        .order_by()
        .values(month=TruncMonth("received_on"))
        .annotate(in_time=Count("pk", is_in_time), late=Count("pk", is_late), all=Count("pk"))
    )
    found = {row["month"]: row for row in rows}
    bars = tuple(_bar(month, found.get(month)) for month in months)
    yield Chart(
        "requests",
        _("Requests by month of receipt"),
        _("Month"),
        (_("answered in time"), _("open, still in time"), pgettext("after the due date", "late")),
        bars,
        _note(bars),
    )


def _bar(month: date, row: dict | None) -> Bar:
    label = date_format(month, "YEAR_MONTH_FORMAT")
    if row is None:
        return Bar(label, (0, 0, 0))
    return Bar(label, (row["in_time"], row["all"] - row["in_time"] - row["late"], row["late"]))


def _note(bars: tuple[Bar, ...]) -> str:
    in_time, late = sum(bar.counts[0] for bar in bars), sum(bar.counts[2] for bar in bars)
    if not in_time + late:
        return _("Withdrawn requests are not counted.")
    return _(
        "{share} % of those that are answered or overdue, in time. Withdrawn ones left out."
    ).format(share=round(100 * in_time / (in_time + late)))


def _months_before(day: date, number: int) -> date:
    """The first day of the month that is so many months before."""
    years, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return date(years, month + 1, 1)
