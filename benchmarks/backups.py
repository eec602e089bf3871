"""How long a backup and its proof take for a GiB, on each engine that is here.

    python -m benchmarks.backups [--files MIB] [--rows COUNT]

A backup may take 15 s for each GiB, `restore_check` 60 s beside what it verifies. A slow disk makes
both slow: beside them stands how long it takes to copy and hash as many bytes. Ends with 1 where
one takes longer.
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
from pathlib import Path

from benchmarks.engines import ROOT, prepare, run_on_each

MIB, GIB = 2**20, 2**30
BACKUP, CHECK = 15, 60  # seconds for a GiB
OF_ONE_FILE = 4  # MiB
TEXT = 15_000  # bytes of a version, which the log holds once more


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures backups and what proves them.")
    parser.add_argument("--files", type=int, default=512, metavar="MIB")
    parser.add_argument("--rows", type=int, default=2_000, metavar="COUNT")
    parser.add_argument("--database", help="Measure on this one alone.")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.backups", sys.argv[1:])
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
    for first in range(0, rows, 500):
        with recorded(by="benchmark", reason="Many long texts"):
            for number in range(first, min(first + 500, rows)):
                text = secrets.token_hex(TEXT // 2)
                Processor(name=f"Processor {number}", processing_as_published=text).save()
    connection.close()


def measure(folder: Path) -> bool:
    """Print what was measured, and whether any of it took too long."""
    from django.db import connection

    backups = folder / "backups"
    taken = seconds(lambda: manage("backup", str(backups)))
    (file,) = backups.iterdir()
    size = file.stat().st_size / GIB
    plain = seconds(lambda: copy_and_hash(file, folder / "copy"))
    started = seconds(lambda: manage("help"))
    verified = seconds(lambda: manage("verify_evidence"))
    checked = seconds(lambda: manage("restore_check", str(file))) - verified
    said = {"backup": (taken, BACKUP, 1), "restore_check": (checked, CHECK, 4)}
    say(f"{connection.vendor}: {size:.2f} GiB; copy and hash {plain / size:.1f} s/GiB")
    say(f"  starting a command {started:.1f} s, verifying {verified:.1f} s")
    is_late = False
    for name, (took, limit, starts) in said.items():
        each = max(0.0, took - starts * started) / size
        is_late |= each > limit
        kept = "" if each <= limit else ": NOT KEPT"
        ratio = each * size / plain
        say(f"  {name}: {took:.1f} s, {each:.1f} s/GiB, {ratio:.1f} times the copy{kept}")
    return is_late


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def seconds(work: Callable) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


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
