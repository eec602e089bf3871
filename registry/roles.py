"""Who may do what: one table of roles, made into groups after each `migrate`."""

from collections.abc import Iterator

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
        EVIDENCE: READ,
        ("evidenceentry",): ("export",),
        ("evidenceanchor",): ("add",),
        ("evidenceevent",): ("redact",),
    },
    "editor": {
        REGISTER: WORK + EXCHANGE,
        ("processingactivity",): ("review", "view_draft"),
    },
    "requests officer": {
        ORGANISATION + TERMS + PARTIES + RECORD + BODIES: READ,
        ("processingactivity",): ("view_draft",),
    },
    "committee reader": {ORGANISATION + TERMS + PARTIES + RECORD + BODIES: READ},
    "auditor": {
        REGISTER: (*READ, "export"),
        ("processingactivity",): ("view_draft",),
        EVIDENCE: READ,
        ("evidenceentry",): ("export",),
    },
}


def permissions_of(role: str) -> Iterator[str]:
    """Codenames such as `change_processor`. Raises KeyError for an unknown role."""
    return codenames(ROLES, role)
