"""Which versions a bundle shows: of the rows that were named, all or those of one day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from registry.evidence.bundles import showing
from registry.evidence.log.content import SealedTable, sealed_tables
from registry.files.lookups import Lookups
from registry.files.resource import resource_for, tables
from registry.models import EvidenceEntry
from registry.records.moments import end_of
from registry.records.unit import BATCH
from registry.refusals import refuse

# Of a table: the ids of some rows, or None for all of them.
ChosenRows = Mapping[str, set[int] | None]


@dataclass(frozen=True)
class Choice:
    """Rows, fields and a day, as somebody asked for them. Without fields: all that are nobody's."""

    rows: ChosenRows
    fields: tuple[str, ...] = ()
    # Only what held on this day by what is known now: one version of each row.
    on: date | None = None
    # Two days between which the verifier says what became different.
    compare: tuple[date, date] | None = None

    def __post_init__(self):
        """Raises `Refused` for a field that none of the tables has."""
        known = {
            name: set().union(*(showing.named(table, [name]) for table in self.tables))
            for name in self.fields
        }
        for name, found in known.items():
            if not found:
                raise refuse(
                    _("“{name}” is not a field of {tables}.").format(
                        name=name, tables=", ".join(sorted(self.rows))
                    )
                )

    @property
    def tables(self) -> list[SealedTable]:
        return [sealed_tables()[label] for label in sorted(self.rows)]

    @property
    def words(self) -> dict:
        """For those who read the bundle, and for the log. Rows by number: a name may be private."""
        return {
            "objects": {
                label: "all" if ids is None else sorted(ids)
                for label, ids in sorted(self.rows.items())
            },
            "fields": list(self.fields) or "those that are nobody's personal data",
            "on": self.on.isoformat() if self.on else None,
            "compare": [day.isoformat() for day in self.compare or ()],
        }

    def versions(self, table: SealedTable) -> list[int]:
        """The numbers of the versions, in the order in which they were made."""
        rows = table.rows._base_manager.all()
        if (ids := self.rows[table.label]) is not None:
            rows = rows.filter(**{"id__in" if table.live else "pk__in": ids})
        if self.on is not None:
            rows = rows.filter(self._on_the_day(table))
        return list(rows.order_by("pk").values_list("pk", flat=True))

    def _on_the_day(self, table: SealedTable) -> Q:
        """The state of each row on the day, and each event up to its end."""
        if not table.live:
            return Q(at__lte=end_of(self.on))
        states = table.rows._base_manager.filter(id=OuterRef("id"), holds_from__lte=self.on)
        latest = states.order_by("-holds_from", "-pk").values("pk")[:1]
        return Q(pk=Subquery(latest))

    def entries(self, size: int) -> Iterator[tuple[SealedTable, list[EvidenceEntry]]]:
        """The entries of the versions among the first `size` of the log, some hundred at a time."""
        for table in self.tables:
            versions = self.versions(table)
            for start in range(0, len(versions), BATCH):
                found = EvidenceEntry.objects.filter(
                    model=table.label,
                    history_id__in=versions[start : start + BATCH],
                    seq__lt=size,
                )
                yield table, list(found.order_by("seq"))


def all_rows() -> ChosenRows:
    """Every row of every table of the register, without events."""
    return {label: None for label, table in sealed_tables().items() if table.live}


def rows_named(texts: Iterable[str]) -> ChosenRows:
    """Rows from texts such as `registry.processor:Acme`. Raises `Refused` for an unknown one."""
    found = defaultdict(set)
    lookups = Lookups(resource_for)
    for text in texts:
        label, _separator, key = text.partition(":")
        table = sealed_tables().get(label.strip().lower())
        if table is None:
            raise refuse(
                _("“{text}” does not name a table. Write it as registry.processor:Name.").format(
                    text=text
                )
            )
        found[table.label].add(_row(table, key.strip(), lookups))
    return dict(found)


def _row(table: SealedTable, key: str, lookups: Lookups) -> int:
    """By what files quote, else by its number."""
    model = showing.model_of(table)
    has_file = any(resource._meta.model is model for resource in tables().values())
    if has_file and key in lookups.of(model):
        return lookups.of(model).find(key)
    if key.isdecimal() and model._base_manager.filter(pk=key).exists():
        return int(key)
    if has_file:
        try:
            return lookups.of(model).find(key)
        except ValueError as error:
            raise refuse(str(error), file=table.label, value=key) from error
    raise refuse(_("is not the number of a row."), file=table.label, value=key)
