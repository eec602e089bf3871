"""The page of an entry that says where it is used, with a link to each."""

from collections import Counter
from dataclasses import replace

from django.contrib.admin.utils import quote
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.models import StatedFact
from registry.notices.stated import called
from registry.pages.lists import parameter_of
from registry.pages.page import Page
from registry.pages.past import past_of
from registry.searching.used import SHOWN, naming_fields, uses_of


class WhereUsedPage(Page):
    """What names an entry on a day, as far as one may see it."""

    name = "used"
    address = "<path:object_id>/used/"
    template = "admin/registry/used.html"
    label = gettext_lazy("Where used")
    shows_past = True

    def respond(self, request, row):
        site, fields = self.table.admin_site, self._fields()
        uses = uses_of(row, fields, past_of(request).on, self._seen(request))
        self._name_facts(request, uses)
        per_table = Counter(use.model for use in uses)
        groups = [self._group(site, row, use, per_table[use.model] > 1) for use in uses]
        context = {
            "title": _("Where used: {entry}").format(entry=row.full_name),
            "groups": groups,
            "may_be_used": bool(fields),
        }
        return self.render(request, row, context)

    def buttons(self, request, row=None):
        return super().buttons(request, row) if self._fields() else []

    def _fields(self):
        site = self.table.admin_site
        return naming_fields(self.table.model, site._registry)

    def _name_facts(self, request, uses) -> None:
        """What a passage states goes by the name of what it leads to."""
        facts = [use for use in uses if use.model is StatedFact]
        pks = [found.pk for use in facts for found in use.rows]
        said = dict(StatedFact.objects.filter(pk__in=pks).values_list("pk", "fact")) if pks else {}
        names = called(said.values(), self._seen(request))
        for use in facts:
            use.rows = [
                replace(found, name=names[said[found.pk]].name)
                if said[found.pk] in names
                else found
                for found in use.rows
            ]

    def _seen(self, request):
        site = self.table.admin_site

        def seen(rows):
            table = site._registry[rows.model]
            if not table.has_view_permission(request):
                return None
            return table.seen_by(request, rows)

        return seen

    def _group(self, site, row, use, says_field: bool) -> dict:
        table = site._registry[use.model]
        asked = urlencode({parameter_of(use.field, use.field.name): row.pk})
        name = capfirst(use.model._meta.verbose_name_plural)
        if says_field:  # two fields of one table lead here
            name = f"{name}: {use.field.verbose_name}"
        return {
            "name": name,
            "total": use.total,
            "rows": [(found.name, table.url_of("change", quote(found.pk))) for found in use.rows],
            "all_url": f"{table.url_of('changelist')}?{asked}",
            "is_whole": len(use.rows) == use.total <= SHOWN,
        }
