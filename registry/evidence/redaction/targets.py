"""What is to go: rows and their fields, and what their versions say in them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import models

from registry.evidence.log.content import SealedTable, batches, sealed_tables
from registry.evidence.log.marks import says_something
from registry.models import EvidenceEvent, EvidenceRedaction
from registry.records.personal import is_marker

REASON, AUTHOR = "history_change_reason", "history_author"
DETAILS = "details"  # of an event
# An account's number leads to its name.
WITH_IT = {AUTHOR: ("history_user_id",)}
Said = dict[int, dict[str, object]]  # by the version, its fields that say something


@dataclass(frozen=True)
class Target:
    """Rows of a table, and the fields that go: from the rows and from all of their versions.

    `REASON` and `AUTHOR` are fields of the versions alone. Where nobody chose among the passages
    that quote what goes, those of all targets go with it, so a target without fields is one whose
    passages are only looked at.
    """

    model: type[models.Model]
    pks: Collection[int]
    names: Collection[str] = ()
    # What a row says afterwards, where that is not what `marks.in_a_row` gives.
    after: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> SealedTable:
        return sealed_tables()[self.model._meta.label_lower]

    def in_batches(self) -> Iterator["Target"]:
        for pks in batches(self.pks):
            yield Target(self.model, pks, self.names, self.after)

    def filled(self) -> Said:
        """What the versions say in the fields of the target."""
        more = [name for chosen in self.names for name in WITH_IT.get(chosen, ())]
        names = list({*self.names, *more})
        if not names:
            return {}
        found = list(self.versions().values_list("pk", "id", *names))
        said = _filled((pk, zip(names, values, strict=True)) for pk, _id, *values in found)
        return self._without_markers(said, {pk: row for pk, row, *_values in found})

    def _without_markers(self, said: Said, rows: Mapping[int, int]) -> Said:
        """What only looks like a marker, where nothing of the row was redacted there, stays."""
        marked = {
            (pk, name) for pk, values in said.items() for name in values if is_marker(values[name])
        }
        if not marked:
            return said
        redacted = EvidenceRedaction.objects.filter(
            entry__model=self.table.label,
            entry__history_id__in=self.versions().order_by().values("pk"),
            field__in={name for _pk, name in marked},
        ).values_list("entry__history_id", "field")
        gone = {(rows[pk], name) for pk, name in redacted}
        left = {
            pk: {
                name: value
                for name, value in values.items()
                if (pk, name) not in marked or (rows[pk], name) not in gone
            }
            for pk, values in said.items()
        }
        return {pk: values for pk, values in left.items() if values}

    def events(self) -> models.QuerySet:
        """About these rows."""
        found = EvidenceEvent.objects.filter(about_model=self.table.label, about_id__in=self.pks)
        return found.order_by("pk")

    def versions(self) -> models.QuerySet:
        return self.table.rows._base_manager.filter(id__in=self.pks).order_by("pk")


def said_by_versions(
    table: SealedTable, names: Mapping[int, Collection[str]]
) -> tuple[Said, dict[int, dict[str, list]]]:
    """What these versions say in those fields; and the same by the row that they are of."""
    said: Said = {}
    gone: dict[int, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    columns = table.live.columns if table.live else ()
    for pks in batches(names):
        for version in table.rows._base_manager.filter(pk__in=pks):
            kept = [name for name in names[version.pk] if name in table.columns]
            here = _filled([(version.pk, ((name, getattr(version, name)) for name in kept))])
            said |= here
            of_row = gone[version.id]
            for name, value in here.get(version.pk, {}).items():
                if name in columns:
                    of_row[name].append(value)
    return said, gone


def _filled(rows: Iterable[tuple[int, Iterable[tuple[str, object]]]]) -> Said:
    said = {pk: {name: value for name, value in row if says_something(value)} for pk, row in rows}
    return {pk: values for pk, values in said.items() if values}
