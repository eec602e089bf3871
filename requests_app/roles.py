"""Who may do what with requests: only those who handle them, and auditors without the names."""

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
