"""Where one part of the register lets others take part: each hook, and what is agreed about it.

Who takes part is said in `ready()` of `registry/apps.py` and of the applications above it, a
line for each; `tests/registry/test_hooks.py` holds the whole table. What holds for all hooks:

* Receivers are called one after another, in the order in which they were connected.
* What one raises goes to the caller, and those after it are not called. Inside a transaction that
  undoes it: nobody takes part in half a write.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import update_wrapper
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.utils.functional import Promise

    from registry.admin.figures.chart import Chart
    from registry.evidence.verify.faults import Report
    from registry.records.copies import Written
    from registry.records.timeline.sources import Source
    from registry.records.timeline.versions import Removal
    from registry.searching.entries import Searched

Arguments = ParamSpec("Arguments")
Reply = TypeVar("Reply")


class Hook(Generic[Arguments, Reply]):
    """Calls whoever is connected. Made of a function that says with what, when and what for."""

    def __init__(self, agreement: Callable[Arguments, Reply]):
        update_wrapper(self, agreement)
        self.receivers: tuple[Callable[Arguments, Reply], ...] = ()

    def __call__(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> list[Reply]:
        return [receiver(*args, **kwargs) for receiver in self.receivers]

    def connect(self, receiver: Callable[Arguments, Reply]) -> None:
        """Once is enough: who is connected already stays where it is in the order."""
        if receiver not in self.receivers:
            self.receivers += (receiver,)

    @contextmanager
    def without(self, receiver: Callable[Arguments, Reply]) -> Iterator[None]:
        """For tests and benchmarks. Raises ValueError for one that is not connected."""
        before = self.receivers
        if receiver not in before:
            raise ValueError(f"{receiver} is not connected to {self.__name__}.")
        self.receivers = tuple(other for other in before if other != receiver)
        try:
            yield
        finally:
            self.receivers = before


# A write


@Hook
def versions_written(written: "list[Written]") -> None:
    """New versions stand in the tables: those of each table, in order of writing.

    When: each time a `recorded` block writes its versions, which is at its end, or before a block
    within it begins; the rules across rows are checked next. Transaction: the one of the block.
    Receivers may write, but not into tables that are recorded: nothing would note it any more.
    """


@Hook
def event_announced(
    name: str,
    *,
    by: "AbstractBaseUser | str",
    about: models.Model | None,
    table: type[models.Model] | None,
    details: dict,
) -> None:
    """Something happened beside the versions of a table: see `registry.records.events`.

    When: at once. Transaction: that of the caller, if there is one; a receiver that writes several
    rows sees to its own. Receivers may write, but not into tables that are recorded.
    """


# What a page of the past shows


@Hook
def removals_wanted(
    versions: dict[type[models.Model], list[int]],
) -> "dict[type[models.Model], dict[int, list[Removal]]]":
    """A page describes these versions by table: what was taken out of each, by its id.

    When: once for all versions of a page, none included. Receivers only read, in a number of
    queries that does not grow. No two of them answer for the same version.
    """


@Hook
def timeline_wanted() -> "Source":
    """The time-line of a row is read: one kind of what touched it without changing it.

    When: for each page of it. Receivers only read; what stands in the line is in order of time,
    whoever came first here.
    """


# The page of figures


@Hook
def figures_wanted(user: "AbstractBaseUser", on: date) -> "Iterable[Chart]":
    """The page of figures is opened: charts of what this user may see, as of that day.

    Receivers only read, in a number of queries that does not grow.
    """


# What is searched


@Hook
def searched_wanted() -> "list[Searched]":
    """The tables whose rows are found by their words, and by which columns.

    When: once in a process. Receivers read no database.
    """


# A redaction


@Hook
def values_forgotten() -> None:
    """Values are gone from rows and versions: what only a row led to, such as a file, goes too.

    When: at the end of a redaction and of each run of retention, which makes up for one that was
    killed; so a receiver finds out itself what is left to do. Transaction: the one of the
    `recorded` block around it, as part of which receivers may write. If that is undone, a file that
    was removed does not come back.
    """


# A verification


@Hook
def files_verified(report: "Report", progress: Callable[[str], None]) -> None:
    """The database was looked at: now the files that rows name, one fault for each that is wrong.

    When: last in a verification, outside of its transaction, for a file is there or not, whatever
    the database showed. Receivers only read; they add to the report and count what they read.
    """


# Files on the disk


@Hook
def files_named() -> set[str]:
    """Files that no row names are about to be deleted: under which names those of a part lie.

    When: after the look at the disk. Receivers read all their rows, the retired ones too.
    """


# A page of accounts


@Hook
def roles_described() -> "dict[str, Promise]":
    """Roles are shown or given: what each may do in one part, in a sentence, by its name.

    When: for each such page. Receivers read nothing. A role that several name has a sentence of
    each; their order is that of the page.
    """


# A register that is being made ready


@Hook
def terms_wanted() -> None:
    """Before a register that is new or was migrated is served. What is there stays as it is.

    Receivers write in recorded blocks of their own. What one raises ends the command.
    """


@Hook
def examples_wanted() -> None:
    """The same for a register that is empty, for trying things out: after its terms."""


# The example gives way to an own register


@Hook
def own_rows_wanted(user: "AbstractBaseUser") -> list[str]:
    """This user wants the example to give way: what is there that belongs to nobody's example.

    When: for the page that offers it. Receivers only read, and say in words what they found.
    """
