"""What the sealed log holds, to be read: what happened, and the entries themselves."""

import json

from django.contrib import admin
from django.template.defaultfilters import linebreaksbr
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.admin.entry import EVIDENCE
from registry.admin.evidence.certificates import CertificatePage
from registry.admin.facts import in_a_line, in_lines, name_of
from registry.models import EvidenceEntry, EvidenceEvent
from registry.pages.lists import DeclaredLists, LinkedFilter
from registry.pages.paged import PagedAdmin

SHOWN_IN_LIST = 120


class ReadOnlyAdmin(PagedAdmin, DeclaredLists, admin.ModelAdmin):
    """Rows that nobody writes by hand; what may be seen is said by the permission to view."""

    section = EVIDENCE
    change_form_template = "admin/registry/evidence.html"
    change_list_template = "admin/registry/change_list.html"
    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(EvidenceEvent)
class EvidenceEventAdmin(ReadOnlyAdmin):
    """`?about_model=…&about_id=…` lists what concerns one row."""

    pages = [CertificatePage()]
    list_display = ["at", "name", "by_whom", "about", "in_short"]
    list_display_links = ["at", "name"]
    list_filter = ["name", ("about_model", LinkedFilter), ("about_id", LinkedFilter)]
    date_hierarchy = "at"
    search_fields = ["author"]
    search_help_text = gettext_lazy("Search by the name of the account.")
    fields = ["name", "at", "by_whom", "about", "in_full"]
    readonly_fields = fields

    @admin.display(description=gettext_lazy("by whom"), ordering="author")
    def by_whom(self, event):
        return event.author

    @admin.display(description=gettext_lazy("about"))
    def about(self, event):
        return about(event, self.admin_site.name)

    @admin.display(description=gettext_lazy("details"))
    def in_short(self, event):
        return Truncator(in_a_line(event.facts)).chars(SHOWN_IN_LIST)

    @admin.display(description=gettext_lazy("details"))
    def in_full(self, event):
        return linebreaksbr("\n".join(in_lines(event.facts)), autoescape=True)


@admin.register(EvidenceEntry)
class EvidenceEntryAdmin(ReadOnlyAdmin):
    list_display = ["seq", "kind", "table", "history_id", "leaf_hash"]
    list_filter = ["kind"]
    ordering = ["-seq"]
    search_fields = ["=seq", "=leaf_hash", "=root"]
    search_help_text = gettext_lazy("Search by number, or by a complete hash.")
    fields = ["seq", "kind", "table", "history_id", "leaf_hash", "root", "readable_leaf"]
    readonly_fields = fields

    @admin.display(description=pgettext_lazy("of the register", "table"), ordering="model")
    def table(self, entry):
        return name_of(entry.model)

    @admin.display(description=pgettext_lazy("tree of hashes", "leaf"))
    def readable_leaf(self, entry):
        """Its fields as digests: the leaf says that a version existed, not what it says."""
        return format_html("<pre>{}</pre>", json.dumps(json.loads(entry.leaf), indent=2))


def about(event: EvidenceEvent, site: str) -> str:
    """The row, by its number: its name may be somebody's, and would take a query."""
    name = name_of(event.about_model)
    if event.about_id is None:
        return name
    label = f"{name} {event.about_id}"
    try:
        page = f"{site}:{event.about_model.replace('.', '_')}_change"
        return format_html('<a href="{}">{}</a>', reverse(page, args=[event.about_id]), label)
    except NoReverseMatch:
        return label
