"""One guard for everything that writes: no change without its version, none without its entry."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from registry.evidence.verify.whole import verify
from registry.models import EvidenceEntry


def unsealed() -> list[str]:
    """What was written past the history or the log; nothing where all is well."""
    return [str(fault) for fault in verify().faults]


@contextmanager
def leaving_evidence() -> Iterator[None]:
    """Something is written inside, and all that is written is evident."""
    before = EvidenceEntry.objects.count()
    yield
    assert EvidenceEntry.objects.count() > before
    assert unsealed() == []


def assert_each_is_evident(acts: Iterable[tuple[str, Callable]]) -> None:
    """Each leaves entries, and at the end nothing was written past them."""
    for name, act in acts:
        before = EvidenceEntry.objects.count()
        act()
        assert EvidenceEntry.objects.count() > before, name
    assert unsealed() == []
