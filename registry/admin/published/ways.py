"""Links to where something is put right that the public list shows, or would."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from registry.publication.obstacles import Standing
from registry.publication.succession import Place
from registry.publication.unsaid import Unsaid, unsaid_of


def link(address: str, words: str) -> str:
    return format_html('<a href="{}">{}</a>', address, words)


def to_field(row, name: str) -> str:
    table = f"admin:registry_{row._meta.model_name}_change"
    return f"{reverse(table, args=[row.pk])}#id_{name}"


def to_an_activity(rows) -> tuple[str, str]:
    """The recipients of the only one; else all, of which somebody knows the right one."""
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:2])
    if not found:
        return reverse("admin:registry_processingactivity_library"), _("Begin an activity")
    if len(found) == 1:
        address = reverse("admin:registry_processingactivity_change", args=found)
        return f"{address}?open=engagements#engagements-heading", _("Name it among its recipients")
    address = reverse("admin:registry_processingactivity_changelist")
    return address, _("Open the activity that it works for, and add it under “Recipients”")


def ways_to(unsaid: list[Unsaid]) -> list[tuple[str, str]]:
    """What is not stated, in words, and where to state it."""
    return [(str(one), to_field(one.row, one.field)) for one in unsaid]


def unsaid_told(processor, standing: Standing, asked: list[Place]) -> str:
    """Columns of the public list that have nothing to say of it. Empty where all have.

    Of what it does here, what is listed counts; else what would be: the places asked about, or all.
    """
    places = {place.row.pk for place in asked}
    would_be = [row for row in standing.rows if not places or row.pk in places]
    rows = standing.listed if standing.is_shown else would_be
    unsaid = unsaid_of([processor], rows)[processor.pk]
    if not unsaid:
        return ""
    reads = _("On the public list this reads:")
    would_read = _("On the public list this would read:")
    ways = [(told, way, _("Fill it in")) for told, way in ways_to(unsaid)]
    return format_html(
        '<p>{}</p><ul class="in-the-way">{}</ul>',
        reads if standing.is_shown else would_read,
        format_html_join("", '<li>{}. <a href="{}">{}</a></li>', ways),
    )
