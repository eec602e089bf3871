"""The tables of the register, one module for each group that people think of together."""

from registry.files.uploads import WaitingFile
from registry.models.activities import ProcessingActivity
from registry.models.authorities import SupervisoryAuthority
from registry.models.countries import AdequacyDecision, Country
from registry.models.disclosures import Disclosure
from registry.models.evidence import (
    EvidenceAnchor,
    EvidenceEntry,
    EvidenceEvent,
    EvidenceHead,
    EvidenceKey,
    EvidenceRedaction,
    EvidenceUnlock,
)
from registry.models.findings import AcknowledgedFinding, Submission
from registry.models.jobs import AskedWork, JobRun, Mark
from registry.models.kept_files import KeptFile
from registry.models.library.asked import AskedColleague
from registry.models.library.suggestions import Suggestion
from registry.models.notices.promises import GeneralBasis, PromisedRight, TransferPromise
from registry.models.notices.published import Notice, Passage, StatedFact
from registry.models.organisation import Appointment, Contact, HandlingRule, Organisation
from registry.models.parties import Processor, ProcessorAgreement
from registry.models.people.access import AccessGrant
from registry.models.people.reviews import AccessDecision, AccessReview
from registry.models.people.seats import Body, Person, Seat
from registry.models.purposes import DataProvision, Purpose
from registry.models.recipients import Engagement
from registry.models.retention import RetentionRule
from registry.models.security import MeasureInPlace
from registry.models.terms import (
    DataCategory,
    DataSubjectCategory,
    LegalBasis,
    Right,
    SecurityMeasure,
    SpecialCategoryCondition,
)
from registry.models.trackers import Tracker
from registry.models.transfers import Transfer

__all__ = [
    "AccessDecision",
    "AccessGrant",
    "AccessReview",
    "AcknowledgedFinding",
    "AdequacyDecision",
    "Appointment",
    "AskedColleague",
    "AskedWork",
    "Body",
    "Contact",
    "Country",
    "DataCategory",
    "DataProvision",
    "DataSubjectCategory",
    "Disclosure",
    "Engagement",
    "EvidenceAnchor",
    "EvidenceEntry",
    "EvidenceEvent",
    "EvidenceHead",
    "EvidenceKey",
    "EvidenceRedaction",
    "EvidenceUnlock",
    "GeneralBasis",
    "HandlingRule",
    "JobRun",
    "KeptFile",
    "LegalBasis",
    "Mark",
    "MeasureInPlace",
    "Notice",
    "Organisation",
    "Passage",
    "Person",
    "ProcessingActivity",
    "Processor",
    "ProcessorAgreement",
    "PromisedRight",
    "Purpose",
    "RetentionRule",
    "Right",
    "Seat",
    "SecurityMeasure",
    "SpecialCategoryCondition",
    "StatedFact",
    "Submission",
    "Suggestion",
    "SupervisoryAuthority",
    "Tracker",
    "Transfer",
    "TransferPromise",
    "WaitingFile",
]
