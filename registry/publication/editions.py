"""Whether what is public has changed: one cheap question instead of the whole list."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection

from registry.models import (
    Body,
    Contact,
    Country,
    Engagement,
    EvidenceEntry,
    EvidenceEvent,
    EvidenceRedaction,
    Mark,
    Organisation,
    ProcessingActivity,
    Processor,
    Seat,
)
from registry.vocabulary import MarkName

# Every table that a public field comes from: a version in one of them is a new edition.
SOURCES = (
    Body,
    Contact,
    Country,
    Engagement,
    Organisation,
    ProcessingActivity,
    Processor,
    Seat,
)


# No versions: that the whole register is an example, which its pages say; and that something was
# taken out of versions that are over, of which no new one is written.
EXAMPLE, REDACTION = "example", "redaction"


@dataclass(frozen=True)
class Edition:
    """A state of the register as far as it is public. Equal editions show the same."""

    versions: tuple[tuple[str, int, datetime], ...]

    @property
    def changed_at(self) -> datetime | None:
        return max((changed_at for _table, _version, changed_at in self.versions), default=None)

    @property
    def is_example(self) -> bool:
        return any(source == EXAMPLE for source, _version, _changed_at in self.versions)


def current_edition() -> Edition:
    """The newest version of each table that feeds the public list, and the newest redaction, in one
    query.
    """
    newest = SOURCES[0].history.model.objects.raw(_question())
    return Edition(tuple(sorted((row.source, row.history_id, row.history_date) for row in newest)))


@cache
def _question() -> str:
    # Asked with each request: putting it together by queryset would cost ten times its answer.
    parts = []
    for model in SOURCES:
        name, table = model._meta.model_name, model.history.model._meta.db_table
        parts.append(
            f"SELECT * FROM (SELECT '{name}' AS source, history_id, history_date"  # noqa: S608
            f" FROM {connection.ops.quote_name(table)} ORDER BY history_id DESC LIMIT 1) AS {name}"
        )
    events, entries, redactions = (
        connection.ops.quote_name(model._meta.db_table)
        for model in (EvidenceEvent, EvidenceEntry, EvidenceRedaction)
    )
    parts.append(
        f"SELECT '{REDACTION}' AS source, id AS history_id, at AS history_date"  # noqa: S608
        f" FROM {events} WHERE id = (SELECT history_id FROM {entries} WHERE seq ="
        f" (SELECT MAX(redacted_by_id) FROM {redactions}))"
    )
    marks = connection.ops.quote_name(Mark._meta.db_table)
    parts.append(
        f"SELECT '{EXAMPLE}' AS source, 0 AS history_id, set_at AS history_date"  # noqa: S608
        f" FROM {marks} WHERE name = '{MarkName.EXAMPLE}'"
    )
    return " UNION ALL ".join(parts)
