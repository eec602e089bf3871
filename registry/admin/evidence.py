"""What the sealed log holds, to be read: what happened, and the entries themselves."""

import json
from collections.abc import Iterator

from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.certificates import CertificatePages
from registry.admin.entry import EVIDENCE
from registry.evidence.removals import labels_of
from registry.models import EvidenceEntry, EvidenceEvent
from registry.vocabulary import RedactionGround

WORDS = {
    "file": gettext_lazy("file"),
    "files": gettext_lazy("files"),
    "sha256": "SHA-256",
    "is_superuser": gettext_lazy("superuser"),
    "is_staff": gettext_lazy("staff"),
    "is_active": gettext_lazy("active"),
    "is_new": gettext_lazy("new account"),
    "of": gettext_lazy("kind"),
    "q": gettext_lazy("search"),
}
ANSWERS = {True: gettext_lazy("yes"), False: gettext_lazy("no"), None: gettext_lazy("none")}
SHOWN_IN_LIST = 120


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that nobody writes by hand; what may be seen is said by the permission to view."""

    section = EVIDENCE
    change_form_template = "admin/registry/evidence.html"
    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})


@admin.register(EvidenceEvent)
class EvidenceEventAdmin(CertificatePages, ReadOnlyAdmin):
    """`?about_model=…&about_id=…` lists what concerns one row."""

    change_form_template = "admin/registry/event.html"
    list_display = ["at", "name", "by_whom", "about", "in_short"]
    list_display_links = ["at", "name"]
    list_filter = ["name"]
    date_hierarchy = "at"
    search_fields = ["author"]
    search_help_text = gettext_lazy("By the name of the account that did it.")
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
        said = "; ".join(f"{label}: {value}" for label, value in in_words(event.facts))
        return Truncator(said).chars(SHOWN_IN_LIST)

    @admin.display(description=gettext_lazy("details"))
    def in_full(self, event):
        lines = format_html_join("", "<li>{}: {}</li>", in_words(event.facts))
        return format_html("<ul>{}</ul>", lines) if lines else ""


@admin.register(EvidenceEntry)
class EvidenceEntryAdmin(ReadOnlyAdmin):
    list_display = ["seq", "kind", "table", "history_id", "leaf_hash"]
    list_filter = ["kind"]
    ordering = ["-seq"]
    search_fields = ["=seq", "=leaf_hash", "=root"]
    search_help_text = gettext_lazy("By number, or by a hash as a whole.")
    fields = ["seq", "kind", "table", "history_id", "leaf_hash", "root", "readable_leaf"]
    readonly_fields = fields

    @admin.display(description=gettext_lazy("table"), ordering="model")
    def table(self, entry):
        return name_of(entry.model)

    @admin.display(description=gettext_lazy("leaf"))
    def readable_leaf(self, entry):
        """Its fields as digests: the leaf says that a version existed, not what it says."""
        return format_html("<pre>{}</pre>", json.dumps(json.loads(entry.leaf), indent=2))


def name_of(label: str) -> str:
    """`registry.processor` in words; a table that is there no more keeps its label."""
    try:
        return capfirst(apps.get_model(label)._meta.verbose_name) if label else ""
    except LookupError:
        return label


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


def in_words(facts: dict) -> Iterator[tuple[str, str]]:
    """Each detail as a label and a text."""
    for name, value in facts.items():
        yield str(WORDS.get(name, name.replace("_", " "))), _as_text(_readable(name, value))


def _readable(name: str, value):
    """What a redaction says of itself, in the words of its pages."""
    if name == "fields" and isinstance(value, dict):
        return [f"{name_of(table)}: {labels_of(table, some)}" for table, some in value.items()]
    if name == "ground" and value in RedactionGround.values:
        return RedactionGround(value).label
    return value


def _as_text(value) -> str:
    match value:
        case None | bool():
            return str(ANSWERS[value])
        case {"from": before, "to": after}:
            return _("{before} → {after}").format(before=_as_text(before), after=_as_text(after))
        case dict():
            return ", ".join(f"{label} {text}" for label, text in in_words(value))
        case list():
            return ", ".join(map(_as_text, value))
    return str(value)
