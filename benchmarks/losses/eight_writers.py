"""Eight writers at once, each a process of its own: none fails, and the log is whole and dense.

    python -m benchmarks.losses.eight_writers [--saves 250] [--database URL]

Seven save rows and one takes files. Without `--database` it runs on a new one of each engine. Ends
with 1 where anything is amiss.
"""

import argparse
import os
import sys
import time
from random import Random

from benchmarks.engines import prepare, run_on_each
from benchmarks.losses.crashes import Imports, Saves

WRITERS = 8
ROWS = 50  # of a file, which is taken for each so many saves of the others


def main() -> int:
    parser = argparse.ArgumentParser(description="Lets eight write at once.")
    parser.add_argument("--saves", type=int, default=250, help="of each writer")
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.losses.eight_writers", sys.argv[1:])
    prepare(asked.database)
    from django.db import connection

    from registry.evidence.verify.whole import verify

    began = time.perf_counter()
    writers = [start(number, asked.saves) for number in range(WRITERS)]
    failed = sum(os.waitpid(writer, 0)[1] != 0 for writer in writers)
    took = time.perf_counter() - began
    # A number that is left out is a fault too.
    report = verify()
    faults = report.faults
    sys.stdout.write(
        f"{connection.vendor}: {WRITERS} writers, {failed} failed, {report.entries:,} entries "
        f"in {took:.0f} s, {len(faults)} faults\n"
    )
    sys.stdout.write("".join(f"{fault}\n" for fault in faults[:9]))
    return 1 if failed or faults else 0


def start(number: int, saves: int) -> int:
    """A writer of its own: its process."""
    writer = os.fork()
    if writer:
        return writer
    end = 1
    try:
        work(number, saves)
        end = 0
    finally:
        os._exit(end)


def work(number: int, saves: int) -> None:
    moments = Random(number)  # noqa: S311 (the same in each run)
    is_importer = number == 0
    kind = Imports(moments, 0, ROWS) if is_importer else Saves(moments, 0)
    for piece in range(saves // ROWS if is_importer else saves):
        kind.once(f"{number}-{piece}")


if __name__ == "__main__":
    sys.exit(main())
