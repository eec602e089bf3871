"""Random honest histories, each verified: how many give a false alarm.

    python -m benchmarks.at_random.honest_histories [--count 1000] [--works 12] [--database URL]

Without `--database` it runs on a new one of each engine. Ends with 1 where any did. To try one of
them again: `--seed 17 --count 1`.
"""

import argparse
import sys
import time
from random import Random

from benchmarks.engines import prepare, run_on_each


def main() -> int:
    parser = argparse.ArgumentParser(description="Looks for false alarms.")
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--works", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0, help="of the first history")
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.at_random.honest_histories", sys.argv[1:])
    prepare(asked.database)
    return report(asked.seed, asked.count, asked.works)


def report(seed: int, count: int, works: int) -> int:
    from django.db import connection, transaction

    from registry.evidence.verify.whole import verify
    from tests.registry.evidence.histories import live_through

    began, entries, alarms = time.perf_counter(), 0, 0
    for number in range(seed, seed + count):
        with transaction.atomic():
            live_through(Random(number), works)  # noqa: S311 (to be repeated)
            found = verify()
            transaction.set_rollback(True)
        entries += found.entries
        if found.faults:
            alarms += 1
            sys.stdout.write(f"history {number}: {found.faults[0]}\n")
    sys.stdout.write(
        f"{connection.vendor}: {count} histories of {entries // count} entries, {alarms} false "
        f"alarms, in {time.perf_counter() - began:.0f} s\n"
    )
    return 1 if alarms else 0


if __name__ == "__main__":
    sys.exit(main())
