"""How long a backup and its proof take for a GiB, on each engine that is here.

    python -m benchmarks.costs.backups [--files MIB] [--rows COUNT]

A backup may take 15 s for each GiB, `restore_check` 60 s beside what it verifies. A slow disk makes
both slow: beside them stands how long it takes to copy and hash as many bytes. So does other work
on the machine: beside them stands how long processors were busy. Ends with 1 where one is late.
"""

import argparse
import hashlib
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from benchmarks.engines import ROOT, prepare, run_on_each

MIB, GIB = 2**20, 2**30
BACKUP, CHECK = 15, 60  # seconds for a GiB
OF_ONE_FILE = 4  # MiB
TEXT = 300_000  # bytes of a row, and of its version once more


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures backups and what proves them.")
    parser.add_argument("--files", type=int, default=512, metavar="MIB")
    parser.add_argument("--rows", type=int, default=800, metavar="COUNT")
    parser.add_argument("--database", help="Measure on this one alone.")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.costs.backups", sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="register-backups-") as folder:
        prepare(asked.database, PRIVATE_FILES=f"{folder}/private")
        fill(Path(folder, "private"), asked.files, asked.rows)
        return 1 if measure(Path(folder)) else 0


def fill(private: Path, mib: int, rows: int) -> None:
    """Files of noise that no row names, which backups take too, and rows with long texts."""
    from django.db import connection

    from registry.models import Processor
    from registry.records.history import recorded

    for _file in range(0, mib, OF_ONE_FILE):
        name = secrets.token_hex(16)
        path = private / name[:2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(secrets.token_bytes(OF_ONE_FILE * MIB))
    for first in range(0, rows, 100):
        with recorded(by="benchmark", reason="Many long texts"):
            for number in range(first, min(first + 100, rows)):
                text = secrets.token_hex(TEXT // 2)
                Processor(name=f"Processor {number}", processing_as_published=text).save()
    connection.close()


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and of processors; those of a database server are not among them."""

    clock: float
    busy: float

    def __sub__(self, other: "Took") -> "Took":
        return Took(max(0.0, self.clock - other.clock), max(0.0, self.busy - other.busy))

    def __mul__(self, times: float) -> "Took":
        return Took(self.clock * times, self.busy * times)

    def __str__(self):
        return f"{self.clock:.1f} s ({self.busy:.1f} busy)"


def measure(folder: Path) -> bool:
    """Print what was measured, and whether any of it took too long."""
    from django.db import connection

    backups = folder / "backups"
    taken = took(lambda: manage("backup", str(backups)))
    (file,) = backups.iterdir()
    each = GIB / file.stat().st_size
    plain = took(lambda: copy_and_hash(file, folder / "copy"))
    started = took(lambda: manage("help"))
    verified = took(lambda: manage("verify_evidence"))
    checked = took(lambda: manage("restore_check", str(file)))
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    say(f"{connection.vendor}: {1 / each:.2f} GiB; load {load} on {os.cpu_count()} processors")
    say(f"  a GiB: copied and hashed {plain * each}")
    say(f"  starting a command {started}, verifying {verified}")
    # The four steps of a proof begin with a command each, of which verifying is one.
    said = {
        "backup": (taken - started, BACKUP),
        "restore_check": (checked - verified - started * 4, CHECK),
    }
    is_late = False
    for name, (alone, limit) in said.items():
        is_late |= (alone * each).clock > limit
        kept = ": NOT KEPT" if (alone * each).clock > limit else ""
        say(f"  {name}: a GiB {alone * each}{kept}")
    return is_late


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def took(work: Callable) -> Took:
    began, busy = time.perf_counter(), _busy()
    work()
    return Took(time.perf_counter() - began, _busy() - busy)


def _busy() -> float:
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def manage(*words: str) -> None:
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(  # noqa: S603 (this software itself)
        command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


def copy_and_hash(file: Path, target: Path) -> None:
    digest = hashlib.sha256()
    with file.open("rb") as source, target.open("wb") as copy:
        while piece := source.read(MIB):
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    target.unlink()


if __name__ == "__main__":
    sys.exit(main())
