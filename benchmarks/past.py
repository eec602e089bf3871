"""The register on a day as known at a moment, with 10,000 and with 1,000,000 versions.

    python -m benchmarks.past [--versions 1000000] [--database URL]

Few rows with many versions, and many rows with few. Without `--database` it runs on a new one of
each engine. Ends with 1 where something takes too long, or asks more than with few versions.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks.engines import prepare, run_on_each
from benchmarks.many_versions import LISTED, Size, fill

LIMIT = 2.0  # seconds
MORE = 1.1  # where little differs, nobody has to be asked who changed it
FEW = 10_000
VERSIONS_PER_ROW = (1000, 100, 10, 1)
PAGE = 50
EARLY, LATE = 0.1, 0.9
REPEATS = 2

# Seconds, and queries, by what was asked.
Measures = dict[str, tuple[float, int]]


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures the register of a past day.")
    parser.add_argument("--versions", type=int, default=1_000_000)
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.past", sys.argv[1:])
    prepare(asked.database)
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    call_command("createcachetable", verbosity=0)
    say(connection.vendor)
    return int(sum(report(asked.versions, each) for each in VERSIONS_PER_ROW) > 0)


def report(versions: int, each: int) -> bool:
    """Print what each question takes; whether a limit is not kept. `each`: versions of a row."""
    few, many = (Size(count // each, each) for count in (FEW, versions))
    before, after = measured(few), measured(many)
    say(f"\n{many.rows:,} rows × {each:,} versions")
    say(f"{'':34}{f'{few.versions:,}':>10}{f'{many.versions:,}':>12}{'ratio':>8}{'queries':>14}")
    failed = False
    for name, (took, queries) in after.items():
        took_few, queries_few = before[name]
        is_bad = took > LIMIT or queries > queries_few * MORE
        failed |= is_bad
        say(
            f"{name:34}{took_few:8.3f} s{took:10.3f} s{took / took_few:8.1f}"
            f"{queries_few:7} → {queries:<4}{'  too much' * is_bad}"
        )
    return failed


def measured(size: Size) -> Measures:
    fill(size)
    check(size)
    return {name: measure(ask) for name, ask in questions(size)}


def check(size: Size) -> None:
    """What the register shows is what a slow reading of the versions finds."""
    from registry.models import Processor
    from registry.past.views import as_it_was

    on, known = size.day(LATE), size.moment(LATE)
    with as_it_was(on, known):
        found = dict(Processor.objects.filter(pk__lte=PAGE).values_list("pk", "legal_name"))
    states = {}
    versions = Processor.history.filter(id__lte=PAGE).order_by("holds_from", "history_id")
    for row in versions.values("id", "holds_from", "history_date", "legal_name"):
        if row["holds_from"] <= on and row["history_date"] <= known:
            states[row["id"]] = row["legal_name"]
    if found != states:
        raise SystemExit(f"{size}: other rows than the versions say")


def questions(size: Size) -> Iterator[tuple[str, Callable[[], object]]]:
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    from registry import views
    from registry.past.comparison import compare
    from registry.past.views import as_it_was
    from registry.records.moments import Past

    users = get_user_model().objects
    client = Client()
    client.force_login(users.filter(is_superuser=True).first() or users.create_superuser("ada"))

    def look(share: float) -> None:
        with as_it_was(size.day(share), size.moment(share)):
            pass

    def page(name: str, *args, **data) -> str:
        views._body.cache_clear()
        answer = client.get(reverse(name, args=args), data)
        if answer.status_code != 200:  # noqa: PLR2004
            raise SystemExit(f"{name}: {answer.status_code}")
        return answer.text

    def public() -> None:
        if page("processors", on=size.day(LATE)).count("Processor ") < min(LISTED, size.rows):
            raise SystemExit("The public page does not show all that is listed.")

    past = {"_on": size.day(LATE).isoformat(), "_known": size.moment(LATE).isoformat()}
    days = [Past(size.day(LATE - 0.01)), Past(size.day(LATE))]
    yield "look, early", lambda: look(EARLY)
    yield "look, late", lambda: look(LATE)
    yield "list", lambda: page("admin:registry_processor_changelist", **past)
    yield "list, searched", lambda: page("admin:registry_processor_changelist", q="77", **past)
    yield "form", lambda: page("admin:registry_processor_change", size.rows // 2 or 1, **past)
    yield "public page of a past day", public
    yield "comparison of two days", lambda: compare(*days, at_most=200)


def measure(ask: Callable[[], object]) -> tuple[float, int]:
    """Seconds, the best of some runs, and queries of the first run, which is not timed."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return min(times), queries


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
