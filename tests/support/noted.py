"""The events of the sealed log that a test brings about."""

from collections.abc import Iterator
from contextlib import contextmanager

from registry.models import EvidenceEvent


@contextmanager
def noting() -> Iterator[list[EvidenceEvent]]:
    """A list that holds, after the block, the events of the block in their order."""
    newest = EvidenceEvent.objects.values_list("pk", flat=True).first() or 0
    events = []
    yield events
    events += EvidenceEvent.objects.filter(pk__gt=newest).order_by("pk")


def facts_of(events: list[EvidenceEvent]) -> list[tuple[str, dict]]:
    return [(event.name, event.facts) for event in events]
