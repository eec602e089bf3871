"""What a redaction did, to be printed: what, when, why, by whom, the proof; and no value."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst

from registry.evidence.bundles.showing import model_of
from registry.evidence.log import checkpoints
from registry.evidence.log.checkpoints import Checkpoint
from registry.evidence.log.content import SealedTable, batches, sealed_tables
from registry.evidence.redaction.removals import ground_of, labels_of
from registry.evidence.verify.faults import Report
from registry.evidence.verify.one_object import verify_rows
from registry.models import EvidenceEntry, EvidenceEvent, EvidenceRedaction


@dataclass
class Blanked:
    """A row that lost something: the fields, and in how many of its versions."""

    label: str  # of its table
    table: str
    row: str
    names: set[str] = field(default_factory=set)
    versions: int = 0

    @property
    def fields(self) -> str:
        return labels_of(self.label, self.names)


@dataclass(frozen=True)
class Certificate:
    event: EvidenceEvent
    entry: EvidenceEntry

    @property
    def ground(self) -> str:
        return ground_of(self.event)

    @property
    def reason(self) -> str:
        return self.event.facts.get("reason", "")

    @property
    def checkpoint(self) -> Checkpoint:
        """Of the log that ends with the entry."""
        return checkpoints.at(self.entry.seq + 1)

    @property
    def backups_lapse_on(self) -> date:
        """The day on which the last backup from before is thrown away."""
        day = timezone.localtime(self.event.at).date()
        return day + timedelta(days=settings.BACKUPS_KEPT_DAYS)

    @property
    def blanked(self) -> list[Blanked]:
        """A line for each row, in the order of tables and rows."""
        return [lines[pk] for _label, lines in sorted(self._lines.items()) for pk in sorted(lines)]

    def verified(self) -> Report:
        """Every version of these rows, as it is now."""
        return verify_rows(self._lines)

    @cached_property
    def _lines(self) -> dict[str, dict[int, Blanked]]:
        fields: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        found = EvidenceRedaction.objects.filter(redacted_by=self.entry)
        for name, label, version in found.values_list("field", "entry__model", "entry__history_id"):
            fields[label][version].add(name)
        return {
            label: _by_row(sealed_tables()[label], versions) for label, versions in fields.items()
        }


def certificate_of(event: EvidenceEvent) -> Certificate:
    entry = EvidenceEntry.objects.get(model=event._meta.label_lower, history_id=event.pk)
    return Certificate(event, entry)


def _by_row(table: SealedTable, versions: dict[int, set[str]]) -> dict[int, Blanked]:
    model = model_of(table)
    lines: dict[int, Blanked] = {}
    for some in batches(versions):
        owners = dict(table.rows._base_manager.filter(pk__in=some).values_list("pk", "id"))
        rows = model._base_manager.filter(pk__in=set(owners.values()))
        names = {row.pk: str(row) for row in rows}
        for version, pk in owners.items():
            name = capfirst(model._meta.verbose_name)
            line = lines.setdefault(pk, Blanked(table.label, name, names.get(pk, str(pk))))
            line.versions += 1
            line.names |= versions[version]
    return lines
