"""The example: what NumFOCUS's two privacy policies of 2018 say, one edition after the other."""

from datetime import date
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.exchange.folders import read_folder
from registry.files.all_or_nothing import import_sheets, refusals_of
from registry.models import Mark, Organisation
from registry.vocabulary import MarkName


class Command(BaseCommand):
    help = (
        "Fills an empty register with the example of NumFOCUS, based on its two privacy "
        "policies of 2018."
    )

    def handle(self, *, verbosity, **options):
        if Organisation.objects.exists():
            raise CommandError(
                _("The register already has an organisation. The example is for an empty one.")
            )
        folder = Path(apps.get_app_config("registry").path) / "examples" / "numfocus"
        with transaction.atomic():  # both editions, or none
            call_command("load_terms", verbosity=0)
            for edition in sorted(folder.iterdir()):
                self.load(edition, verbosity)
            Mark.put(MarkName.EXAMPLE)

    def load(self, edition: Path, verbosity: int) -> None:
        """Take one edition as an import of its own, so that the history shows what it changed."""
        day = date.fromisoformat(edition.name)
        said = date_format(day, "j F Y")
        reason = _("NumFOCUS privacy policy of {day}").format(day=said)
        sheets = read_folder(edition)
        reason = f"{reason}, {{file}}"
        results = import_sheets(sheets, by="load_example", reason=reason, since=day)
        if refusals := refusals_of(results):
            raise CommandError(
                _("The example was not loaded. {why}").format(why=" ".join(map(str, refusals)))
            )
        if verbosity:
            self.stdout.write(
                _("{reason}: {new} new, {changed} changed.").format(
                    reason=reason.partition(", {")[0],
                    new=sum(result.new for result in results),
                    changed=sum(result.changed for result in results),
                )
            )
