"""The list of requests with 100,000 of them: time and queries of each question and each page.

    python -m benchmarks.costs.requests_list [--rows 100000] [--database FILE]

A named file is filled once and used again. Ends with 1 where a limit is not kept.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks.engines import prepare

LIMIT_MS, LIMIT_QUERIES = 200, 10
BATCH = 5000
REPEATS = 5
OPEN_SHARE = 0.1
WHO = {"by": "benchmark", "reason": "Many requests"}


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures the list of requests.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        database = asked.database or Path(scratch, "benchmark.sqlite3")
        prepare(f"sqlite:///{database.resolve()}")
        from django.conf import settings
        from django.core.management import call_command

        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
        call_command("createcachetable", verbosity=0)
        fill(asked.rows)
        return report()


# Rows


def fill(rows: int) -> None:
    from django.core.management import call_command

    from registry.models import Organisation
    from requests_app.models import DataSubjectRequest

    if not Organisation.objects.exists():
        call_command("load_example", verbosity=0)
    users = make_users()
    dice = random.Random(30)  # noqa: S311 (the same rows in each run)
    for start in range(DataSubjectRequest.objects.count(), rows, BATCH):
        began = time.perf_counter()
        add(range(start, min(start + BATCH, rows)), dice, users)
        took = time.perf_counter() - began
        say(f"{min(start + BATCH, rows):>9,} requests written, {took:.1f} s")


def make_users() -> list:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    users = []
    for name in ["ada", "ben"]:
        user, _created = get_user_model().objects.get_or_create(username=name, is_staff=True)
        user.groups.add(Group.objects.get(name="dpo"))
        users.append(user)
    return users


def add(numbers: range, dice: random.Random, users: list) -> None:
    """Requests of twenty years; the youngest tenth is open, with all that a list shows."""
    from registry.models import Organisation, Right
    from registry.records.history import recorded
    from requests_app.models import DataSubjectRequest, RequestedRight, Requester

    organisation = Organisation.objects.get()
    rights = list(Right.objects.filter(citation__gt=""))
    with recorded(**WHO):
        requests = DataSubjectRequest.objects.add_all(
            DataSubjectRequest(
                reference=reference(number),
                organisation=organisation,
                handler=dice.choice([*users, None]),
                channel="email",
                identity_state="not_needed",
                identity_reason="Signed in",
                **standing(dice),
            )
            for number in numbers
        )
        RequestedRight.objects.add_all(
            RequestedRight(
                request=request, right=right, outcome="fulfilled" if request.closed_on else ""
            )
            for request in requests
            for right in dice.sample(rights, dice.choice([1, 1, 2]))
        )
        Requester.objects.add_all(
            Requester(request=request, name="A donor", email=f"donor{request.pk}@example.org")
            for request in requests
        )


def reference(number: int) -> str:
    return f"R-2000-{number:06}"


def standing(dice: random.Random) -> dict:
    """Where a request stands, and its dates."""
    from django.utils import timezone

    from requests_app.querysets import TO_DO

    today = timezone.localdate()
    if dice.random() < OPEN_SHARE:
        received_on = today - timedelta(days=dice.randrange(60))
        due_on = received_on + timedelta(days=30)
        return {
            "received_on": received_on,
            "due_on": dice.choice([due_on, due_on, due_on + timedelta(days=60), None]),
            "state": dice.choice(TO_DO),
        }
    received_on = today - timedelta(days=90 + dice.randrange(7000))
    return {
        "received_on": received_on,
        "due_on": received_on + timedelta(days=30),
        "answered_on": received_on + timedelta(days=20),
        "closed_on": received_on + timedelta(days=21),
        "state": "closed",
    }


# Measures


def report() -> int:
    """Print a table of times and queries; 1 where a limit is not kept."""
    from requests_app.models import DataSubjectRequest

    say(f"\n{DataSubjectRequest.objects.count():,} requests, best of {REPEATS} runs")
    say(f"{'':40}{'ms':>8}{'CPU ms':>8}{'queries':>9}{'rows':>9}")
    too_slow = 0
    for name, ask in [*questions(), *pages()]:
        took, worked, queries, found = measure(ask)
        # SQLite works in this process: its own time tells the same on a busy machine.
        is_slow = worked > LIMIT_MS or queries > LIMIT_QUERIES
        too_slow += is_slow
        mark = "  too slow" if is_slow else ""
        say(f"{name:40}{took:8.1f}{worked:8.1f}{queries:9}{found:>9}{mark}")
    return int(too_slow > 0)


def questions() -> Iterator[tuple[str, Callable[[], int]]]:
    """The first fifty rows, and how many there are: what a list asks for."""
    from django.utils import timezone

    from requests_app.models import DataSubjectRequest

    today, (ada, _ben) = timezone.localdate(), make_users()
    rows = DataSubjectRequest.objects
    wanted = reference(rows.count() // 2)
    for name, found in {
        "all": rows.in_use(),
        "open": rows.open(),
        "overdue": rows.overdue(today),
        "due this week": rows.due_within(today, 7),
        "waiting": rows.waiting(),
        "with mail to read": rows.with_mail_to_read(),
        "mine": rows.handled_by(ada),
        "mine and open": rows.open().handled_by(ada),
        "invoking access": rows.invoking("access"),
        "state closed": rows.in_use().filter(state="closed"),
        "reference": rows.in_use().referenced(wanted),
        "beginning of a reference": rows.in_use().referenced(wanted[:-2]),
    }.items():
        yield f"queryset: {name}", lambda found=found: len(found.all()[:50]) and found.count()


def pages() -> Iterator[tuple[str, Callable[[], int]]]:
    from django.test import Client
    from django.urls import reverse

    from requests_app.models import DataSubjectRequest

    count = DataSubjectRequest.objects.count()
    last_page, wanted = -(-count // 50), reference(count // 2)
    client = Client()
    client.force_login(make_users()[0])
    address = reverse("admin:requests_app_datasubjectrequest_changelist")

    def opened(data: dict) -> int:
        answer = client.get(address, data)
        if answer.status_code != 200:  # noqa: PLR2004
            raise SystemExit(f"{answer.request['QUERY_STRING']}: {answer.status_code}")
        return answer.context_data["cl"].result_count

    for name, data in {
        "all": {},
        "last page": {"p": last_page},
        "open": {"due": "open"},
        "overdue": {"due": "overdue"},
        "due this week": {"due": "week"},
        "waiting": {"due": "waiting"},
        "with mail to read": {"due": "read"},
        "mine": {"mine": "yes"},
        "nobody's": {"mine": "nobody"},
        "by right": {"right": "access"},
        "by state": {"state__exact": "closed"},
        "overdue, mine, by right": {"due": "overdue", "mine": "yes", "right": "access"},
        "search for a reference": {"q": wanted},
        "search for its beginning": {"q": wanted[:-2]},
        "search for what is not there": {"q": "R-1999-000001"},
    }.items():
        yield f"page: {name}", lambda data=data: opened(data)


def measure(ask: Callable[[], int]) -> tuple[float, float, int, int]:
    """Milliseconds on the clock and of work, queries, and rows; the first run is left out."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)  # now: the next page starts a new log
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter(), time.process_time()
        ask()
        times.append((time.perf_counter() - began[0], time.process_time() - began[1]))
    took, worked = (min(kind) * 1000 for kind in zip(*times, strict=True))
    return took, worked, queries, found


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
