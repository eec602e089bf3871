"""Figures of the record: entries by state and by the age of their review, vendors by country."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from registry.admin.dashboard import entries_by_state
from registry.admin.figures.chart import Bar, Chart
from registry.models import ProcessingActivity, Processor
from registry.vocabulary import ActivityState

MOST_COUNTRIES = 15


def figures_of_the_record(user, on: date) -> Iterator[Chart]:
    """What this user may see of it. Three questions to the database."""
    if user.has_perm("registry.view_draft_processingactivity"):
        yield _by_state()
        yield _by_review(on)
    if user.has_perm("registry.view_processor"):
        yield _by_country(on)


def _by_state() -> Chart:
    bars = tuple(
        Bar(state.label, (item.count,), item.url)
        for state, item in zip(ActivityState, entries_by_state(), strict=True)
    )
    return Chart(
        "states",
        _("Activities by state"),
        pgettext("of an activity", "State"),
        (_("Activities"),),
        bars,
    )


def _by_review(on: date) -> Chart:
    """Of what was approved and is in force: how long ago somebody last reviewed it."""
    due = on - timedelta(days=settings.REVIEW_EVERY_DAYS)
    half = on - timedelta(days=settings.REVIEW_EVERY_DAYS // 2)
    ages = {
        _("in the first half of the period"): Q(reviewed_on__gt=half),
        _("in the second half"): Q(reviewed_on__gt=due, reviewed_on__lte=half),
        _("longer ago: due"): Q(reviewed_on__lte=due),
        _("never: due"): Q(reviewed_on=None),
    }
    counts = (
        ProcessingActivity.objects.approved()
        .in_force(on)
        .order_by()
        .aggregate(**{f"age_{number}": Count("pk", q) for number, q in enumerate(ages.values())})
    )
    bars = tuple(Bar(label, (counts[f"age_{number}"],)) for number, label in enumerate(ages))
    note = ngettext(
        "Approved activities are reviewed every day.",
        "Approved activities are reviewed every {days} days.",
        settings.REVIEW_EVERY_DAYS,
    ).format(days=settings.REVIEW_EVERY_DAYS)
    return Chart("reviews", _("Last review"), _("Reviewed"), (_("Activities"),), bars, note)


def _by_country(on: date) -> Chart:
    rows = (
        Processor.objects.in_force(on)
        .order_by()
        .values("country", "country__name")
        .annotate(number=Count("pk"))
    )
    found = sorted(rows, key=lambda row: (-row["number"], row["country__name"] or ""))
    address = reverse("admin:registry_processor_changelist")
    bars = [
        Bar(
            row["country__name"] or _("not stated"),
            (row["number"],),
            f"{address}?country__id__exact={row['country']}" if row["country"] else "",
        )
        for row in found[:MOST_COUNTRIES]
    ]
    if rest := sum(row["number"] for row in found[MOST_COUNTRIES:]):
        bars.append(Bar(_("other countries"), (rest,)))
    title = _("Processors by country of establishment")
    return Chart("countries", title, _("Country"), (_("Processors"),), tuple(bars))
