"""How a redaction gets past the triggers: row by row, and only until its transaction ends."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import models

from registry.models import EvidenceUnlock
from registry.records.unit import BATCH


@contextmanager
def unlocked(model: type[models.Model], pks: Collection[int]) -> Iterator[None]:
    """Let the triggers pass changes of these rows, and of no others. Inside a transaction."""
    table = model._meta.db_table
    EvidenceUnlock.objects.bulk_create(
        (EvidenceUnlock(table=table, row=pk) for pk in pks), batch_size=BATCH
    )
    yield
    EvidenceUnlock.objects.filter(table=table).delete()
