"""What is read piece by piece is read within one transaction, or at once."""

import pytest
from django.db import connection

from registry.models import EvidenceEntry
from registry.records.snapshots import one_moment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has none"),
]


def cursors_while_reading() -> int:
    rows = EvidenceEntry.objects.order_by("seq").iterator(chunk_size=1)
    next(rows, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name LIKE '_django%'")
        (count,) = cursor.fetchone()
    list(rows)
    return count


def test_behind_a_pooler_no_cursor_outlives_its_transaction():
    assert cursors_while_reading() == 0


def test_in_one_moment_the_server_keeps_what_is_not_read_yet():
    with one_moment():
        assert cursors_while_reading() == 1
    assert cursors_while_reading() == 0
