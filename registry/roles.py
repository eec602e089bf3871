"""Who may do what: one table of roles, made into groups after each `migrate`."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.groups import Roles, codenames

READ = ("view",)
EXCHANGE = ("import", "export")
WORK = ("view", "add", "change")

ORGANISATION = (
    "organisation",
    "contact",
    "appointment",
    "handlingrule",
    "notice",
    "passage",
    "statedfact",
    "promisedright",
    "supervisoryauthority",
    "generalbasis",
    "transferpromise",
)
TERMS = (
    "legalbasis",
    "specialcategorycondition",
    "datacategory",
    "datasubjectcategory",
    "securitymeasure",
    "right",
    "country",
    "adequacydecision",
)
PARTIES = ("processor", "processoragreement", "transfer")
RECORD = (
    "processingactivity",
    "purpose",
    "retentionrule",
    "engagement",
    "tracker",
    "disclosure",
    "measureinplace",
    "dataprovision",
    "acknowledgedfinding",
    "suggestion",
)
# Written by steps alone.
SUBMISSIONS = ("submission",)
FILES = ("keptfile",)
BODIES = ("body", "seat")
ACCESS = ("accessgrant", "accessreview", "accessdecision")
PEOPLE = ("person",)
EVIDENCE = ("evidenceentry", "evidenceevent", "evidenceanchor")
REGISTER = ORGANISATION + TERMS + PARTIES + RECORD + BODIES + ACCESS + PEOPLE

# Role → tables → what it may do there. Superusers are for emergencies and have no row.
ROLES: Roles = {
    "dpo": {
        REGISTER: WORK + EXCHANGE,
        ("processingactivity",): ("approve", "review", "view_draft"),
        SUBMISSIONS: (*READ, "export"),
        FILES: ("view", "change", "export"),
        EVIDENCE: READ,
        ("evidenceentry",): ("export",),
        ("evidenceanchor",): ("add",),
        ("evidenceevent",): ("redact",),
        ("organisation",): ("manage_accounts",),
        ("jobrun",): ("run",),
    },
    "editor": {
        REGISTER: WORK + EXCHANGE,
        ("processingactivity",): ("review", "view_draft"),
        SUBMISSIONS: (*READ, "export"),
        FILES: ("view", "change", "export"),
    },
    "requests officer": {
        ORGANISATION + TERMS + PARTIES + RECORD + BODIES: READ,
        ("processingactivity",): ("view_draft",),
    },
    "committee reader": {ORGANISATION + TERMS + PARTIES + RECORD + BODIES: READ},
    "auditor": {
        REGISTER: (*READ, "export"),
        ("processingactivity",): ("view_draft",),
        SUBMISSIONS + FILES: (*READ, "export"),
        EVIDENCE: READ,
        ("evidenceentry",): ("export",),
    },
}


# What each may do here, in a sentence for people who give them.
IN_WORDS = {
    "dpo": _(
        "Privacy lead (or data protection officer): works on all of the register, approves "
        "entries, redacts, gives roles."
    ),
    "editor": _("Works on all of the register and sends entries for approval."),
    "requests officer": _("Reads the register, but not the people and who has access."),
    "committee reader": _("Reads approved entries and what belongs to them."),
    "auditor": _("Reads all of the register and its sealed history, and exports it."),
}


def in_words() -> dict[str, Promise]:
    return IN_WORDS


def permissions_of(role: str) -> Iterator[str]:
    """Codenames such as `change_processor`. Raises KeyError for an unknown role."""
    return codenames(ROLES, role)
