"""How many points of the check are open in each activity, for the list and its filter.

What the law asks depends on nearly every table and on the day, so no count is kept with a row: it
would have to be told of each change. Each process remembers its counts, of rules and of no words,
until some table of the register is changed; then the rows that somebody looks at are counted anew.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache
from typing import ClassVar

from django.contrib import admin
from django.db import connection
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy, ngettext, pgettext

from registry.completeness import RULES, gaps_in, open_among
from registry.evidence.log.content import recorded_models
from registry.models import ProcessingActivity
from registry.pages.past import PastChangeList, past_of
from registry.records.moments import Past

# So many are counted for one page; a filter shows the others as well, as not counted yet.
MOST = 300


@dataclass(frozen=True)
class Points:
    """The rules by which an entry has open points: those that prevent approval, and others.

    As the check says it, what somebody sees to is open as well. `findings` are the keys of all
    that does not prevent approval.
    """

    refusing: tuple[str, ...]
    others: tuple[str, ...]
    seen_to: tuple[str, ...]
    findings: frozenset[tuple[str, str]]

    def __len__(self) -> int:
        return len(self.refusing) + len(self.others) + len(self.seen_to)

    @property
    def codes(self) -> set[str]:
        return {*self.refusing, *self.others, *self.seen_to}

    @property
    def is_left(self) -> bool:
        """Whether there is one to which nobody sees."""
        return bool(self.refusing or self.others)


def counted_for(request) -> "Counted":
    """Read once for a page."""
    if not hasattr(request, "counted_points"):
        request.counted_points = Counted(past_of(request))
    return request.counted_points


class Counted:
    """The open points of activities, as far as they were counted since the last change."""

    _newest: ClassVar["Remembered | None"] = None

    def __init__(self, past):
        self.day = past.today
        # Of the past nothing is remembered: what was known of it then has no newest version.
        self.of = Remembered() if past else self._since_last_change()

    @property
    def known(self) -> dict[int, Points]:
        return self.of.known

    def _since_last_change(self) -> "Remembered":
        until = (self.day, *_newest_changes())
        newest = Counted._newest
        if newest is None or newest.until != until:
            newest = Counted._newest = Remembered(until)
        return newest

    def count(self, pks: Collection[int]) -> None:
        """Those that are not counted yet, in a fixed number of questions."""
        missing = [pk for pk in pks if pk not in self.known][:MOST]
        if missing:
            for activity in ProcessingActivity.objects.with_parts().filter(pk__in=missing):
                self.known[activity.pk] = _points_of(activity, self.day)

    def narrowed(self, rows: QuerySet, is_meant: Callable[[Points], bool]) -> QuerySet:
        """Those that are meant; and those that were not counted, so that none is missed."""
        if not self.of.is_whole:
            every = list(ProcessingActivity.objects.values_list("pk", flat=True))
            self.count(every)
            self.of.is_whole = len(self.known) >= len(every)
        known = list(self.known.items())
        if self.of.is_whole:
            return rows.filter(pk__in=[pk for pk, points in known if is_meant(points)])
        return rows.exclude(pk__in=[pk for pk, points in known if not is_meant(points)])


@dataclass
class Remembered:
    """Counts, and the newest changes that they have taken in."""

    until: tuple = ()
    known: dict[int, Points] = field(default_factory=dict)
    # Whether all activities are counted.
    is_whole: bool = False


def _points_of(activity, day) -> Points:
    gaps = gaps_in(activity, on=day)
    findings = [gap for gap in gaps if not gap.blocks_approval]
    left = open_among(findings, day)
    return Points(
        refusing=tuple(gap.code for gap in gaps if gap.blocks_approval),
        others=tuple(gap.code for gap in left),
        seen_to=tuple(gap.code for gap in findings if gap not in left),
        findings=frozenset(gap.key for gap in findings),
    )


def findings_now(activity: ProcessingActivity) -> Collection[tuple[str, str]]:
    """What the check still finds in an entry beside what prevents approval, by rule and about."""
    counted = Counted(activity.past)
    counted.count([activity.pk])
    points = counted.known.get(activity.pk)
    return points.findings if points else ()


def mended_among(findings: QuerySet) -> list[int]:
    """Those that the check finds no more, though nobody has approved their entry since.

    None of entries that were not counted.
    """
    rows = list(findings.order_by("activity").values_list("pk", "activity", "rule", "about"))
    if not rows:
        return []
    counted = Counted(Past())
    counted.count(dict.fromkeys(activity for _pk, activity, *_key in rows))
    known = counted.known
    return [
        pk
        for pk, activity, *key in rows
        if activity in known and tuple(key) not in known[activity].findings
    ]


def _newest_changes() -> tuple:
    """When each table of the register was changed last: another answer after each change."""
    with connection.cursor() as cursor:
        cursor.execute(_newest_versions())
        return cursor.fetchone()


@cache
def _newest_versions() -> str:
    tables = [model.history.model._meta.db_table for model in recorded_models()]
    newest = [
        f"(SELECT history_date FROM {table} ORDER BY history_id DESC LIMIT 1)"  # noqa: S608
        for table in tables
    ]
    return f"SELECT {', '.join(newest)}"


class CountedChangeList(PastChangeList):
    """Its rows know their open points: those of the page alone are counted."""

    def get_results(self, request):
        super().get_results(request)
        counted = counted_for(request)
        counted.count([row.pk for row in self.result_list])
        for row in self.result_list:
            row.points = counted.known.get(row.pk)


class PointsFilter(admin.SimpleListFilter):
    """By what the check against Article 30 finds: anything, what prevents approval, or one rule."""

    title = gettext_lazy("open points")
    parameter_name = "points"
    template = "admin/registry/folded_filter.html"
    KINDS = {
        "any": (gettext_lazy("With points"), lambda points: len(points) > 0),
        "left": (gettext_lazy("With points that nobody sees to"), lambda points: points.is_left),
        "refusing": (gettext_lazy("Approval prevented"), lambda points: bool(points.refusing)),
        "none": (gettext_lazy("Without points"), lambda points: len(points) == 0),
    }

    def lookups(self, request, model_admin):
        known = dict(counted_for(request).known)
        if not request.user.has_perm("registry.view_draft_processingactivity"):
            seen = model_admin.seen_by(request, ProcessingActivity.objects.order_by())
            known = {pk: known[pk] for pk in seen.values_list("pk", flat=True) if pk in known}
        codes = {code for points in known.values() for code in points.codes}
        asked = request.GET.get(self.parameter_name)
        rules = [code for code in RULES if code in codes or code == asked]
        kinds = [(name, label) for name, (label, _is_meant) in self.KINDS.items()]
        return kinds + [(code, Truncator(RULES[code].sentence).chars(70)) for code in rules]

    def queryset(self, request, queryset):
        if (asked := self.value()) is None:
            return queryset
        _label, is_meant = self.KINDS.get(asked, ("", lambda points: asked in points.codes))
        return counted_for(request).narrowed(queryset, is_meant)


def points_shown(activity, url: str) -> str:
    """A cell of the list, which leads to the check."""
    points = getattr(activity, "points", None)
    if points is None:
        return format_html('<a href="{}">{}</a>', url, pgettext("page about an activity", "Check"))
    if not points:
        return pgettext("open points", "None")
    link = format_html('<a href="{}">{}</a>', url, len(points))
    refusing, seen_to = len(points.refusing), len(points.seen_to)
    lines = [
        (ngettext("{count} prevents approval", "{count} prevent approval", refusing), refusing),
        (ngettext("somebody sees to {count}", "somebody sees to {count}", seen_to), seen_to),
    ]
    said = [(words.format(count=count),) for words, count in lines if count]
    return link + format_html_join("", '<br><span class="quiet">{}</span>', said)
