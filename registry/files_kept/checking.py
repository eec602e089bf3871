"""Does the disk hold for each row of a table the file that was kept, and none that was removed."""

import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from typing import BinaryIO

from django.db import models
from django.utils.translation import gettext as _

from registry.evidence.log.content import batches, sealed_tables
from registry.evidence.verify.faults import EvidenceFault, Report
from registry.evidence.verify.reading import values_read
from registry.files_kept.storage import FileGone, path_of

AT_ONCE = 100


def check_files_of(
    model: type[models.Model], report: Report, progress: Callable[[str], None]
) -> None:
    """One fault for each file that is missing, another, or there although it was removed."""
    pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
    table, suspects = model._meta.label_lower, []
    for some in batches(pks, AT_ONCE):
        progress(_("file {number} …").format(number=report.files))
        suspects += [fault.object for fault in _faults(table, some)]
        report.files += len(some)
    # Again, for a file may come or go between the look at its row and the look at the disk.
    for some in batches(suspects, AT_ONCE):
        report.faults += _faults(table, some)


def _faults(table: str, pks: Collection[int]) -> Iterator[EvidenceFault]:
    # What cannot be read of a row is said where rows are checked.
    rows = values_read(sealed_tables()[table].live, pks, lambda pk, name: None)
    for pk, row in sorted(rows.items()):
        if what := _wrong(row):
            yield EvidenceFault(what, table=table, object=pk)


def _wrong(row: dict) -> str:
    try:
        path = path_of(str(row.get("stored_name")))
    except FileGone:
        return _("has no file name.")
    if row.get("file_removed_on"):
        is_there = os.path.lexists(path)
        return (
            _("its file should have been removed, but still exists. Run apply_retention.")
            * is_there
        )
    try:
        with path.open("rb") as file:
            return "" if _is_that_of(row, file) else _("its file is not the one that was stored.")
    except FileNotFoundError:
        return _("its file is missing.")
    except OSError as error:
        return _("its file cannot be read: {why}.").format(why=error.strerror)


def _is_that_of(row: dict, file: BinaryIO) -> bool:
    """By its fingerprint; where retention took that, by its size."""
    if row.get("sha256"):
        return hashlib.file_digest(file, "sha256").hexdigest() == row["sha256"]
    return os.fstat(file.fileno()).st_size == row.get("byte_count")
