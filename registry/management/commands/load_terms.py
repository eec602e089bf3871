"""The terms that the register ships with: Articles 6 and 9, countries, decisions, categories.

A country counts as inside on the days on which it was a member of the Union or a party to the
Agreement on the European Economic Area, or on which the agreement of its withdrawal treated it
as one: for the United Kingdom until the end of the transition period, 31 December 2020. A
territory with a code of its own counts where the Treaties apply to it like to its member state.
Whoever left before there was Union law on data protection is not shown as having been inside.
"""

from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.exchange.folders import read_folder
from registry.files.all_or_nothing import import_sheets, refusals_of
from registry.files.reading.shape import Sheet
from registry.files.resource import RegisterResource
from registry.records.states.wishes import ALL_ALONG


class Command(BaseCommand):
    help = "Adds the shipped terms that are missing. Existing terms are not changed."

    def handle(self, *, verbosity, **options):
        folder = Path(apps.get_app_config("registry").path) / "terms"
        results = import_sheets(
            [(resource, missing_rows(resource, sheet)) for resource, sheet in read_folder(folder)],
            by="load_terms",
            reason=_("Terms shipped with the register"),
            since=ALL_ALONG,
        )
        if refusals := refusals_of(results):
            raise CommandError(
                _("No terms were loaded. {why}").format(why=" ".join(map(str, refusals)))
            )
        if verbosity:
            count = sum(result.new for result in results)
            self.stdout.write(
                ngettext("{count} term was added.", "{count} terms were added.", count).format(
                    count=count
                )
            )


def missing_rows(resource: type[RegisterResource], sheet: Sheet) -> Sheet:
    """The rows whose code is not in the register, nor their name under another code."""
    model = resource._meta.model
    unique = [field.name for field in model._meta.fields if field.name in sheet.headers]
    unique = [name for name in unique if model._meta.get_field(name).unique]
    taken = {name: set(model.objects.values_list(name, flat=True)) for name in unique}
    column = {name: sheet.headers.index(name) for name in unique}
    return sheet.only(lambda cells: not any(cells[column[name]] in taken[name] for name in unique))
