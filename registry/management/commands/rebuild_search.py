"""Makes anew what the search finds words by. Every `migrate` brings it up to date already."""

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from registry.searching.entries import SearchEntry
from registry.searching.index import keep_all, rebuild


class Command(BaseCommand):
    help = "Makes the index of the search anew, from what the rows say now."

    def handle(self, **options):
        keep_all()
        rebuild()
        count = SearchEntry.objects.count()
        self.stdout.write(
            ngettext(
                "The search finds {count} entry by its words.",
                "The search finds {count} entries by their words.",
                count,
            ).format(count=count)
        )
