"""What a request has written for good: an answer never says that this failed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import transaction

from registry.serving.troubles import trouble_of


@dataclass
class Kept:
    """How many writes of a request have begun, and how many are committed."""

    begun: int = 0
    committed: int = 0

    @property
    def is_all(self) -> bool:
        return 0 < self.begun == self.committed

    @property
    def is_some(self) -> bool:
        return self.committed > 0


_kept: ContextVar[Kept | None] = ContextVar("kept", default=None)


class KeptMiddleware:
    """Counts for each request what it writes; `request.kept` tells."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.kept = Kept()
        token = _kept.set(request.kept)
        try:
            return self.get_response(request)
        finally:
            _kept.reset(token)


@contextmanager
def counted() -> Iterator[None]:
    """One write, inside of its transaction: it counts as kept once that is committed."""
    kept = _kept.get()
    if kept is None:
        yield
        return
    kept.begun += 1

    def note():
        kept.committed += 1

    try:
        yield
    except BaseException as error:
        if trouble_of(error) is None:  # it was refused, and the answer says why
            kept.begun -= 1
        raise
    transaction.on_commit(note)
