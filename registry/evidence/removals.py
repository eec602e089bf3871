"""What redactions have taken out of versions, for the pages that show them."""

from collections import defaultdict

from django.db import models
from django.utils.text import capfirst

from registry.base.versions import REMOVALS, Removal
from registry.evidence.content import sealed_tables
from registry.evidence.showing import field_of
from registry.models import EvidenceEvent, EvidenceRedaction
from registry.vocabulary import RedactionGround


def listen() -> None:
    """From now on the pages of the past say what was removed from it."""
    REMOVALS.append(removals_from)


def removals_from(model: type[models.Model], versions: list[int]) -> dict[int, list[Removal]]:
    """By version, in the order of the redactions. One query, and one more where there are any."""
    table = sealed_tables()[model._meta.label_lower]
    names: dict[tuple[int, int], set[str]] = defaultdict(set)
    found = EvidenceRedaction.objects.filter(
        entry__model=table.label, entry__history_id__in=versions
    )
    for version, name, event in found.values_list(
        "entry__history_id", "field", "redacted_by__history_id"
    ):
        names[version, event].add(str(field_of(table, name).verbose_name))
    events = EvidenceEvent.objects.in_bulk({event for _version, event in names}) if names else {}
    removals: dict[int, list[Removal]] = defaultdict(list)
    for (version, event), labels in sorted(names.items()):
        removals[version].append(_removal(events[event], labels))
    return removals


def _removal(event: EvidenceEvent, labels: set[str]) -> Removal:
    return Removal(
        labels=capfirst(", ".join(sorted(labels))),
        at=event.at,
        author=event.author,
        ground=ground_of(event),
        event=event.pk,
    )


def ground_of(event: EvidenceEvent) -> str:
    """In words; empty where the event itself was redacted."""
    stored = event.facts.get("ground")
    return str(RedactionGround(stored).label) if stored else ""
