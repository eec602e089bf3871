"""What redactions have taken out of versions, for the pages that show them."""

from collections import defaultdict
from collections.abc import Collection

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst

from registry.evidence.bundles.showing import field_of
from registry.evidence.log.content import SealedTable, sealed_tables
from registry.evidence.redaction.targets import WITH_IT
from registry.models import EvidenceEvent, EvidenceRedaction
from registry.records.timeline.versions import Removal
from registry.vocabulary import RedactionGround


def removals_from(
    versions: dict[type[models.Model], list[int]],
) -> dict[type[models.Model], dict[int, list[Removal]]]:
    """By version, in the order of the redactions. One query, and one more where there are any."""
    tables = {sealed_tables()[model._meta.label_lower].label: model for model in versions}
    wanted = Q(pk__in=[])
    for label, model in tables.items():
        wanted |= Q(entry__model=label, entry__history_id__in=versions[model])
    names: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for label, version, name, event in EvidenceRedaction.objects.filter(wanted).values_list(
        "entry__model", "entry__history_id", "field", "redacted_by__history_id"
    ):
        names[label, version, event].append(name)
    events = EvidenceEvent.objects.in_bulk({event for *_version, event in names}) if names else {}
    removals: dict = {model: defaultdict(list) for model in versions}
    for (label, version, event), some in sorted(names.items()):
        removals[tables[label]][version].append(_removal(events[event], label, some))
    return removals


def _removal(event: EvidenceEvent, label: str, names: list[str]) -> Removal:
    return Removal(
        labels=capfirst(labels_of(label, names)),
        at=event.at,
        author=event.author,
        ground=ground_of(event),
        event=event.pk,
        fields=tuple(names),
    )


def labels_of(label: str, names: Collection[str]) -> str:
    """Fields of a table in words. The number of an account goes with its name and is not told."""
    told = {*names} - {number for name in names for number in WITH_IT.get(name, ())}
    table = sealed_tables().get(label)
    if table is None:  # given up since
        return ", ".join(sorted(told))
    return ", ".join(sorted(_label(table, name) for name in told))


def _label(table: SealedTable, name: str) -> str:
    try:
        return str(field_of(table, name).verbose_name)
    except KeyError:
        return name


def ground_of(event: EvidenceEvent) -> str:
    """In words; empty where the event itself was redacted."""
    stored = event.facts.get("ground")
    return str(RedactionGround(stored).label) if stored else ""
