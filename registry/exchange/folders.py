"""A folder with one CSV file for each table: how a register leaves, and how it comes back."""

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext as _

from registry.exchange.extents import register_of, tables_on
from registry.files.reading.delimited import csv_lines
from registry.files.reading.encodings import Undecided
from registry.files.reading.shape import Sheet
from registry.files.reading.sheets import Wish, read_file
from registry.files.resource import RegisterResource
from registry.records.events import EventName, announce
from registry.refusals import Refusal, Refused, refuse
from registry.resources import TABLES

FILES = {f"{table}.csv": resource for table, resource in TABLES.items()}


def read_folder(
    folder: Path, *, encoding: str = "", tab: str = ""
) -> list[tuple[type[RegisterResource], Sheet]]:
    """The tables in it, each after those that it refers to.

    Raises `Refused` with everything that keeps any of the files from being read.
    """
    if not folder.is_dir():
        raise refuse(_("is not a folder."), file=str(folder))
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    refusals = [
        Refusal(
            _("is not the name of a register file. Remove it, or name it after its table."),
            file=name,
        )
        for name in names
        if name not in FILES
    ]
    if not names:
        raise refuse(_("contains no register files, such as processors.csv."), file=str(folder))
    sheets = []
    for name, resource in FILES.items():
        if name in names:
            wish = Wish(fit=resource.fit, encoding=encoding, tab=tab)
            try:
                sheets.append((resource, read_file(folder / name, wish)))
            except Undecided:
                raise
            except Refused as error:
                refusals += error.refusals
    if refusals:
        raise Refused(refusals)
    return sheets


def write_folder(
    folder: Path,
    *,
    on: date | None = None,
    known: datetime | None = None,
    by: AbstractBaseUser | str = "export_register",
    progress: Callable[[str], None] = lambda name: None,
) -> None:
    """One file for each table; with a day, what was in force on it and all that this refers to;
    as known at a moment.

    Everything is written beside the folder first, then put into it. Raises `Refused` where
    the folder holds something else, and OSError where it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise refuse(_("is not a folder."), file=str(folder))
    if folder.exists():
        for name in sorted(path.name for path in folder.iterdir()):
            if name not in FILES:
                raise refuse(
                    _("contains {name}, which is not a register file. Name another folder.").format(
                        name=name
                    ),
                    file=str(folder),
                )
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        with register_of(on, known):
            counts = {}
            for resource, rows in tables_on(on):
                name = f"{resource._meta.name}.csv"
                progress(name)
                counts[name] = _write_file(new / name, resource(), rows)
        # Before anybody can take them.
        announce(
            EventName.EXPORTED,
            by=by,
            file=folder.name,
            rows=sum(counts.values()),
            files={name: count for name, count in counts.items() if count},
            on=on,
            as_known_at=known,
        )
        folder.mkdir(exist_ok=True)
        for name in FILES:
            (new / name).replace(folder / name)
    finally:
        shutil.rmtree(new)


def _write_file(path: Path, resource: RegisterResource, rows: models.QuerySet) -> int:
    """Returns how many rows there were."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        for count, line in enumerate(csv_lines(resource.with_headers(rows))):  # noqa: B007
            stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())
    return count  # the first line, which names the columns, is number 0
