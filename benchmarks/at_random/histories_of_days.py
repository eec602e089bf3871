"""Random histories with back-dated changes, on each engine: every day as known at every moment.

    python -m benchmarks.at_random.histories_of_days [--count 4000] [--rounds 5] [--engine sqlite]

Each answer is compared with a slow model, and the evidence verified. Ends with 1 where any differs.
A hundred histories are lived through beside each other, from one seed, and every look shows all of
them; then the database is as before. To try those of one seed again: `--seed 17 --count 100`.
"""

import argparse
import sys
import time
from random import Random

from benchmarks.engines import ENGINES, prepare, run_on_each

AT_ONCE = 100


def main() -> int:
    parser = argparse.ArgumentParser(description="Looks for days that are told wrongly.")
    parser.add_argument("--count", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0, help="of the first hundred")
    parser.add_argument("--engine", choices=ENGINES, help="only this one")
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        engines = [asked.engine] if asked.engine else ENGINES
        return run_on_each("benchmarks.at_random.histories_of_days", sys.argv[1:], engines)
    prepare(asked.database)
    return report(asked.seed, asked.count, asked.rounds)


def report(seed: int, count: int, rounds: int) -> int:
    from django.db import connection

    began, wrong = time.perf_counter(), 0
    for number in range(-(-count // AT_ONCE)):
        found = _differences(seed + number, min(AT_ONCE, count - number * AT_ONCE), rounds)
        wrong += len(found)
        for line in found[:5]:
            sys.stdout.write(f"seed {seed + number}: {line}\n")
        sys.stdout.flush()
    sys.stdout.write(
        f"{connection.vendor}: {count} histories of {rounds} writes, {wrong} differences, "
        f"in {time.perf_counter() - began:.0f} s\n"
    )
    return 1 if wrong else 0


def _differences(seed: int, lives: int, rounds: int) -> list[str]:
    """Wrong answers and faults of evidence."""
    from django.db import transaction

    from registry.evidence.verify.whole import verify
    from tests.registry.past.histories import live_through

    with transaction.atomic():
        chance = Random(seed)  # noqa: S311 (to be repeated)
        wrong = list(live_through(chance, lives, rounds))
        faults = [str(fault) for fault in verify().faults]
        transaction.set_rollback(True)
    return wrong + faults


if __name__ == "__main__":
    sys.exit(main())
