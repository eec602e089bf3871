"""Makes anew what the search finds words by. Every `migrate` brings it up to date already."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from registry.searching.entries import SearchEntry
from registry.searching.index import keep_all, rebuild


class Command(BaseCommand):
    help = "Makes the index of the search anew, from what the rows say now."

    def handle(self, **options):
        keep_all()
        rebuild()
        self.stdout.write(
            _("The search finds {count} entries by their words.").format(
                count=SearchEntry.objects.count()
            )
        )
