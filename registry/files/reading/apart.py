"""A large workbook, read in a process of its own that may take so much memory and time, no more.

Both sides are here: `BookApart` asks, and `serve` answers in the other process. They speak in lines
of JSON, for nothing of what a hostile file made of the other one may run in this one.
"""

import json
import os
import resource
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Timer
from typing import BinaryIO

from django.conf import settings

from registry.files.reading import archives
from registry.files.reading.workbooks import Book, Row
from registry.refusals import Refusal, Refused
from registry.serving.places import Places

SECONDS = 8  # so that the page has answered after ten
BYTES = 300 * 1024 * 1024
AT_ONCE = 2  # of a server
ROOT = Path(__file__).resolve().parent.parent.parent.parent
# Nothing of our settings is for it, least of all a secret. The archive was searched for
# declarations already, so the fast parser of Python will do.
ENVIRONMENT = {"OPENPYXL_DEFUSEDXML": "False", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}

places = Places(AT_ONCE)


class TabApart:
    """A sheet that is asked for in the other process."""

    def __init__(self, book: "BookApart", place: int, name: str, is_hidden: bool):
        self._book, self._place = book, place
        self.name, self.is_hidden = name, is_hidden

    def first(self, count: int) -> list[Row]:
        return self._book.ask("first", self._place, count)

    def rows(self, limit: int) -> list[Row]:
        return self._book.ask("rows", self._place, limit)


class BookApart:
    """Like a `Book`. Raises `Refused`, also where the other process has ended or was ended.

    Raises `Crowded` where as many are read as may be at once.
    """

    def __init__(self, data: bytes):
        self._place = ExitStack()
        self._place.enter_context(places.one())
        try:
            self._begin(data)
        except BaseException:
            self._place.close()
            raise

    def _begin(self, data: bytes) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (this program, of our own)
            [sys.executable, "-m", "registry.files.reading.apart", str(BYTES), str(SECONDS)],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._alarm = Timer(SECONDS, self._process.kill)
        self._alarm.daemon = True
        self._alarm.start()
        try:
            tabs = self._answer(b"%d\n%b" % (len(data), data))
        except BaseException:
            self.close()
            raise
        self.tabs = [TabApart(self, place, *tab) for place, tab in enumerate(tabs)]

    def ask(self, what: str, place: int, count: int) -> list[Row]:
        rows = self._answer(json.dumps([what, place, count]).encode() + b"\n")
        return [
            Row(number, dict(zip(columns, texts, strict=True)), dict(faults))
            for number, columns, texts, faults in rows
        ]

    def _answer(self, question: bytes):
        try:
            self._process.stdin.write(question)
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = b""
        if not line.endswith(b"\n"):
            raise archives.too_much()  # for time or memory
        said = json.loads(line)
        if "refusals" in said:
            raise Refused(Refusal(**each) for each in said["refusals"])
        return said["answer"]

    def close(self) -> None:
        with self._place:
            self._alarm.cancel()
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):  # what was not written yet is for nobody
                    pipe.close()


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """The workbook comes first, then questions about its sheets, until there are no more."""
    try:
        book = Book(questions.read(int(questions.readline())))
        _say(answers, {"answer": [[tab.name, tab.is_hidden] for tab in book.tabs]})
        for question in questions:
            what, place, count = json.loads(question)
            ask = {"first": book.tabs[place].first, "rows": book.tabs[place].rows}[what]
            try:
                _say(answers, {"answer": [_as_list(row) for row in ask(count)]})
            except Refused as error:
                _refuse(answers, error)
    except Refused as error:
        _refuse(answers, error)


def _as_list(row: Row) -> list:
    return [row.number, [*row.texts], [*row.texts.values()], [*row.faults.items()]]


def _refuse(answers: BinaryIO, error: Refused) -> None:
    _say(answers, {"refusals": [vars(refusal) for refusal in error.refusals]})


def _say(answers: BinaryIO, said: dict) -> None:
    answers.write(json.dumps(said).encode() + b"\n")
    answers.flush()


def _main(size: int, seconds: int) -> None:
    for limit, value in (
        (resource.RLIMIT_AS, size),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    settings.configure(USE_I18N=False)
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        os._exit(1)


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:]))
