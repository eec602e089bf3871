"""The order to begin a register of one's own: a file beside the database, for whoever starts it.

A page cannot take the database away from under the server that shows it. It leaves an order and
has the server stop; `serve` carries the order out while nobody has the database open, and serves
again. An order outlives a crash: what was begun is undone and done again.
"""

import json
import os
import signal
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import connection
from django.utils import timezone

SUFFIX = ".own-register"


@dataclass(frozen=True, kw_only=True)
class Order:
    """Who wants which organisation to begin, and where the database of before is kept."""

    organisation: str
    account: int
    session: str
    kept: str  # the name of the file, in the folder of the database
    failed: str = ""  # why it was not done, for whoever asked

    @property
    def kept_file(self) -> Path:
        return database_file().with_name(self.kept)

    def leave(self) -> None:
        """Written aside and renamed: nobody ever reads half an order."""
        place = _place()
        half = place.with_name(f"{place.name}.half")
        half.write_text(json.dumps(asdict(self)), "utf-8")
        half.chmod(0o600)
        half.replace(place)


class _Served:
    """Whether this process, or the one that it comes from, is `serve`, which carries orders out."""

    by_serve: int = 0  # its process


served = _Served()


def database_file() -> Path | None:
    """None where the database is no file that could be put aside."""
    name = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite" and not name.startswith(("file:", ":memory:"))
    return Path(name) if is_file else None


def may_be_left() -> bool:
    """Whether somebody is there to carry an order out."""
    return bool(served.by_serve) and database_file() is not None


def leave(*, organisation: str, account: int, session: str) -> Order:
    """And have the server stop, once it has answered whom it answers now."""
    order = Order(
        organisation=organisation, account=account, session=session, kept=_free_name().name
    )
    order.leave()
    os.kill(served.by_serve, signal.SIGTERM)
    return order


def left() -> Order | None:
    """The order that waits, or the last one that failed."""
    place = _place()
    try:
        return place and Order(**json.loads(place.read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):  # none, or none that we wrote
        return None


def waits() -> bool:
    order = left()
    return order is not None and not order.failed


def take_away() -> None:
    if place := _place():
        place.unlink(missing_ok=True)


def _place() -> Path | None:
    file = database_file()
    return file and file.with_name(file.name + SUFFIX)


def _free_name() -> Path:
    """Dated, and of no file that is there: `example-2026-11-29.sqlite3`."""
    file, day = database_file(), timezone.localdate()
    number, free = 1, file.with_name(f"example-{day}{file.suffix}")
    while free.exists():
        number += 1
        free = file.with_name(f"example-{day}-{number}{file.suffix}")
    return free
