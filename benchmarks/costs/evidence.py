"""What sealing costs: for a save, an imported row, an entry; and how fast all is verified.

    python -m benchmarks.costs.evidence [--rounds 5] [--database URL]

Everything is measured with sealing and without, turn by turn on the same database: without means
no entries and no triggers, and the versions as ever. Without `--database` it runs on a new one of
each engine. Ends with 1 where a limit is not kept.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from statistics import median

from benchmarks.engines import prepare, run_on_each

SAVE_MS, ROW_MS, ENTRY_BYTES, VERIFIED_PER_SECOND = 5.0, 1.0, 2_000, 2_000
SAVES, ROWS = 100, 1_000  # in a round
numbers = count(1)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures what sealing costs.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.costs.evidence", sys.argv[1:])
    prepare(asked.database)
    # First, for afterwards there is much that is not sealed.
    kept = [size_of_an_entry(), verification(asked.rounds)]
    kept += [
        cost("save", SAVE_MS, SAVES, asked.rounds, save),
        cost("imported row", ROW_MS, 1, asked.rounds, import_file, rows=ROWS),
    ]
    return 0 if all(kept) else 1


# What is measured


def save() -> None:
    """A row with its links, as a form of the admin saves it."""
    from registry.models import Country, Processor
    from registry.records.history import recorded

    number = next(numbers)
    with recorded(by="benchmark", reason="A save"):
        row, _new = Processor.objects.get_or_create(name=f"Saved {number // 10}")
        row.legal_name = f"Legal name {number}"
        row.save()
        code = "DE" if number % 2 else "US"
        place, _new = Country.objects.get_or_create(code=code, defaults={"name": code})
        row.processing_countries.set([place])


def import_file() -> None:
    """Of whose rows each second one changes one that is there."""
    from registry.files.all_or_nothing import import_sheets
    from registry.files.reading.sheets import read_sheet
    from registry.resources import TABLES

    number = next(numbers)
    names = [f"Row {line}{f' of {number}' if line % 2 else ''}" for line in range(ROWS)]
    lines = ["name,legal_name,website,remarks"]
    lines += [f"{name},{name} Inc {number},https://example.org/{number},As told" for name in names]
    sheet = read_sheet("processors.csv", "\n".join(lines).encode())
    (result,) = import_sheets([(TABLES["processors"], sheet)], by="benchmark", reason="A file")
    if result.refusals:
        raise RuntimeError(str(result.refusals[0]))


# How


def cost(what: str, limit: float, repeats: int, rounds: int, work: Callable, rows: int = 1) -> bool:
    """What sealing adds to one piece of work. Whether it keeps the limit."""
    work()
    took: dict[bool, list[float]] = {True: [], False: []}
    for _round in range(rounds):
        for is_sealed, times in took.items():
            with sealing(is_sealed):
                times.append(median(milliseconds(work) for _ in range(repeats)) / rows)
    sealed, plain = median(took[True]), median(took[False])
    is_kept = sealed - plain <= limit
    say(
        f"{what}: {sealed - plain:.2f} ms for sealing, {sealed:.2f} instead of {plain:.2f} ms "
        f"({sealed / plain:.2f} times), limit {limit:.2f}",
        is_kept,
    )
    return is_kept


def verification(rounds: int) -> bool:
    from registry.evidence.verify.whole import verify

    for _round in range(rounds):
        import_file()
    began = time.perf_counter()
    report = verify()
    rate = report.entries / (time.perf_counter() - began)
    is_kept = rate >= VERIFIED_PER_SECOND and report.is_clean
    say(
        f"verification: {report.entries:,} entries, {rate:,.0f} a second, {len(report.faults)} "
        f"faults, limit {VERIFIED_PER_SECOND:,}",
        is_kept,
    )
    return is_kept


def size_of_an_entry() -> bool:
    """What one adds to the tables of the log, on average over the register as it is shipped."""
    from django.core.management import call_command

    from registry.models import EvidenceEntry

    entries, size = EvidenceEntry.objects.count(), bytes_of_the_log()
    for command in ("load_terms", "load_example", "load_request_terms", "load_request_example"):
        call_command(command, verbosity=0)
    each = (bytes_of_the_log() - size) / (EvidenceEntry.objects.count() - entries)
    say(f"entry: {each:,.0f} bytes with indexes, limit {ENTRY_BYTES:,}", each <= ENTRY_BYTES)
    return each <= ENTRY_BYTES


def bytes_of_the_log() -> int:
    from django.apps import apps
    from django.db import connection

    tables = [
        model._meta.db_table
        for model in apps.get_app_config("registry").get_models()
        if model.__name__.startswith("Evidence")
    ]
    places = ", ".join(["%s"] * len(tables))
    query = (
        f"SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN ({places})"
        if connection.vendor == "postgresql"
        else "SELECT sum(pgsize) FROM dbstat WHERE name IN "
        f"(SELECT name FROM sqlite_master WHERE tbl_name IN ({places}))"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, tables)
        return cursor.fetchone()[0]


@contextmanager
def sealing(is_sealed: bool) -> Iterator[None]:
    from django.db import connection

    from registry.evidence.guards import triggers
    from registry.evidence.log.sealing import seal_versions
    from registry.hooks import versions_written
    from tests.support.unguarded import drop_triggers

    if is_sealed:
        yield
        return
    drop_triggers()
    try:
        with versions_written.without(seal_versions):
            yield
    finally:
        triggers.install(set(connection.introspection.table_names()))


def milliseconds(work: Callable) -> float:
    began = time.perf_counter()
    work()
    return 1_000 * (time.perf_counter() - began)


def say(line: str, is_kept: bool) -> None:
    from django.db import connection

    sys.stdout.write(f"{connection.vendor}, {line}{'' if is_kept else ': NOT KEPT'}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
