"""The agreement and the transfers that a vendor has not, told with the way to each."""

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.admin import site
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from registry.admin.law.points import Point, points_of
from registry.chapter_v.flows import MISSING, TO_COME, UNDER_BOTH
from registry.completeness import gaps_in
from registry.law.recipients import AGREEMENT, AGREEMENT_TO_COME
from registry.law.rule import Gap
from registry.models import Engagement, ProcessingActivity, Processor

CODES = {rule.code for rule in (AGREEMENT, AGREEMENT_TO_COME, MISSING, TO_COME, UNDER_BOTH)}
# Each activity is checked as a whole, and what is missing in one is mostly missing in all.
MOST = 5


def tell_missing(request, processor: Processor) -> None:
    """A message on the next page. Nothing where all is on record."""
    if not request.user.has_perm("registry.view_processingactivity"):
        return
    points = _points(request, processor)
    # One contract covers all activities of an organisation.
    once = {(point.gap.message, point.gap.fills): point for point in points if point.url}
    if once:
        links = [(point.url, point.gap.message) for point in once.values()]
        told = format_html_join(" ", '<a href="{}">{}</a>', links)
        words = _("Still missing, to be entered next:")
        messages.warning(request, format_html("{} {}", words, told))


def _points(request, processor: Processor) -> Iterator[Point]:
    today = timezone.localdate()
    admin = site.get_model_admin(ProcessingActivity)
    seen = admin.get_queryset(request).filter(retired_on=None).order_by().values("pk")
    rows = Engagement.objects.not_over(today).filter(processor=processor.pk, activity__in=seen)
    # What was taken over just now is newest.
    named = rows.order_by("-pk").values_list("activity", flat=True)
    keys = list(dict.fromkeys(named))[:MOST]
    for activity in ProcessingActivity.objects.with_parts().filter(pk__in=keys):
        gaps = [gap for gap in gaps_in(activity, today) if _is_of(gap, processor)]
        yield from points_of(request, site, activity, gaps)


def _is_of(gap: Gap, processor: Processor) -> bool:
    return gap.code in CODES and gap.row == processor
