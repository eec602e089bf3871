"""Links to where something is put right that the public list shows, or would."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from registry.publication.obstacles import Standing
from registry.publication.unsaid import Unsaid, unsaid_of


def link(address: str, words: str) -> str:
    return format_html('<a href="{}">{}</a>', address, words)


def to_field(row, name: str) -> str:
    table = f"admin:registry_{row._meta.model_name}_change"
    return f"{reverse(table, args=[row.pk])}#id_{name}"


def ways_to(unsaid: list[Unsaid]) -> list[tuple[str, str]]:
    """What is not stated, in words, and where to state it."""
    return [(str(one), to_field(one.row, one.field)) for one in unsaid]


def unsaid_told(processor, standing: Standing) -> str:
    """Columns of the public list that have nothing to say of it. Empty where all have."""
    unsaid = unsaid_of([processor], standing.rows)[processor.pk]
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
