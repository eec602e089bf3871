"""The register as it was known at a moment, with 1,000,000 versions of processors.

    python -m benchmarks.past [--versions 1000000] [--database URL]

Beside it stands simple-history's own as_of(), for the same table, moment and page. Without
`--database` it runs on a new one of each engine. Ends with 1 where the limit is not kept.
"""

import argparse
import sys
import time
from datetime import UTC, datetime, timedelta

from benchmarks.engines import prepare, run_on_each

LIMIT = 2.0  # seconds
VERSIONS_PER_ROW = (1000, 100, 10, 1)
PAGE = 50
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)  # the first version; then one each second
WHO = {"by": "benchmark", "reason": "Many versions"}


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures the register of a moment.")
    parser.add_argument("--versions", type=int, default=1_000_000)
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.past", sys.argv[1:])
    prepare(asked.database)
    say(f"{'rows × versions':>20}{'moment':>9}{'look':>8}{'page':>8}{'as_of()':>9}{'ratio':>7}")
    return int(sum(measure(asked.versions, each) for each in VERSIONS_PER_ROW) > 0)


def measure(count: int, each: int) -> int:
    """How many moments took longer than the limit. `each`: versions of one row."""
    from registry.models import Processor
    from registry.past.views import as_it_was

    fill(count // each, each)
    too_slow = 0
    for name, share in [("early", 0.1), ("late", 0.9)]:
        moment = BEGAN + timedelta(seconds=count * share)
        with Timed() as look:
            manager = as_it_was(known=moment)
            manager.__enter__()
        with Timed() as page:
            found = Processor.objects.count(), names(Processor.objects.order_by("pk"))
        manager.__exit__(None, None, None)
        with Timed() as stock:
            then = Processor.history.as_of(moment)
            known = then.count(), names(then.order_by("id"))
        if found != known:
            raise SystemExit(f"{name}: {found[0]} rows, {known[0]} by as_of()")
        took = look.seconds + page.seconds
        too_slow += took > LIMIT
        say(
            f"{count // each:>10,} × {each:<7,}{name:>9}{look.seconds:8.2f}{page.seconds:8.3f}"
            f"{stock.seconds:9.2f}{stock.seconds / took:7.1f}{'  too slow' * (took > LIMIT)}"
        )
    return too_slow


def names(rows) -> list[str]:
    return [row.legal_name for row in rows[:PAGE]]


def fill(rows: int, each: int) -> None:
    """Versions in the order of time: all rows once, then all again."""
    from django.db import connection

    from registry.models import Processor
    from registry.records.history import recorded

    version = Processor.history.model
    with recorded(**WHO):
        Processor.objects.create(name=f"Sample {rows}")
    table = connection.ops.quote_name(version._meta.db_table)
    sample = version.objects.values().latest("history_id")
    changed = {
        "id": f"i %% {rows} + 1",
        "name": "'Processor ' || i",
        "legal_name": "'Version ' || i",
        "history_date": moment_of(connection.vendor),
    }
    columns = [field for field in version._meta.concrete_fields if field.name != "history_id"]
    values = {field: changed.get(field.column, "%s") for field in columns}
    constant = [field for field in columns if values[field] == "%s"]
    with connection.cursor() as cursor:
        empty(cursor, table)
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(field.column for field in columns)})"
            f" WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
            f" SELECT {', '.join(values.values())} FROM n",
            [
                rows * each - 1,
                *(field.get_db_prep_save(sample[field.attname], connection) for field in constant),
            ],
        )
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def moment_of(engine: str) -> str:
    if engine == "postgresql":
        return f"timestamptz '{BEGAN.isoformat()}' + i * interval '1 second'"
    return f"datetime('{BEGAN:%Y-%m-%d}', '+' || i || ' seconds')"


def empty(cursor, table: str) -> None:
    """Nothing here is evidence, and the guards of the table would let nothing in or out."""
    from django.db import connection

    if connection.vendor == "postgresql":
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {table}")
        return
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    cursor.execute(triggers, [table.strip('"')])
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}"')
    cursor.execute(f"DELETE FROM {table}")


class Timed:
    """Seconds on the clock."""

    def __enter__(self):
        self._began = time.perf_counter()
        return self

    def __exit__(self, *error):
        self.seconds = time.perf_counter() - self._began


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
