"""Two servers on one PostgreSQL in which things break, and whether an answer was ever untrue.

    python -m benchmarks.crowds.two_servers [--minutes 10] [--writers 4] [--readers 20]
        [--no-pooler]

One server asks the database itself, the other through pgbouncer in transaction mode. Meanwhile the
database crashes five times, a server and workers are killed with `kill -9`, and somebody holds the
writers' lock. Each writer sends a form once, and again where no answer came; afterwards all names
are looked for. Ends with 1 where an acknowledged save is lost or there twice, a save that was
answered as failed is there, a page answered 500, or the history does not verify.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from benchmarks.crowds.many_users import Form, share, signed_in
from benchmarks.engines import HOST, Server, prepare, run_on_each
from tests.support.postgres import account_of, find_binaries

ADD = "/admin/registry/processor/add/"
PAGES = ["/admin/registry/processor/", "/admin/", "/processors/", "/healthz", ADD]
HELD = 20  # seconds for which somebody holds the writers' lock
AWAY = 3  # seconds for which the database is away
FOUND, LOST, FAULT = 302, 0, 500
NAME = "Saved {}"
POOLER = """\
[databases]
register = host={folder} dbname=register user=register
[pgbouncer]
listen_addr =
unix_socket_dir = {pool}
listen_port = 6432
auth_type = any
pool_mode = transaction
default_pool_size = 12
ignore_startup_parameters = extra_float_digits,options
logfile = {pool}/log
"""


def main() -> int:
    parser = argparse.ArgumentParser(description="Breaks things under two servers.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--no-pooler", action="store_true")
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.crowds.two_servers", sys.argv[1:], ["postgresql"])
    prepare(asked.database, ALLOWED_HOSTS=HOST)
    cookies = [signed_in(number) for number in range(asked.writers + asked.readers)]
    folder = Path(asked.database.removeprefix("postgres://register@/").removesuffix("/register"))
    with pooled(folder, is_wanted=not asked.no_pooler) as second:
        servers = [Server([], DATABASE_URL=asked.database), Server([], DATABASE_URL=second)]
        servers[0].prepare()
        for server in servers:
            server.start()
        for server in servers:
            server.answers()
        scene = Scene(servers, time.monotonic() + asked.minutes * 60)
        people = [
            threading.Thread(target=scene.writer if number < asked.writers else scene.reader,
                             args=(number, cookie))
            for number, cookie in enumerate(cookies)
        ]  # fmt: skip
        for person in people:
            person.start()
        Breaking(scene, folder, asked.minutes * 60).run()
        for person in people:
            person.join()
        for server in servers:
            sys.stderr.write(server.stop())
    return int(scene.tell())


@contextmanager
def pooled(folder: Path, *, is_wanted: bool) -> Iterator[str]:
    """The address of the database, through a pooler where there is one."""
    program = shutil.which("pgbouncer")
    if not (program and is_wanted):
        yield f"postgres://register@/{folder}/register"
        return
    with tempfile.TemporaryDirectory(prefix="register-pool-") as pool:
        Path(pool, "ini").write_text(POOLER.format(folder=folder, pool=pool))
        account = account_of(pool)
        process = subprocess.Popen([program, "-q", f"{pool}/ini"], cwd=pool, **account)  # noqa: S603
        try:
            yield f"postgres://register@/{pool}/register?port=6432"
        finally:
            process.terminate()
            process.wait()


@dataclass
class Scene:
    """Writers and readers, and what they were answered."""

    servers: list[Server]
    until: float
    # By its number, what was answered each time that a form was sent; 0 where nothing was.
    sent: dict[str, list[int]] = field(default_factory=dict)
    answers: Counter = field(default_factory=Counter)
    # Of readers, by what was going on.
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    now: str = "calm"
    done: list[str] = field(default_factory=list)

    def writer(self, number: int, cookie: str) -> None:
        moments = Random(number)  # noqa: S311 (the same in each run)
        piece = 0
        while time.monotonic() < self.until:
            server = moments.choice(self.servers)
            status, page, token = self.ask(server, "GET", ADD, cookie)
            if status == 200:  # noqa: PLR2004
                piece += 1
                name = NAME.format(f"{number}-{piece}")
                self.save(name, page, f"{cookie}; {token}", moments)
            time.sleep(moments.expovariate(1))

    def save(self, name: str, page: str, cookie: str, moments: Random) -> None:
        form = Form()
        form.feed(page)
        typed = {each: value for each, value in form.fields if not each.startswith("_")}
        body = urlencode(typed | {"name": name, "change_reason": "New"}, doseq=True)
        answered = self.sent.setdefault(name, [])
        while not answered or (answered[-1] == LOST and time.monotonic() < self.until + 60):
            server = moments.choice(self.servers)
            answered.append(self.ask(server, "POST", ADD, cookie, body)[0])
            if answered[-1] == LOST:
                time.sleep(1)

    def reader(self, number: int, cookie: str) -> None:
        moments = Random(number)  # noqa: S311 (the same in each run)
        while time.monotonic() < self.until:
            before, began = self.now, time.perf_counter()
            page = moments.choice(PAGES)
            status, _page, _token = self.ask(moments.choice(self.servers), "GET", page, cookie)
            self.answers[f"{before}: {status}"] += 1
            if before == self.now and status == 200:  # noqa: PLR2004
                self.took[before].append(time.perf_counter() - began)
            time.sleep(min(5, moments.expovariate(0.5)))

    def ask(self, server, method, address, cookie, body=None) -> tuple[int, str, str]:
        headers = {"Cookie": cookie}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            asked = HTTPConnection(HOST, server.port, timeout=60)
            asked.request(method, address, body, headers)
            answer = asked.getresponse()
            said = answer.read().decode()
            asked.close()
        except (OSError, HTTPException):
            return LOST, "", ""
        given = [each.split(";")[0] for each in answer.msg.get_all("Set-Cookie", [])]
        return answer.status, said, next((g for g in given if g.startswith("csrf=")), "")

    def tell(self) -> bool:
        """Print what was found; whether anything is amiss."""
        from registry.evidence.verify.whole import verify
        from registry.models import Processor

        there = Counter(Processor.objects.values_list("name", flat=True))
        kinds: Counter = Counter()
        faults = []
        for name, answered in self.sent.items():
            last, found = answered[-1], there[name]
            kinds[f"answered {last or 'not at all'}, found {found}"] += 1
            if found > 1 or (last == FOUND and found != 1):
                faults.append(f"{name}: answered {answered}, found {found}")
            # Where nothing was answered at first, it may have been saved then.
            if last >= 200 and last != FOUND and found and LOST not in answered:  # noqa: PLR2004
                faults.append(f"{name}: answered {answered}, but saved")
        report = verify()
        say(f"Broken: {', '.join(self.done)}")
        load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
        say(f"Load {load} on {os.cpu_count()} processors")
        say(f"{len(self.sent)} forms sent; " + ", ".join(f"{n} {k}" for k, n in kinds.items()))
        say("Readers: " + ", ".join(f"{n} {kind}" for kind, n in sorted(self.answers.items())))
        for kind, some in self.took.items():
            words = ", ".join(
                f"p{int(of * 100)} {share(some, of):.2f} s" for of in (0.5, 0.95, 0.99)
            )
            say(f"  {kind}: {len(some)} pages, {words}, longest {max(some):.2f} s")
        broken = sum(n for kind, n in self.answers.items() if kind.endswith(f" {FAULT}"))
        say(f"{len(faults)} untrue answers, {broken} pages answered {FAULT}; the history: "
            f"{report.entries} entries, {len(report.faults)} faults")  # fmt: skip
        for fault in [*faults, *report.faults][:20]:
            say(f"  {fault}")
        return bool(faults or broken or report.faults)


class Breaking:
    """What goes wrong, one after the other."""

    def __init__(self, scene: Scene, folder: Path, seconds: float):
        self._scene, self._folder, self._seconds = scene, folder, seconds
        self._binaries = find_binaries()

    def run(self) -> None:
        steps = [
            self.crash, self.kill_worker, self.hold, self.crash_by_backend, self.kill_server,
            self.crash, self.hold, self.kill_worker, self.crash_by_backend, self.kill_worker,
            self.crash, self.kill_worker,
        ]  # fmt: skip
        pause = self._seconds / (len(steps) + 1)
        began = time.monotonic()
        for number, step in enumerate(steps, 1):
            time.sleep(max(0.0, began + pause * number - time.monotonic()))
            self._scene.now = step.__name__
            step()
            self._scene.done.append(step.__name__)
            time.sleep(min(5, pause / 2))
            self._scene.now = "calm"

    def _control(self, *words: str) -> None:
        command = [self._binaries / "pg_ctl", "--silent", "--pgdata", f"{self._folder}/data"]
        subprocess.run(  # noqa: S603
            [*command, *words], cwd=self._folder, check=False, **account_of(str(self._folder))
        )

    def crash(self) -> None:
        """The whole server, as when the power goes; a moment later it recovers."""
        options = f"-c listen_addresses= -c log_min_messages=fatal -k {self._folder}"
        self._control("stop", "--mode", "immediate")
        time.sleep(AWAY)
        self._control("start", "--options", options)

    def crash_by_backend(self) -> None:
        """One of its processes is killed, so that it ends all others and recovers."""
        for pid in self._processes(b"postgres: register register"):
            os.kill(pid, signal.SIGKILL)
            return

    def kill_worker(self) -> None:
        master = Random(len(self._scene.done)).choice(self._scene.servers).process.pid  # noqa: S311
        workers = [pid for pid in self._processes(b"gunicorn") if self._parent(pid) == master]
        if workers:
            os.kill(workers[0], signal.SIGKILL)

    def kill_server(self) -> None:
        """And systemd starts it again."""
        server = self._scene.servers[0]
        server.process.kill()
        server.process.wait()
        time.sleep(3)
        server.start()
        server.answers()

    def hold(self) -> None:
        """Somebody begins to write, and does not end."""
        from django.db import Error, connection, transaction

        from registry.records.history import wait_for_other_writers

        with suppress(Error), transaction.atomic():
            wait_for_other_writers()
            time.sleep(HELD)
        connection.close()

    def _processes(self, said: bytes) -> Iterator[int]:
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if said in (folder / "cmdline").read_bytes().replace(b"\0", b" "):
                    pid = int(folder.name)
                    if self._is_ours(pid):
                        yield pid

    def _is_ours(self, pid: int) -> bool:
        """Other servers of this machine are not to be harmed."""
        masters = {server.process.pid for server in self._scene.servers}
        lock = (self._folder / "data" / "postmaster.pid").read_text().splitlines()
        return self._parent(pid) in masters | {int(lock[0])}

    @staticmethod
    def _parent(pid: int) -> int:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
