"""Adds what the handling of requests begins with: templates of messages, periods of the law."""

from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.files.all_or_nothing import import_sheets, refusals_of
from registry.files.reading.shape import Sheet
from registry.files.reading.sheets import read_file
from registry.files.resource import RegisterResource, tables
from registry.records.states.wishes import ALL_ALONG


class Command(BaseCommand):
    help = "Adds the shipped templates and periods that are missing. Existing ones are not changed."

    def handle(self, *, verbosity, **options):
        folder = Path(apps.get_app_config("requests_app").path) / "terms"
        results = import_sheets(
            [_missing(tables()[path.stem], read_file(path)) for path in sorted(folder.iterdir())],
            by="load_request_terms",
            reason=_("Shipped with the register"),
            since=ALL_ALONG,
        )
        if refusals := refusals_of(results):
            raise CommandError(
                _("Nothing was loaded. {why}").format(why=" ".join(map(str, refusals)))
            )
        if verbosity:
            count = sum(result.new for result in results)
            self.stdout.write(
                ngettext(
                    "{count} template or period was added.",
                    "{count} templates and periods were added.",
                    count,
                ).format(count=count)
            )


def _missing(
    resource: type[RegisterResource], sheet: Sheet
) -> tuple[type[RegisterResource], Sheet]:
    """The rows whose key is not in the register."""
    model = resource._meta.model
    there = {tuple(map(str, key)) for key in model.objects.values_list(*model.key)}
    columns = [sheet.headers.index(name) for name in model.key]
    return resource, sheet.only(lambda cells: tuple(cells[at] for at in columns) not in there)
