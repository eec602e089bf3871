"""How a write is recorded: one transaction, one author, one moment, one reason."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone

from registry.records.states.wishes import Since, Wish
from registry.records.unit import Unit
from registry.serving.kept import counted
from registry.serving.turns import take_turn

# Any constant of our own: PostgreSQL's advisory locks share one space of numbers.
WRITER_LOCK = 30_2016_679


class UnrecordedWrite(RuntimeError):
    """A write to the register for which nobody answers."""

    def __init__(self, what: str):
        super().__init__(
            f"{what} outside of `with recorded(by=…, reason=…)`: say who writes, and why."
        )


_current: ContextVar[Unit | None] = ContextVar("recorded_unit", default=None)


def current_unit(what: str) -> Unit:
    """The block that answers for a write now. Raises `UnrecordedWrite` where there is none."""
    unit = _current.get()
    if unit is None:
        raise UnrecordedWrite(what)
    return unit


def first_day_of_block() -> date | None:
    """Of a row that is made now. None where the block says that what it writes was so all along."""
    unit = _current.get()
    return unit.wish.first_day if unit else timezone.localdate()


@contextmanager
def recorded(
    *,
    by: AbstractBaseUser | str,
    reason: str,
    since: Since = None,
    seen: Collection[str] | None = None,
    spared: Collection[str] = (),
) -> Iterator[Unit]:
    """All writes inside are one transaction, recorded for `by` (a user, or a command's name).

    What is written holds `since` that day: today where none is given, and `ALL_ALONG` where it was
    recorded wrongly. Where a change of the past is carried into later states, `seen` are those of
    which somebody has been told, by their codes, None to ask nobody: others raise `CarriedOn`.
    Those `spared` keep what they say. Raises ValidationError for a day still to come.

    At the end each touched row gets one version, many-to-many rows included, and the
    rules across rows are checked: `Faults` (a `ValidationError`) undoes the block. There is
    one writer at a time, so that such a rule, once checked, still holds at the commit.
    Who takes part in it, as the log that seals each version does, is in `registry.hooks`.
    A block within a block answers for its own writes only.
    """
    unit = Unit(by, reason, Wish(since, seen, frozenset(spared)))
    outer = _current.get()
    if outer:
        # Before the savepoint: what the outer block wrote stays if this one is undone.
        outer.flush()
    with transaction.atomic():
        if not outer:
            wait_for_other_writers()
        token = _current.set(unit)
        try:
            with nullcontext() if outer else counted():
                yield unit
                unit.flush()
        finally:
            _current.reset(token)


def wait_for_other_writers() -> None:
    """One writer at a time, from here to the end of the outermost transaction. Raises `Busy`."""
    # SQLite needs nothing: its transactions begin IMMEDIATE (config/settings.py). In a recorded
    # block nobody else can be writing.
    if connection.vendor == "postgresql" and not _current.get():
        take_turn(WRITER_LOCK)
