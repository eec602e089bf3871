"""Two days of the register side by side."""

import json

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from registry.past.comparison import compare
from registry.past.differences import as_json, as_lines
from registry.records.moments import Past, read_day, read_moment

BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        "Shows what was added, changed and removed between two days, with author and "
        "reason. It compares what applied on the two days, or with --recorded what "
        "the register said at the end of each."
    )

    def add_arguments(self, parser):
        parser.add_argument("first", metavar="YYYY-MM-DD")
        parser.add_argument("second", metavar="YYYY-MM-DD")
        knowledge = parser.add_mutually_exclusive_group()
        knowledge.add_argument(
            "--recorded",
            action="store_true",
            help="Compare what the register said at the end of each day (or at a moment), "
            "not what applied.",
        )
        knowledge.add_argument(
            "--as-known-at",
            metavar="YYYY-MM-DD[THH:MM]",
            help="Compare what applied on both days, as known at that moment.",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, first, second, recorded, as_known_at, format, **options):  # noqa: A002
        try:
            if recorded:
                before, after = Past(known=read_moment(first)), Past(known=read_moment(second))
            else:
                known = read_moment(as_known_at) if as_known_at else None
                before, after = Past(read_day(first), known), Past(read_day(second), known)
        except ValidationError as error:
            raise CommandError(error.message, returncode=BAD_INPUT) from error
        tables = compare(before, after)
        if format == "json":
            found = as_json(before, after, tables)
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for line in as_lines(before, after, tables):
            self.stdout.write(line)
