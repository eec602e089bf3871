"""Random histories with back-dated changes, on each engine: every day as known at every moment.

    python -m benchmarks.histories_of_days [--count 4000] [--rounds 5] [--seed 0] [--database URL]

Each answer is compared with a slow model, and the evidence verified. Ends with 1 where any differs.
"""

import argparse
import sys
import time
from random import Random

from benchmarks.engines import prepare, run_on_each


def main() -> int:
    parser = argparse.ArgumentParser(description="Looks for days that are told wrongly.")
    parser.add_argument("--count", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.histories_of_days", sys.argv[1:])
    prepare(asked.database)
    return report(asked.seed, asked.count, asked.rounds)


def report(seed: int, count: int, rounds: int) -> int:
    from django.db import connection

    from registry.evidence.verify.whole import verify
    from tests.registry.past.histories import live_through

    began = time.perf_counter()
    chance = Random(seed)  # noqa: S311 (to be repeated)
    wrong = list(live_through(chance, lives=count, rounds=rounds))
    faults = [str(fault) for fault in verify().faults]
    for line in [*wrong, *faults][:20]:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(
        f"{connection.vendor}: {count} histories of {rounds} writes, {len(wrong)} wrong answers, "
        f"{len(faults)} faults of evidence, in {time.perf_counter() - began:.0f} s\n"
    )
    return 1 if wrong or faults else 0


if __name__ == "__main__":
    sys.exit(main())
