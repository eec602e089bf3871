"""What our own ways around the ORM gain: each is measured against the ORM's, turn by turn.

    python -m benchmarks.costs.own_ways [--rounds 5] [--rows 10000] [--database URL]

For each: processor seconds with the ORM by those with ours, for a save and for an import that
changes each row; the median over the rounds. What gains under 1.5 times everywhere goes, unless its
module says why not. Without `--database` it runs on a new one of each engine; of PostgreSQL only
our side is counted.
"""

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from statistics import median
from unittest.mock import patch

from benchmarks.engines import prepare, run_on_each

SAVES = 50  # in a round
numbers = count(1)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures what our own ways gain.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.costs.own_ways", sys.argv[1:])
    prepare(asked.database)
    works = {
        f"{SAVES} saves of an activity": lambda: [save_activity() for _ in range(SAVES)],
        f"{SAVES} saves of a processor": lambda: [save_processor() for _ in range(SAVES)],
        f"{SAVES} new processors": lambda: [add_processor() for _ in range(SAVES)],
        f"import of {asked.rows} rows": lambda: import_file(asked.rows),
    }
    ways = plain_ways()
    from django.db import connection

    for what, work in works.items():
        work()
        for name, instead in ways.items():
            ratios, ours, plain = compared(work, instead, asked.rounds)
            sys.stdout.write(
                f"{connection.vendor}, {what}, {name}: {median(ratios):.2f} times "
                f"({min(ratios):.2f} to {max(ratios):.2f}), "
                f"{median(plain):.2f} s by the ORM, {median(ours):.2f} s by ours\n"
            )
            sys.stdout.flush()
    return 0


# What is measured


def save_processor() -> None:
    """A row with its links, as a form of the admin saves it."""
    from registry.models import Country, Processor
    from registry.records.history import recorded

    number = next(numbers)
    with recorded(by="benchmark", reason="A save"):
        row, _new = Processor.objects.get_or_create(name="Saved")
        row.legal_name = f"Legal name {number}"
        row.save()
        code = "DE" if number % 2 else "US"
        place, _new = Country.objects.get_or_create(code=code, defaults={"name": code})
        row.processing_countries.set([place])


def add_processor() -> None:
    from registry.models import Processor
    from registry.records.history import recorded

    with recorded(by="benchmark", reason="A save"):
        Processor.objects.create(name=f"New {next(numbers)}")


def save_activity() -> None:
    from registry.models import DataCategory, Organisation, ProcessingActivity
    from registry.records.history import recorded

    number = next(numbers)
    with recorded(by="benchmark", reason="A save"):
        organisation, _new = Organisation.objects.get_or_create(name="Of the benchmark")
        row, _new = ProcessingActivity.objects.get_or_create(
            organisation=organisation, reference="B-1", defaults={"name": "Measured"}
        )
        row.name = f"Measured {number}"
        row.save()
        row.data_categories.set(DataCategory.objects.order_by("pk")[number % 2 :][:1])


def import_file(rows: int) -> None:
    from registry.files.all_or_nothing import import_sheets
    from registry.files.reading.sheets import read_sheet
    from registry.resources import TABLES

    number = next(numbers)
    code = "DE" if number % 2 else "US"
    lines = ["name,legal_name,website,processing_countries,remarks"]
    lines += [
        f"Row {line},Row {line} Inc {number},https://example.org/{number},{code},As told"
        for line in range(rows)
    ]
    sheet = read_sheet("processors.csv", "\n".join(lines).encode())
    (result,) = import_sheets([(TABLES["processors"], sheet)], by="benchmark", reason="A file")
    if result.refusals:
        raise RuntimeError(str(result.refusals[0]))


# How


def compared(
    work: Callable, instead: list[tuple[str, Callable]], rounds: int
) -> tuple[list[float], list[float], list[float]]:
    """The ratios by round, and the processor seconds with ours and with the ORM."""
    ours, plain = [], []
    for number in range(rounds):
        turns = [(ours, []), (plain, instead)]
        for times, patches in turns if number % 2 else reversed(turns):
            with ExitStack() as stack:
                for target, function in patches:
                    stack.enter_context(patch(target, function))
                began = time.process_time()
                work()
                times.append(time.process_time() - began)
    return [a / b for a, b in zip(plain, ours, strict=True)], ours, plain


def plain_ways() -> dict[str, list[tuple[str, Callable]]]:
    """By module: what stands in for it, as somebody would write it who knows only the ORM."""
    from django.db import models
    from simple_history.models import HistoricalRecords

    from registry.records.copies import Written

    def read(model, names, by, ids):
        rows = model._base_manager.filter(**{f"{by}__in": ids})
        return map(list, rows.values_list(*names))

    def copy_rows(model, kinds, today, said):
        table = model.history.model
        names = [field.attname for field in table.tracked_fields]
        rows = model._base_manager.filter(pk__in=kinds).order_by("pk")
        versions = [
            table(
                **{name: getattr(row, name) for name in names},
                **said,
                history_type=kinds[row.pk],
            )
            for row in rows
        ]
        versions = table._base_manager.bulk_create(versions)
        for many in model._meta.local_many_to_many:
            copy_links(many, HistoricalRecords.m2m_models[many], [it.pk for it in versions])
        return [Written(model, version.history_type, [version.pk]) for version in versions]

    def copy_links(field, table, versions):
        through = field.remote_field.through
        version = table._meta.get_field("history")
        owner = through._meta.get_field(field.m2m_field_name()).attname
        names = [each.attname for each in through._meta.concrete_fields]
        of = dict(
            version.related_model._base_manager.filter(pk__in=versions).values_list("id", "pk")
        )
        links = through._base_manager.filter(**{f"{owner}__in": of}).order_by("pk")
        table._base_manager.bulk_create(
            table(
                **{name: getattr(link, name) for name in names},
                history_id=of[getattr(link, owner)],
            )
            for link in links
        )

    def first_head():
        from registry.models import EvidenceHead

        return EvidenceHead.objects.first()

    def insert(cursor, model, names, rows, *, or_leave=False):
        rows = [model(**dict(zip(names, row, strict=True))) for row in rows]
        model.objects.bulk_create(rows, batch_size=500, ignore_conflicts=or_leave)

    def move(cursor, head, frontier, at):
        head.size, head.at = frontier.size, at
        head.frontier = " ".join(subtree.hex() for subtree in frontier.subtrees)
        head.save()

    def asked(question, model, pks):
        return list(question(model, pks)) if pks else []

    compiled = [
        (f"{module}.answers", asked)
        for module in (
            "registry.records.rules",
            "registry.models.activities",
            "requests_app.models.request",
        )
    ]
    saving = [
        (f"registry.records.model.RegisterModel.{step}", getattr(models.Model, step))
        for step in ("_do_insert", "_do_update")
    ]
    return {
        "compiled": compiled,
        "saving": saving,
        "evidence.columns": [("registry.evidence.log.content.read", read)],
        "evidence.entries": [
            ("registry.evidence.log.entries._head", first_head),
            ("registry.evidence.log.entries.insert", insert),
            ("registry.evidence.log.entries._move", move),
        ],
        "names": [("registry.records.names.buckets.insert", insert)],
        "copies": [("registry.records.unit.copy_rows", copy_rows)],
    }


if __name__ == "__main__":
    sys.exit(main())
