"""Programs that run side by side, and what they say in one piece each."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from tests.production import ROOT


@dataclass
class Running:
    """A Python program at work. `said` is what it says, where it may not speak at once."""

    title: str
    process: subprocess.Popen
    said: IO | None

    def passes(self) -> bool:
        """Wait for its end; then it may speak."""
        is_well = self.process.wait() == 0
        if self.said:
            self.said.seek(0)
            print(f"\n== {self.title}", self.said.read(), sep="\n", end="", flush=True)
        return is_well


@contextmanager
def running(
    title: str, words: list[str], environment: dict[str, str], *, speaks: bool = False
) -> Iterator[Running]:
    """Start `python …`; at the end of the block it has ended, or is stopped.

    One that `speaks` does so while it runs, the others when they are asked how it went.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with tempfile.TemporaryFile("w+") as file:
        said = None if speaks else file
        if speaks:
            print(f"\n== {title}", flush=True)
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=inherited | environment,
            stdout=said,
            stderr=said and subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl-C reaches it once, and with all of its own
        )
        try:
            yield Running(title, process, said)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
            process.wait()
