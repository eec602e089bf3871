"""Writers that are killed with `kill -9`, run out of disk, or write at once, and what is left.

    python -m benchmarks.losses.crashes [--saves 200] [--imports 50] [--full 40] [--doubles 500]
        [--edits 1000] [--database URL]

The disk is full on SQLite alone, whose files the writer itself lets grow no further. Each writer
tells what was committed to somebody outside, who afterwards looks for it. Without `--database` it
runs on a new one of each engine. Ends with 1 where anything is lost or amiss.
"""

import argparse
import os
import resource
import signal
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

from benchmarks.engines import prepare, run_on_each
from benchmarks.losses.at_once import Doubles, Edits

BEGUN, DONE = "begun", "done"


def main() -> int:
    parser = argparse.ArgumentParser(description="Kills writers.")
    parser.add_argument("--saves", type=int, default=200)
    parser.add_argument("--imports", type=int, default=50)
    parser.add_argument("--full", type=int, default=40, help="disks: saves, imports and backups")
    parser.add_argument("--doubles", type=int, default=500, help="forms that are sent twice")
    parser.add_argument("--edits", type=int, default=1000, help="of one row by two at once")
    parser.add_argument("--rows", type=int, default=200, help="of each file that is imported")
    parser.add_argument("--seed", type=int, default=0, help="of the moments of death")
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.losses.crashes", sys.argv[1:])
    prepare(asked.database)
    from django.db import connection

    moments = Random(asked.seed)  # noqa: S311 (the same in each run)
    is_well = True
    kinds = [Saves(moments, runs=asked.saves), Imports(moments, asked.imports, asked.rows)]
    if connection.vendor == "sqlite":
        third = asked.full // 3
        kinds.append(FullAtSaves(moments, asked.full - 2 * third))
        kinds.append(FullAtImports(moments, third, asked.rows))
        kinds.append(FullAtBackups(moments, third))
    for kind in [*kinds, Doubles(asked.doubles), Edits(asked.edits)]:
        kind.run()
        lines = [f"{connection.vendor}, {kind.name}: {kind.report()}", *kind.faults[:9]]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
        is_well = is_well and not kind.lost and not kind.faults
    return 0 if is_well else 1


@dataclass
class Killing:
    """Runs of one kind of work, each ended by a kill, and what was found afterwards."""

    moments: Random
    runs: int
    rows: int = 0  # of a file
    begun: int = 0
    acknowledged: int = 0
    unsaid: int = 0  # committed, and killed before it could say so
    lost: int = 0
    entries: int = 0
    faults: list[str] = field(default_factory=list)

    name = ""
    mark = ""  # what tells its works from those of others
    # A writer is killed at the latest in so many times the time that one work takes.
    works = 1

    def once(self, token: str) -> None:
        """One work in one transaction; `token` is how it is found again."""
        raise NotImplementedError

    def kept(self, token: str) -> bool:
        """Whether it was committed."""
        raise NotImplementedError

    def run(self) -> None:
        from django.db import connection

        self.once(f"{self.mark}the first")  # which is not like the others
        began = time.perf_counter()
        self.once(f"{self.mark}the second")
        patience = self.works * (time.perf_counter() - began)
        connection.close()
        for number in range(self.runs):
            said = self.kill_one(number, self.moments.uniform(0, patience))
            self.look(said)
            connection.close()
        self.look([], is_whole=True)
        connection.close()

    def kill_one(self, number: int, after: float) -> list[tuple[str, str]]:
        """What a writer has told until it was killed."""
        reading, writing = os.pipe()
        writer = os.fork()
        if not writer:
            os.close(reading)
            try:
                self.work(number, writing)
            finally:
                os._exit(1)
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            first = told.readline()
            time.sleep(after)
            os.kill(writer, signal.SIGKILL)
            _pid, status = os.waitpid(writer, 0)
            if not os.WIFSIGNALED(status):
                self.faults.append(f"writer {number} gave up")
            lines = [line.decode().split() for line in [first, *told]]
        return [(word, token) for word, token in lines]

    def work(self, number: int, told: int) -> None:
        """What a writer does, until it is killed."""
        from django.db import connection

        connection.ensure_connection()
        os.write(told, b"ready now\n")
        for piece in count():
            token = f"{self.mark}{number}-{piece}"
            os.write(told, f"{BEGUN} {token}\n".encode())
            self.once(token)
            os.write(told, f"{DONE} {token}\n".encode())

    def look(self, said: list[tuple[str, str]], *, is_whole: bool = False) -> None:
        """Search for all that was told of; then verify what is new, or everything."""
        from registry.evidence.verify.whole import verify

        begun = [token for word, token in said if word == BEGUN]
        done = {token for word, token in said if word == DONE}
        for token in begun:
            is_kept = self.kept(token)
            self.lost += token in done and not is_kept
            self.unsaid += token not in done and is_kept
        self.begun += len(begun)
        self.acknowledged += len(done)
        report = verify(first=0 if is_whole else self.entries)
        self.entries = report.first + report.entries
        self.faults += map(str, report.faults)

    def report(self) -> str:
        undone = self.begun - self.acknowledged - self.unsaid
        return (
            f"{self.runs} kills: {self.begun} begun, {self.acknowledged} acknowledged, "
            f"{self.unsaid} committed unsaid, {undone} undone, {self.lost} lost; "
            f"{self.entries} entries in the log, {len(self.faults)} faults"
        )


class Saves(Killing):
    """A row is added or changed, with its links, as a form of the admin does it."""

    name = "saves"
    works = 10
    row = None
    places = ()

    def once(self, token):
        from registry.models import Country, Processor
        from registry.records.history import recorded

        with recorded(by="writer", reason="A save"):
            self.places = self.places or [
                Country.objects.get_or_create(code=code, defaults={"name": code})[0]
                for code in ("DE", "IN", "US")
            ]
            if self.row is None or self.moments.random() < 0.3:  # noqa: PLR2004
                self.row = Processor.objects.create(name=token)
            self.row.legal_name = token
            self.row.save()
            self.row.processing_countries.set(self.places[self.moments.randrange(3) :])

    def kept(self, token):
        from registry.models import Processor

        return Processor.history.filter(legal_name=token).exists()


class Imports(Killing):
    """A file is taken, of whose rows each second one is new."""

    name = "imports"
    works = 3

    def once(self, token):
        from registry.files.all_or_nothing import import_sheets
        from registry.files.reading.sheets import read_sheet
        from registry.resources import TABLES

        names = [f"Row {number} {token if number % 2 else ''}" for number in range(self.rows)]
        lines = ["name,legal_name", *(f"{name.strip()},File {token}" for name in names)]
        sheet = read_sheet("processors.csv", "\n".join(lines).encode())
        (result,) = import_sheets(
            [(TABLES["processors"], sheet)], by="import_table", reason="A file"
        )
        if result.refusals:
            raise RuntimeError(str(result.refusals[0]))

    def kept(self, token):
        from registry.models import Processor

        found = Processor.history.filter(legal_name=f"File {token}").count()
        if found not in {0, self.rows}:
            self.faults.append(f"{found} rows of file {token}")
        return found > 0


class FullDisk(Killing):
    """A writer whose files may grow no further, from some moment on: it is told so, and ends."""

    mark = "full-"
    works = 0
    may_grow = 400_000  # bytes at most, before the disk is full

    def kill_one(self, number, after):
        reading, writing = os.pipe()
        writer = os.fork()
        if not writer:
            os.close(reading)
            end = 1
            try:
                self.fill(number, writing)
                end = 0
            finally:
                os._exit(end)
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            lines = [line.decode().split() for line in told]
        if os.waitpid(writer, 0)[1]:
            self.faults.append(f"writer {number} was not told that the disk is full")
        return [(word, token) for word, token in lines]

    def fill(self, number: int, told: int) -> None:
        from django.db import DatabaseError, connection

        from registry.serving.troubles import Trouble, trouble_of

        name = connection.settings_dict["NAME"]
        sizes = [os.path.getsize(file) for file in (name, f"{name}-wal") if os.path.exists(file)]  # noqa: PTH110, PTH202
        # In each process alike, so by its number.
        most = max(sizes) + Random(number).randrange(self.may_grow)  # noqa: S311
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        try:
            self.work(number, told)
        except DatabaseError as error:
            if trouble_of(error) is not Trouble.FULL:
                raise

    def report(self):
        return super().report().replace("kills", "full disks")


class FullAtSaves(FullDisk, Saves):
    name = "saves"


class FullAtImports(FullDisk, Imports):
    name = "imports"
    may_grow = 1_000_000


class FullAtBackups:
    """A backup whose files may grow no further from some moment on: it is whole, or not there."""

    name = "backups"

    def __init__(self, moments: Random, runs: int):
        self._moments, self.runs = moments, runs
        self.lost = self.whole = 0
        self.faults: list[str] = []

    def run(self) -> None:
        from django.db import connection

        size = Path(connection.settings_dict["NAME"]).stat().st_size
        connection.close()
        with tempfile.TemporaryDirectory(prefix="register-full-") as folder:
            for number in range(self.runs):
                # Half of them in the copy of the database, most others in the archive.
                most = int(size * self._moments.uniform(0.1, 1.9))
                into = Path(folder, str(number))
                if os.waitstatus_to_exitcode(self._take(into, most)):
                    self.faults.append(f"backup {number} was not told that the disk is full")
                self._look(number, into)

    def _take(self, into: Path, most: int) -> int:
        backup = os.fork()
        if not backup:
            end = 1
            try:
                self._try(into, most)
                end = 0
            finally:
                os._exit(end)
        return os.waitpid(backup, 0)[1]

    @staticmethod
    def _try(into: Path, most: int) -> None:
        from registry.backups.copies import CannotCopy
        from registry.backups.taking import take

        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        with suppress(CannotCopy, OSError):
            take(into, keep=None, progress=str)

    def _look(self, number: int, into: Path) -> None:
        from registry.backups import archive

        left = [*into.iterdir()] if into.exists() else []
        for file in left:
            try:
                archive.unpack(file, into / "unpacked", [], progress=str)
                self.whole += 1
            except (OSError, ValueError) as error:
                self.faults.append(f"backup {number} left {file.name}: {error}")

    def report(self) -> str:
        return f"{self.runs} full disks: {self.whole} whole, {len(self.faults)} faults"


if __name__ == "__main__":
    sys.exit(main())
