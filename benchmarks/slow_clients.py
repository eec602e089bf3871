"""Clients that send their request slowly, or not at all, and what becomes of the others meanwhile.

    python -m benchmarks.slow_clients [--clients 50] [--only KIND] [--worker CLASS]

Serves the register on a new database with gunicorn, in one process and without a proxy. Ends with
1 where a page takes two seconds or more while the slow ones are connected.
"""

import argparse
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

from benchmarks.engines import ROOT

HOST = "127.0.0.1"
HEAD = b"GET /static/public/icon.svg HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
# What each kind sends at once; then a letter a second, for a head or a body that never ends.
KINDS = {
    "nothing sent": b"",
    "half a head": HEAD + b"X-Slow: ",
    "half a form": POST + b"Content-Length: 5000\r\n\r\na=",
    "half a second request": HEAD + b"\r\n" + HEAD + b"X-Slow: ",
    "half of chunks": POST + b"Transfer-Encoding: chunked\r\n\r\n1000\r\na=",
    "half of a large body": POST + b"Content-Length: 5000000\r\n\r\na=",
}
ENOUGH = 2.0  # seconds
PAGES = ("/processors.json", "/healthz")


def main() -> int:
    parser = argparse.ArgumentParser(description="Lets slow clients ask.")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--only", default="", help="a part of the name of a kind")
    parser.add_argument("--worker", metavar="CLASS", help="of gunicorn, instead of our own")
    asked = parser.parse_args()
    is_well = True
    options = ["--workers", "1", *(["--worker-class", asked.worker] if asked.worker else [])]
    with served(options) as port:
        for kind, begins in KINDS.items():
            if asked.only not in kind:
                continue
            with ExitStack() as open_ones:
                slow = [
                    open_ones.enter_context(socket.create_connection((HOST, port)))
                    for _number in range(asked.clients)
                ]
                for client in slow:
                    client.sendall(begins)
                slowest = {page: slowest_answer(port, page, slow) for page in PAGES}
            said = ", ".join(f"{page} {took:.2f} s" for page, took in slowest.items())
            sys.stdout.write(f"{asked.clients} clients, {kind}: {said}\n")
            sys.stdout.flush()
            is_well = is_well and max(slowest.values()) < ENOUGH
    return 0 if is_well else 1


def slowest_answer(port: int, page: str, slow: list[socket.socket]) -> float:
    """Of several, in between of which each of the others sends one letter more."""
    longest = 0.0
    for _turn in range(3):
        for client in slow:
            try:
                client.sendall(b"a")
            except OSError:  # it was hung up on
                continue
        began = time.monotonic()
        try:
            urlopen(f"http://{HOST}:{port}{page}", timeout=20).close()
        except OSError as error:
            if getattr(error, "code", 0) != 503:  # noqa: PLR2004 (an answer, too)
                return 20.0
        longest = max(longest, time.monotonic() - began)
        time.sleep(1)
    return longest


@contextmanager
def served(options: list[str]):
    """The register on a new database; yields the port."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="register-slow-") as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": HOST,
            "HTTPS": "False",
            "LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"sqlite:///{folder}/register.sqlite3",
        }
        for command in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput"]):
            words = [sys.executable, "manage.py", *command, "-v", "0"]
            subprocess.run(words, cwd=ROOT, env=environment, check=True)  # noqa: S603
        gunicorn = ["-m", "gunicorn", "--config", "python:config.server"]
        words = [sys.executable, *gunicorn, "--bind", f"{HOST}:{port}", *options, "config.wsgi"]
        log = Path(folder, "log").open("wb")  # noqa: SIM115
        server = subprocess.Popen(words, cwd=ROOT, env=environment, stderr=log)  # noqa: S603
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                try:
                    urlopen(f"http://{HOST}:{port}{PAGES[0]}", timeout=20).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield port
        finally:
            server.terminate()
            server.wait()
            log.close()
            sys.stderr.write(Path(folder, "log").read_text()[-2_000:])


if __name__ == "__main__":
    sys.exit(main())
