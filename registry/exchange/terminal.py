"""What an import or export says on a terminal."""

import time
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from registry.base.changes import SheetResult

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
            yield _("  not taken, because no such column is known: {columns}").format(
                columns=", ".join(result.unknown_columns)
            )
        if result.sheet.is_unusual:
            yield _("  read as {how}").format(how=result.sheet.read_as)
