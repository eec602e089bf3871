"""The workplace of staff: each table's list, form and steps. It declares and calls."""

from registry.admin import (
    activities,
    anchors,
    events,
    log,
    organisation,
    parties,
    people,
    recipients,
    terms,
)
from registry.admin.accounts import tables as accounts
from registry.admin.files_kept import table as files_kept
from registry.admin.published import measures, notices, promises
from registry.admin.record import parts
from registry.admin.submissions import table as submissions

__all__ = [
    "accounts",
    "activities",
    "anchors",
    "events",
    "files_kept",
    "log",
    "measures",
    "notices",
    "organisation",
    "parties",
    "parts",
    "people",
    "promises",
    "recipients",
    "submissions",
    "terms",
]
