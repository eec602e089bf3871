"""Whether a processor is on the public list of a day, and what is still in the way."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.models import Engagement, Processor
from registry.publication.selection import gates_of_recipient, public_engagements
from registry.querysets import gates_of_listing
from registry.records.queryset import RegisterQuerySet

MOST = 5


@dataclass(frozen=True)
class Obstacle:
    """What is in the way, in words; of which row, and in which of its fields it is put right."""

    words: str
    row: Processor | Engagement
    field: str = ""
    # Nothing names it: it is put right on the page of an activity.
    is_unnamed: bool = False


@dataclass(frozen=True)
class Standing:
    """`is_shown` on the day; else what is in the way of each entry that could be shown."""

    is_shown: bool
    obstacles: tuple[Obstacle, ...] = ()
    more: int = 0  # entries that could be shown, and are not among these
    # All that one may see of what it does, on the list or not.
    rows: tuple[Engagement, ...] = ()
    # Those of them that the list of the day names.
    listed: tuple[Engagement, ...] = ()
    # The first day on which it will be shown, where nothing but that day is in the way.
    begins: date | None = None


def standing_of(processor: Processor, on: date, engagements: RegisterQuerySet) -> Standing:
    """By the very conditions that choose what is public. `engagements`: those that one may see."""
    of_own = gates_of_recipient(Processor, on)
    own = processor
    if not hasattr(own, _column(next(iter(of_own)))):
        own = with_gates(Processor.objects.filter(pk=processor.pk), on).first()
    of_listing = gates_of_listing(on)
    rows = _asked(engagements.filter(processor=processor.pk), of_listing)
    rows = list(rows.select_related("activity"))
    shut = _shut(own, of_own) if own else []
    found = [Obstacle(OWN[gate](), processor, FIELDS.get(gate, "")) for gate in shut]
    closed = {row: _shut(row, of_listing) for row in rows}
    if rows and not all(closed.values()):
        listed = () if found else tuple(row for row, gates in closed.items() if not gates)
        return Standing(not found, tuple(found), rows=tuple(rows), listed=listed)
    # By an entry that one may not see: the public page says as much.
    if not found and public_engagements(on=on).filter(processor=processor.pk).exists():
        return Standing(True, rows=tuple(rows))
    # What is over or out of use for good is in nobody's way, unless there is nothing else.
    goes_on = {
        row: gates for row, gates in closed.items() if not (row.ends_on and row.ends_on < on)
    }
    usable = {row: gates for row, gates in goes_on.items() if not {*gates} & OUT_OF_USE}
    if not usable:
        none = _("No activity in use names it as a recipient.")
        unnamed = Obstacle(none, processor, is_unnamed=True)
        return Standing(False, (*found, unnamed), rows=tuple(rows))
    to_come = [row.listed_from for row, gates in usable.items() if gates == ["begun"]]
    begins = None if found else min(filter(None, to_come), default=None)
    found += [
        Obstacle(LISTING[gate](row), row, FIELDS[gate])
        for row, gates in [*usable.items()][:MOST]
        for gate in gates
    ]
    more = max(0, len(usable) - MOST)
    return Standing(False, tuple(found), more=more, rows=tuple(rows), begins=begins)


def with_gates(processors: QuerySet, on: date) -> QuerySet:
    """Processors that bring the answers of that day with them, for `standing_of`."""
    return _asked(processors, gates_of_recipient(Processor, on))


def _asked(rows: QuerySet, gates: dict[str, Q]) -> QuerySet:
    """Adds the answer of each gate."""
    return rows.annotate(
        **{
            _column(gate): ExpressionWrapper(Q(condition), output_field=BooleanField())
            for gate, condition in gates.items()
        }
    )


def _shut(row, gates: dict[str, Q]) -> list[str]:
    return [gate for gate in gates if not getattr(row, _column(gate))]


def _column(gate: str) -> str:
    return f"gate_{gate.replace(' ', '_')}"


OUT_OF_USE = {"activity in use", "in use"}
FIELDS = {"open": "is_public", "begun": "listed_from", "not over": "listed_until"}
OWN = {
    "in use": lambda: _("It is retired."),
    "open": lambda: _("“May be listed publicly” is not ticked."),
}


def _begun(row: Engagement) -> str:
    if row.listed_from is None:
        return _("{activity}: “Listed from” is empty.").format(activity=row.activity)
    return _("{activity}: listed from {day} only.").format(
        activity=row.activity, day=date_format(row.listed_from)
    )


def _over(row: Engagement) -> str:
    return _("{activity}: was listed until {day}.").format(
        activity=row.activity, day=date_format(row.listed_until)
    )


LISTING = {"begun": _begun, "not over": _over}
