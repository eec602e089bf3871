"""What is kept with the organisation and is about an activity, as links on its page."""

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext

from registry.models import MeasureInPlace, PromisedRight, Transfer
from registry.notices.stated import called_rows


def called_beside(activity):
    if not hasattr(activity, "beside"):  # what all of them read, in one question
        activity.beside = list(called_rows(_beside(activity)))
    return activity.beside


def linked(activity, model):
    lines = sorted(
        (row.name, reverse(f"admin:registry_{model._meta.model_name}_change", args=[row.pk]))
        for row in called_beside(activity)
        if row.model is model
    )
    if not lines:
        name = capfirst(model._meta.verbose_name_plural)
        return gettext("None recorded. They are kept under “{table}”.").format(table=name)
    links = format_html_join("", '<li><a href="{1}">{0}</a></li>', lines)
    return format_html("<ul>{}</ul>", links)


def _beside(activity):
    """What is kept with the organisation, and is about this activity."""
    on, of = activity.past.on, {"organisation": activity.organisation_id}
    flows = Transfer.objects.as_seen(on).filter(
        Q(processor__engagements__activity=activity) | Q(body__engagements__activity=activity), **of
    )
    for_it = Q(activity=activity) | Q(activity=None)
    return [
        Transfer.objects.filter(pk__in=flows.values("pk")),
        PromisedRight.objects.as_seen(on).filter(for_it, **of),
        MeasureInPlace.objects.as_seen(on).filter(for_it, **of),
    ]
