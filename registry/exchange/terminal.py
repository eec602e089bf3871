"""What an import or export says on a terminal."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.files.changes import SheetResult
from registry.refusals import Refused

PATIENCE = 1.0  # seconds
FROM_THE_START = "\r\x1b[K"


class Progress:
    """Names what is being worked on, where somebody watches and it takes longer than a moment."""

    def __init__(self, stream):
        self._stream = stream
        self._is_watched = stream.isatty()
        self._began = time.monotonic()
        self._has_spoken = False

    def __call__(self, name: str) -> None:
        if self._is_watched and time.monotonic() - self._began > PATIENCE:
            self._stream.write(f"{FROM_THE_START}{name or _('Checking …')}", str, ending="")
            self._stream.flush()
            self._has_spoken = True

    def end(self) -> None:
        if self._has_spoken:
            self._stream.write(FROM_THE_START, str, ending="")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What stands against a file or folder being written, as one line: raises CommandError."""
    try:
        yield
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    except Refused as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(
            _("Cannot write {path}: {why}.").format(path=path, why=error.strerror)
        ) from error


def report_of(results: Iterable[SheetResult]) -> Iterator[str]:
    """A line for each table, and for each column that the register does not know."""
    for result in results:
        yield _(
            "{name}: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused"
        ).format(
            name=result.sheet.name,
            new=result.new,
            changed=result.changed,
            unchanged=result.unchanged,
            refused=result.refused,
        )
        if result.unknown_columns:
            yield _("  ignored, because these columns are unknown: {columns}").format(
                columns=", ".join(result.ignored)
            )
        if result.sheet.is_unusual:
            yield _("  read as {how}").format(how=result.sheet.read_as)
        yield from _carried(result)
        yield from _not_named(result)


def _carried(result: SheetResult) -> Iterator[str]:
    """What the file changes on days after its own."""
    if not result.carried:
        return
    yield ngettext(
        "  {count} later state follows, because it said the same as before:",
        "  {count} later states follow, because they said the same as before:",
        len(result.carried),
    ).format(count=len(result.carried))
    for row, into in result.some_carried:
        yield f"    {row}: {into}"
    if more := result.more_carried:
        yield ngettext("    and {count} more", "    and {count} more", more).format(count=more)


def _not_named(result: SheetResult) -> Iterator[str]:
    """What the file leaves out may have ended, or not: a person decides."""
    if not result.not_named:
        return
    yield ngettext(
        "  {count} entry was in use on that day and is not in the file. It stays as it is:",
        "  {count} entries were in use on that day and are not in the file. They stay as they are:",
        len(result.not_named),
    ).format(count=len(result.not_named))
    for name in result.some_not_named:
        yield f"    {name}"
    if more := result.more_not_named:
        yield ngettext("    and {count} more", "    and {count} more", more).format(count=more)
