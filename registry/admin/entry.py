"""What the admin of every table has: its heading on the home page, and the way out of use."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.admin.access.ending import ENTRY_STEPS
from registry.admin.access.links import asked_about
from registry.admin.evidence.bundles import BundlePage
from registry.admin.evidence.redactions import RedactPage
from registry.admin.library.duplicating import Duplicable
from registry.models import Notice, Passage, StatedFact
from registry.notices.stated import passages_stating
from registry.pages.model_admin import RegisterModelAdmin
from registry.pages.page import ENTRY
from registry.resources import TABLES
from registry.searching.used_page import WhereUsedPage

RECORD = _("Record of processing")
RECIPIENTS = _("Processors and transfers")
PEOPLE = _("People with access")
NOTICES = _("Notices")
ORGANISATION = _("Organisation")
TERMS = _("Words of the register")
EVIDENCE = _("Evidence")
RESOURCES = {resource._meta.model: resource for resource in TABLES.values()}
# What notices say is not said in notices.
ABOUT_NOTICES = (Notice, Passage, StatedFact)
SHOWN_PASSAGES = 50


class EntryAdmin(Duplicable, RegisterModelAdmin):
    """The admin of one table of the register."""

    pages = [*RegisterModelAdmin.pages, ENTRY_STEPS, WhereUsedPage(), RedactPage(), BundlePage()]
    # What its rows are to the question who could reach what; empty where it is none of these.
    asked_as = ""

    def buttons(self, request, place, row=None):
        buttons = super().buttons(request, place, row)
        if place == ENTRY and self.asked_as:
            buttons = [*buttons, *asked_about(request, self.asked_as, row)]
        return buttons

    def get_resource_classes(self, request):
        return [RESOURCES[self.model]]

    def get_fieldsets(self, request, obj=None):
        """Beside the remarks, what notices say of the row."""
        groups = super().get_fieldsets(request, obj)
        if obj is None or self.model in ABOUT_NOTICES:
            return groups
        return [
            (title, {**options, "fields": [*options["fields"], "stated_in"]})
            if "remarks" in options["fields"]
            else (title, options)
            for title, options in groups
        ]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "stated_in"]

    @admin.display(description=_("what notices say of it"))
    def stated_in(self, row):
        """The passages of notices that say what this row says."""
        facts = list(passages_stating(row, row.past.on)[: SHOWN_PASSAGES + 1])
        lines = [
            (
                reverse("admin:registry_passage_change", args=[fact.passage_id]),
                fact.passage.notice,
                fact.passage.number,
                fact.passage.words,
            )
            for fact in facts[:SHOWN_PASSAGES]
        ]
        if not lines:
            return gettext("Nothing so far: no sentence of a notice is tied to this entry.")
        return format_html(
            '<ul class="passages">{}</ul>{}',
            format_html_join("", '<li><a href="{}">{}, {}</a>: “{}”</li>', lines),
            gettext("More sentences say it; they are under “Passages”.")
            if len(facts) > SHOWN_PASSAGES
            else "",
        )
