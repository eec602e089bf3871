"""Clients that send their request slowly, or not at all, and what becomes of the others meanwhile.

    python -m benchmarks.crowds.slow_clients [--clients 50] [--only KIND] [--worker CLASS]

Serves the register on a new database with gunicorn, in one process and without a proxy. Ends with
1 where a page takes two seconds or more while the slow ones are connected.
"""

import argparse
import socket
import sys
import tempfile
import time
from contextlib import ExitStack
from urllib.request import urlopen

from benchmarks.engines import HOST, served

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
    options = ["--workers", "1", *(["--worker-class", asked.worker] if asked.worker else [])]
    with tempfile.TemporaryDirectory(prefix="register-slow-") as folder:
        database = f"sqlite:///{folder}/register.sqlite3"
        is_well = all_wait(asked.clients, asked.only, options, database)
    return 0 if is_well else 1


def all_wait(clients: int, only: str, options: list[str], database: str) -> bool:
    is_well = True
    with served(options, DATABASE_URL=database) as server:
        for kind, begins in KINDS.items():
            if only not in kind:
                continue
            with ExitStack() as open_ones:
                slow = [
                    open_ones.enter_context(socket.create_connection((HOST, server.port)))
                    for _number in range(clients)
                ]
                for client in slow:
                    client.sendall(begins)
                slowest = {page: slowest_answer(server.port, page, slow) for page in PAGES}
            said = ", ".join(f"{page} {took:.2f} s" for page, took in slowest.items())
            sys.stdout.write(f"{clients} clients, {kind}: {said}\n")
            sys.stdout.flush()
            is_well = is_well and max(slowest.values()) < ENOUGH
    return is_well


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


if __name__ == "__main__":
    sys.exit(main())
