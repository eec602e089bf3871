"""Adds the shipped templates of messages."""

import csv
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.base.history import recorded
from requests_app.models import MessageTemplate


class Command(BaseCommand):
    help = "Adds the shipped message templates that are missing. What is there stays as it is."

    def handle(self, *, verbosity, **options):
        folder = Path(apps.get_app_config("requests_app").path) / "terms"
        with (folder / "message_templates.csv").open(encoding="utf-8", newline="") as file:
            shipped = list(csv.DictReader(file))
        there = set(MessageTemplate.objects.values_list("kind", "language"))
        missing = [
            MessageTemplate(**{name: row[name] for name in ("kind", "language", "subject", "text")})
            for row in shipped
            if (row["kind"], row["language"]) not in there
        ]
        if missing:
            with recorded(by="load_message_templates", reason=_("Templates shipped")):
                MessageTemplate.objects.add_all(missing)
        if verbosity:
            count = len(missing)
            self.stdout.write(
                ngettext(
                    "{count} template was added.", "{count} templates were added.", count
                ).format(count=count)
            )
