"""Who may do what with requests: only those who handle them, and auditors without the names."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.groups import Roles

FILE = (
    "datasubjectrequest",
    "requestedright",
    "clockevent",
    "checklistitem",
    "recipientnotice",
)
NAMES = ("requester", "message", "attachment")
OFFICE = ("legalperiod", "requestpolicy", "messagetemplate")
TIMERS = ("remindersent", "retentionrun", "calendartoken")
WORK = ("view", "add", "change")
EXCHANGE = ("import", "export")

ROLES: Roles = {
    "dpo": {
        FILE + NAMES + OFFICE: WORK + EXCHANGE,
        ("requester",): ("reveal",),
        # What was said in files that were closed long ago.
        ("message",): ("view_old",),
        ("reveal",): ("view", "export"),
        ("datasubjectrequest",): ("minimise",),
        TIMERS: ("view",),
        ("calendartoken",): ("change",),
    },
    "requests officer": {
        FILE + NAMES: WORK + EXCHANGE,
        OFFICE: ("view",),
        ("requester",): ("reveal",),
        ("reveal", "remindersent", "retentionrun"): ("view",),
    },
    "auditor": {
        (*FILE, *OFFICE, "reveal"): ("view", "export"),
        TIMERS: ("view",),
        ("requester",): ("reveal",),
    },
}

# What each may do here, in a sentence for people who give them.
IN_WORDS = {
    "dpo": _("Handles requests, and confirms what is removed."),
    "requests officer": _("Handles requests of data subjects."),
    "auditor": _("Reads requests without the names; a look at a name is recorded."),
}


def in_words() -> dict[str, Promise]:
    return IN_WORDS
