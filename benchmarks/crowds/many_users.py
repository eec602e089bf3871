"""Twenty people who use the register at the same time, and how long each of them waits.

    python -m benchmarks.crowds.many_users [--users 20] [--seconds 150] [--rows 10000]
        [--versions 100000] [--engine postgresql] [--think 5]

Each is signed in, reads lists, entries, home, histories and past days of a register served by
gunicorn, saves now and then, and looks at a page for five seconds or so before the next. Printed is
what they waited, by kind, and then how long a processor is busy with each kind asked alone, for
what they wait says little on a machine that does other work. Ends with 1 where one of a hundred
waits a second or more, or an answer is not the one that is wanted.
"""

import argparse
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from benchmarks.engines import HOST, prepare, run_on_each, served
from benchmarks.many_versions import Size, fill

TABLE = "/admin/registry/processor/"
# How often each is asked for, of a hundred.
KINDS = {
    "list": 22,
    "list, searched": 10,
    "entry": 20,
    "home": 14,
    "history": 10,
    "list of a past day": 8,
    "entry of a past day": 5,
    "public list": 5,
    "save": 6,
}
OK, FOUND = 200, 302
LIMIT = 1.0  # seconds, which one of a hundred may wait
ALONE = 8  # times each kind is asked alone
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> int:
    parser = argparse.ArgumentParser(description="Lets many use the register at once.")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=150)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--versions", type=int, default=100_000)
    parser.add_argument("--think", type=float, default=5, help="seconds between pages, on average")
    parser.add_argument("--engine", default="postgresql", choices=["sqlite", "postgresql"])
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.crowds.many_users", sys.argv[1:], [asked.engine])
    prepare(asked.database, ALLOWED_HOSTS=HOST)
    size = Size(asked.rows, asked.versions // asked.rows)
    make(size)
    cookies = [signed_in(number) for number in range(asked.users)]
    with served([], DATABASE_URL=asked.database) as server:
        users = [User(server.port, cookie, number, size) for number, cookie in enumerate(cookies)]
        until = time.monotonic() + asked.seconds
        with ThreadPoolExecutor(asked.users) as crowd:
            list(crowd.map(lambda user: user.work(until, asked.think), users))
        load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
        say(f"{size.rows:,} rows, {size.versions:,} versions, {asked.users} users")
        say(f"load {load} on {os.cpu_count()} processors, the server's own share among it")
        is_late = tell(users)
        alone(users[0], server.process.pid, *database_of(asked.database))
    return int(is_late)


def make(size: Size) -> None:
    from django.core.management import call_command
    from django.core.management.color import no_style
    from django.db import connection

    from registry.models import Processor
    from registry.records.versioning import RegisterHistory

    fill(size)
    many = Processor._meta.local_many_to_many
    tables = [Processor, Processor.history.model, *(RegisterHistory.m2m_models[m] for m in many)]
    tables += [field.remote_field.through for field in many]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
    call_command("createcachetable", verbosity=0)
    call_command("migrate", verbosity=0)  # guards, and buckets of names
    connection.close()


def signed_in(number: int) -> str:
    """A cookie, as a browser sends it."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.create_superuser(f"user{number}"))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


class User:
    """One of them: what it asked for, how long each took, and what went wrong."""

    def __init__(self, port: int, cookie: str, number: int, size: Size):
        self._port, self._cookie, self._size = port, cookie, size
        self._random = Random(number)  # noqa: S311 (the same in each run)
        self.took: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter = Counter()

    def work(self, until: float, think: float) -> None:
        time.sleep(self._random.random() * think)
        kinds, often = list(KINDS), list(KINDS.values())
        while time.monotonic() < until:
            (kind,) = self._random.choices(kinds, often)
            self.once(kind)
            time.sleep(min(5 * think, self._random.expovariate(1 / think)))

    def once(self, kind: str) -> None:
        row = self._random.randrange(self._size.rows) + 1
        day = self._size.day(self._random.random())
        match kind:
            case "list":
                self._get(kind, f"{TABLE}?p={self._random.randrange(1, 20)}")
            case "list, searched":
                self._get(kind, f"{TABLE}?q={row}")
            case "entry":
                self._get(kind, f"{TABLE}{row}/change/")
            case "home":
                self._get(kind, "/admin/")
            case "history":
                self._get(kind, f"{TABLE}{row}/history/")
            case "list of a past day":
                self._get(kind, f"{TABLE}?_on={day}")
            case "entry of a past day":
                self._get(kind, f"{TABLE}{row}/change/?_on={day}")
            case "public list":
                self._get(kind, "/processors/")
            case "save":
                self._save(kind, f"{TABLE}{row}/change/")

    def _get(self, kind: str, address: str) -> str:
        return self._ask(kind, "GET", address, wanted=OK)

    def _save(self, kind: str, address: str) -> None:
        form = Form()
        form.feed(self._get("entry", address))
        typed = {name: value for name, value in form.fields if not name.startswith("_")}
        typed |= {"remarks": f"Seen {time.time()}", "change_reason": "Seen"}
        self._ask(kind, "POST", address, wanted=FOUND, body=urlencode(typed, doseq=True))

    def _ask(self, kind: str, method: str, address: str, *, wanted: int, body=None) -> str:
        headers = {"Cookie": self._cookie + self._token(body)}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began, said = time.perf_counter(), ""
        try:
            asked = HTTPConnection(HOST, self._port, timeout=60)
            asked.request(method, address, body, headers)
            answer = asked.getresponse()
            said = answer.read().decode()
            self._keep(answer.msg.get_all("Set-Cookie", []))
            asked.close()
        except OSError as error:
            self.errors[f"{kind}: {type(error).__name__}"] += 1
        else:
            if answer.status != wanted:
                self.errors[f"{kind}: {answer.status} at {address}"] += 1
        self.took[kind].append(time.perf_counter() - began)
        return said

    _csrf = ""

    def _keep(self, cookies: list[str]) -> None:
        for cookie in cookies:
            if cookie.startswith("csrf="):
                self._csrf = cookie.split(";")[0]

    def _token(self, body) -> str:
        return f"; {self._csrf}" if self._csrf else ""


class Form(HTMLParser):
    """The names and values that a page's form sends back; of several values the last list."""

    def __init__(self):
        super().__init__()
        self.values: dict[str, list[str]] = defaultdict(list)
        self._select, self._text, self._is_in = "", "", False

    @property
    def fields(self):
        return self.values.items()

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        name = said.get("name", "")
        if tag == "form":
            self._is_in = said.get("id", "").endswith("_form")
        if not self._is_in or "disabled" in said:
            return
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in said:
            self.values[self._select].append(said.get("value", ""))
        elif tag == "textarea" and name:
            self._text = name
            self.values[name] = [""]
        elif tag == "input" and name and self._counts(said):
            self.values[name].append(said.get("value", ""))

    @staticmethod
    def _counts(said: dict) -> bool:
        kind = said.get("type")
        if kind in {"checkbox", "radio"}:
            return "checked" in said
        return kind not in {"submit", "file", "button"}

    def handle_data(self, data):
        if self._text:
            self.values[self._text][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            # The line break after the tag is no part of it.
            if self._text:
                self.values[self._text][0] = self.values[self._text][0].removeprefix("\n")
            self._text = ""
        elif tag == "form":
            self._is_in = False


def tell(users: list[User]) -> bool:
    """What each kind took; whether one of a hundred of all waited too long, or any failed."""
    took: dict[str, list[float]] = defaultdict(list)
    errors: Counter = Counter()
    for user in users:
        errors += user.errors
        for kind, some in user.took.items():
            took[kind] += some
    say(f"{'seconds':22}{'count':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'longest':>9}")
    everything = [each for some in took.values() for each in some]
    for kind, some in [*sorted(took.items()), ("all", everything)]:
        line = "".join(f"{share(some, of):8.2f}" for of in (0.5, 0.95, 0.99))
        say(f"{kind:22}{len(some):8,}{line}{max(some):9.2f}")
    say(f"{errors.total()} errors")
    for error, count in errors.most_common(9):
        say(f"  {count} × {error}")
    return bool(errors) or share(everything, 0.99) >= LIMIT


def share(some: list[float], of: float) -> float:
    return sorted(some)[min(len(some) - 1, int(len(some) * of))]


def alone(user: User, *masters: int) -> None:
    """How long processors were busy with each kind: of the server, and of its database."""
    say(f"{'milliseconds, busy':22}{'server':>8}{'database':>10}")
    for kind in KINDS:
        user.once(kind)
        before = [busy(master) for master in masters]
        for _time in range(ALONE):
            user.once(kind)
        took = [busy(master) - earlier for master, earlier in zip(masters, before, strict=True)]
        say(f"{kind:22}" + "".join(f"{each / ALONE * 1000:9.0f}" for each in took))


def database_of(url: str) -> Iterator[int]:
    """The process that all others of the database's server come from, where there is one."""
    folder = Path(url.removeprefix("postgres://register@/").removesuffix("/register"))
    with suppress(OSError):
        yield int((folder / "data/postmaster.pid").read_text().splitlines()[0])


def busy(master: int) -> float:
    """Seconds that this process was busy so far, with those that it has started or had."""
    seconds = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(folder.name) == master:
            seconds += sum(map(int, said[11:15]))  # of those that have ended, too
        elif int(said[1]) == master:
            seconds += sum(map(int, said[11:13]))
    return seconds / TICKS


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
