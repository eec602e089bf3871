"""Since when what a block writes shall hold, and what of it somebody was told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.records.states.carried import (
    BegunLater,
    CarriedInto,
    CarriedOn,
    SaidBefore,
    Staying,
)


class AllAlong(Enum):
    """In place of a day: it was recorded wrongly, and never so."""

    ALL_ALONG = "all along"


ALL_ALONG = AllAlong.ALL_ALONG


Since = date | AllAlong | None


@dataclass(frozen=True)
class Stated:
    """What some fields of a row hold since the day of a block, whatever its row says now."""

    row: models.Model
    fields: tuple[str, ...]
    links: Mapping[str, Collection[int]]
    # Another day than that of the block: what follows from a decision bears the day of that.
    since: date | None = None


@dataclass
class Wish:
    """Since when what a block writes shall hold. See `recorded`."""

    since: Since = None
    seen: Collection[str] | None = None
    spared: Collection[str] = frozenset()
    carried: list[CarriedInto] = field(default_factory=list)
    # Where it ends what was written, for the rows say this in the end and not what was written.
    staying: list[Staying] = field(default_factory=list)
    # Where a day said already what was said of it.
    said_before: list[SaidBefore] = field(default_factory=list)
    # Where nothing was changed, but the day named said something else: this began only later.
    begun_later: list[BegunLater] = field(default_factory=list)
    # What an edition alters in later states: told, and nobody is asked.
    told: list[CarriedInto] = field(default_factory=list)

    def __post_init__(self):
        if isinstance(self.since, date) and self.since > self.today:
            raise ValidationError(
                _("{day} is still to come. Enter the change on that day.").format(
                    day=date_format(self.since)
                )
            )

    @cached_property
    def today(self) -> date:
        """One day for the whole block, which may be asked of each row."""
        return timezone.localdate()

    @property
    def day(self) -> date | None:
        """Since when, where a day was named."""
        return self.since if isinstance(self.since, date) else None

    @property
    def first_day(self) -> date | None:
        """Of rows that the block makes."""
        return None if self.since is ALL_ALONG else self.since or self.today

    @property
    def is_plain(self) -> bool:
        """Whether it holds from today on, as changes do."""
        return self.since is None or self.since == self.today

    def tell_of_parts_alone(self) -> None:
        """The entry itself was sent along with its parts: nothing was said of it."""
        self.begun_later.clear()
        self.said_before = [it for it in self.said_before if it.cell]

    def refuse_what_was_not_seen(self) -> None:
        """Raises `CarriedOn`, where somebody is to be asked first."""
        carried, self.carried = self.carried, []
        if self.seen is not None and (new := [it for it in carried if it.code not in self.seen]):
            raise CarriedOn(new)
