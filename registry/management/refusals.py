"""Commands of others that would write past the history. Each says why it does nothing here."""

from django.core.management.base import BaseCommand, CommandError


class RefusedCommand(BaseCommand):
    """Stands in the place of the other one, whatever words follow its name."""

    requires_system_checks = []
    why = ""

    def run_from_argv(self, argv):
        super().run_from_argv(argv[:2])

    def add_arguments(self, parser):
        parser.add_argument("words", nargs="*")

    def handle(self, *words, **options):
        raise CommandError(str(self.why))
