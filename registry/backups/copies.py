"""What each engine has to say of a copy of its database, and why one cannot be had."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

# What nobody wants back: who was signed in, what only saves work, and what somebody had asked to be
# made, whose files are in no backup.
EMPTIED = ("django_session", "cache", "registry_askedwork")

Progress = Callable[[str], None]


class CannotCopy(RuntimeError):
    """The database cannot be copied or restored here. Says in words why and what to do."""


@dataclass(frozen=True)
class Copied:
    """What stands in a copy: rows by table, and the end of the log (entries, root)."""

    counts: dict[str, int]
    size: int
    root: str


def counted(
    tables: Iterable[str], ask: Callable[[str], tuple | None], without: tuple[str, ...] = ()
) -> Copied:
    """Ask with a function that answers a statement with its first row. Raises `CannotCopy`."""
    counts = {
        table: 0 if table in without else ask(f'SELECT count(*) FROM "{table}"')[0]
        for table in sorted(tables)
    }
    newest = None
    if "registry_evidenceentry" in counts:
        newest = ask("SELECT seq, root FROM registry_evidenceentry ORDER BY seq DESC LIMIT 1")
    if newest is None:
        raise CannotCopy(_("There is no sealed history in this database."))
    return Copied(counts, newest[0] + 1, newest[1])
