"""The application server, on the database of a test; and browsers that ask it at the same time."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from tests.support.production import ENVIRONMENT, ROOT

HOST = "127.0.0.1"


def database_url() -> str:
    """Of the database that the tests run on."""
    named = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{named['NAME']}"
    return f"postgres://{named['USER']}@/{named['HOST']}/{named['NAME']}"


class Served:
    """A server that answers."""

    def __init__(self, port: int, process: subprocess.Popen, log: Path):
        self.port, self.process, self.log = port, process, log

    def ask(self, path, data=None, *, cookies=None, timeout=60):
        """Status, headers, text, and the seconds that it took."""
        began = time.monotonic()
        asked = HTTPConnection(HOST, self.port, timeout=timeout)
        cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        headers = {"Cookie": cookie} if cookie else {}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            data = urlencode(data, doseq=True)
        asked.request("GET" if data is None else "POST", path, data, headers)
        answer = asked.getresponse()
        text = answer.read().decode()
        asked.close()
        return answer.status, answer.headers, text, time.monotonic() - began

    def form(self, path, cookies=None):
        """What a page's form sends beside what is typed, and the cookies to send it with."""
        _status, headers, text, _took = self.ask(path, cookies=cookies)
        named = r'<input type="hidden" name="(csrfmiddlewaretoken|form_number)" value="([^"]*)"'
        hidden = dict(re.findall(named, text))
        return hidden, (cookies or {}) | cookies_in(headers)

    def said(self) -> list[str]:
        return self.log.read_text("utf-8").splitlines()


def cookies_in(headers) -> dict[str, str]:
    return dict(re.findall(r"(?m)^Set-Cookie: (\w+)=([^;]+)", str(headers)))


@contextmanager
def serving(*options: str, **environment: str) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    words = ["-m", "gunicorn", "--config", "python:config.server", "--bind", f"{HOST}:{port}"]
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        # Whose cookies it takes: config.server reads these before the settings are made.
        "SECRET_KEY": settings.SECRET_KEY,
        "HTTPS": "False",
    } | environment
    with tempfile.TemporaryDirectory(prefix="register-served-") as folder:
        log = Path(folder, "log")
        with log.open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, *words, *options, "config.wsgi"],
                cwd=ROOT,
                env=os.environ | ENVIRONMENT | environment,
                stdout=said,
                stderr=said,
                start_new_session=True,  # a test can press Ctrl-C, which all its processes get
            )
        served = Served(port, process, log)
        try:
            _wait(served)
            yield served
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(served: Served) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and served.process.poll() is None:
        try:
            served.ask("/processors.json")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("\n".join(served.said()))
