"""A writer in another process who has begun, and does not end."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("holds", flush=True)
sys.stdin.read()
"""


@contextmanager
def writers_lock_held() -> Iterator[None]:
    """Of the database of the test, which is a file of SQLite."""
    words = [sys.executable, "-I", "-c", HOLD, str(connection.settings_dict["NAME"])]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(words, **pipes) as process:
        assert process.stdout.readline() == "holds\n"
        try:
            yield
        finally:
            process.stdin.close()
            process.wait()
