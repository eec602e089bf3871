"""Lists that the law or the register closes. What is stored is the citation or a plain word."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.events import EventName  # noqa: F401 (one of these lists; `records` needs it too)


class ActivityState(models.TextChoices):
    """Where the record stands. Whether the processing takes place is said by its dates."""

    DRAFT = "draft", pgettext_lazy("state of an entry", "Draft")
    APPROVED = "approved", _("Approved")
    CHANGED = "changed", _("Approved, changed since")
    RETIRED = "retired", _("Retired")


# What is "changed" is in force, and says more than somebody has answered for.
UNAPPROVED = (ActivityState.DRAFT, ActivityState.CHANGED)
IN_APPROVAL = (ActivityState.APPROVED, ActivityState.CHANGED)


class SubmissionOutcome(models.TextChoices):
    """What came of an entry that was sent for approval."""

    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    SENT_BACK = "sent back", _("Sent back")
    TAKEN_BACK = "taken back", _("Taken back")


class OrganisationRole(models.TextChoices):
    """Articles 4(7), 4(8) and 26: as what the organisation acts in an activity."""

    CONTROLLER = "controller", _("Controller")
    JOINT_CONTROLLER = "joint_controller", _("Joint controller")
    PROCESSOR = "processor", _("Processor")
    NOT_STATED = "not_stated", _("Not stated")


class Severity(models.TextChoices):
    """What a gap does to an approval."""

    REFUSES = "refuses", _("Article 30 asks for it: no approval without")
    FINDING = "finding", _("Open finding: somebody sees to it")


class Jurisdiction(models.TextChoices):
    """Whose General Data Protection Regulation asks for something."""

    EU = "EU", _("European Union")
    UK = "UK", _("United Kingdom")


class LawStatus(models.TextChoices):
    """What is proposed never counts."""

    IN_FORCE = "in_force", _("In force")
    PROPOSED = "proposed", _("Proposed")


class UnionLaw(models.TextChoices):
    """Article 3: by what the Regulation applies to an activity."""

    NOT_STATED = "not_stated", _("Not stated")
    ESTABLISHMENT = "art3_1", _("Establishment in the Union, Article 3(1)")
    TARGETING = "art3_2", _("Goods, services or monitoring of people in the Union, Article 3(2)")
    INTERNATIONAL = "art3_3", _("International law, Article 3(3)")
    NONE = "none", _("It does not apply")


class UnitedKingdomLaw(models.TextChoices):
    """The same for the UK GDPR."""

    NOT_STATED = "not_stated", _("Not stated")
    ESTABLISHMENT = "art3_1", _("Establishment in the United Kingdom, Article 3(1)")
    TARGETING = "art3_2", _("Goods, services or monitoring of people there, Article 3(2)")
    NONE = "none", _("It does not apply")


class NoRepresentative(models.TextChoices):
    """Article 27: why nobody is designated."""

    NOT_STATED = "not_stated", _("Not stated")
    NOT_SUBJECT = "not_subject", _("Article 3(2) does not apply")
    EXEMPT = "art27_2_a", _("Occasional, not on a large scale, no risk: Article 27(2)(a)")
    PUBLIC_BODY = "art27_2_b", _("Public authority or body: Article 27(2)(b)")
    REQUIRED = "required", _("Required, none designated")


class LawOf(models.TextChoices):
    """Article 6(3): whose law an obligation or a public task may come from."""

    NOT_STATED = "not_stated", _("Not stated")
    UNION = "union", _("European Union")
    MEMBER_STATE = "member_state", _("A member state of the Union or the EEA")
    UNITED_KINGDOM = "uk", _("United Kingdom")
    OTHER = "other", _("Another country")


class AutomatedException(models.TextChoices):
    """Article 22: what lets a decision be made without a person."""

    NOT_STATED = "not_stated", _("Not stated")
    NO_EFFECT = "no_effect", _("No legal or similar effect: Article 22(1) does not apply")
    CONTRACT = "art22_2_a", _("Necessary for a contract, Article 22(2)(a)")
    LAW = "art22_2_b", _("Union or Member State law, Article 22(2)(b)")
    CONSENT = "art22_2_c", _("Explicit consent, Article 22(2)(c)")


class DataKind(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    SPECIAL = "art9", _("Special category (Article 9)")
    CRIMINAL = "art10", _("Criminal offences (Article 10)")


class Collection(models.TextChoices):
    """How data comes to the organisation: Articles 13 and 14 differ by it, and so does 20."""

    GIVEN = "given", _("Given by the person")
    OBSERVED = "observed", _("Observed automatically")
    RECEIVED = "received", _("Received from others")
    NOT_STATED = "not_stated", _("Not stated")


class TransferTool(models.TextChoices):
    """Chapter V. What is stored is the citation; no rewording can outdate it."""

    NOT_STATED = "not_stated", _("Not stated")
    NONE_NEEDED = "none_needed", _("None needed: inside the EEA, or treated like it")
    NOT_A_TRANSFER = "not_a_transfer", _("No transfer, for the reason under evidence")
    ADEQUACY = "art45_3", _("Adequacy decision, Article 45(3)")
    PUBLIC_INSTRUMENT = "art46_2_a", _("Instrument between public bodies, Article 46(2)(a)")
    BINDING_RULES = "art46_2_b", _("Binding corporate rules, Article 46(2)(b)")
    STANDARD_CLAUSES = "art46_2_c", _("Standard clauses of the Commission, Article 46(2)(c)")
    AUTHORITY_CLAUSES = "art46_2_d", _("Standard clauses of an authority, Article 46(2)(d)")
    CODE_OF_CONDUCT = "art46_2_e", _("Code of conduct, Article 46(2)(e)")
    CERTIFICATION = "art46_2_f", _("Certification, Article 46(2)(f)")
    AD_HOC_CLAUSES = "art46_3_a", _("Authorised contractual clauses, Article 46(3)(a)")
    ADMINISTRATIVE = "art46_3_b", _("Administrative arrangement, Article 46(3)(b)")
    EXPLICIT_CONSENT = "art49_1_a", _("Explicit consent, Article 49(1)(a)")
    CONTRACT_WITH_PERSON = "art49_1_b", _("Contract with the person, Article 49(1)(b)")
    CONTRACT_FOR_PERSON = "art49_1_c", _("Contract for the person, Article 49(1)(c)")
    PUBLIC_INTEREST = "art49_1_d", _("Important public interest, Article 49(1)(d)")
    LEGAL_CLAIMS = "art49_1_e", _("Legal claims, Article 49(1)(e)")
    VITAL_INTERESTS = "art49_1_f", _("Vital interests, Article 49(1)(f)")
    PUBLIC_REGISTER = "art49_1_g", _("Public register, Article 49(1)(g)")
    COMPELLING_INTERESTS = "art49_1_2", _("Compelling interests, Article 49(1) subparagraph 2")
    UK_AGREEMENT = "uk_idta", _("International Data Transfer Agreement (UK)")
    UK_ADDENDUM = "uk_addendum", _("UK Addendum to the clauses of the Commission")


class SubProcessing(models.TextChoices):
    """Article 28(2): how the processor may engage others."""

    SPECIFIC = "specific", _("Each one needs our specific written authorisation")
    GENERAL = "general", _("General written authorisation")
    NOT_STATED = "not_stated", _("Not stated")


class RecipientRole(models.TextChoices):
    """Article 4(7) to (10): as what a recipient receives data."""

    PROCESSOR = "processor", _("Processor")
    SUB_PROCESSOR = "sub_processor", _("Sub-processor")
    CONTROLLER = "controller", _("Separate controller")
    JOINT_CONTROLLER = "joint_controller", _("Joint controller")
    INTERNAL = "internal", _("Inside the organisation")
    AUTHORITY = "authority", _("Public authority")
    THIRD_PARTY = "third_party", _("Third party")
    PUBLIC = "public", _("The public")


class EngagementState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    ACTIVE = "active", pgettext_lazy("engagement", "Active")
    ENDED = "ended", _("Ended")


class PeriodUnit(models.TextChoices):
    HOURS = "hours", _("hours")
    DAYS = "days", _("days")
    MONTHS = "months", _("months")
    YEARS = "years", _("years")


class RetentionEnd(models.TextChoices):
    """What ends a retention that no number ends (Article 13(2)(a))."""

    NO_LONGER_NEEDED = "no_longer_needed", _("no longer needed for the purpose")
    ORGANISATION = "organisation_ends", _("the organisation itself ends")
    RELATION = "relation_ends", _("the relation with the person ends")
    ACCOUNT = "account_ends", _("the account ends")
    CONSENT = "consent_withdrawn", _("consent is withdrawn")
    DELETION = "deletion_possible", _("deletion is possible")


class RetentionAction(models.TextChoices):
    DELETE = "delete", _("Delete")
    ANONYMISE = "anonymise", _("Anonymise")
    DELETE_OR_ANONYMISE = "delete_or_anonymise", _("Delete or anonymise")
    BLOCK = "block", _("Block, then delete")
    ISOLATE = "isolate", _("Isolate until deletion is possible")
    ARCHIVE = "archive", pgettext_lazy("after the retention period", "Archive")
    KEEP_PUBLIC = "keep_public", _("Keep, accessible to the public")
    REVIEW = "review", pgettext_lazy("after the retention period", "Review")
    NOT_STATED = "not_stated", _("Not stated")


class TrackerKind(models.TextChoices):
    COOKIE = "cookie", _("Cookie")
    LOG_FILE = "log_file", _("Log file")
    CLEAR_GIF = "clear_gif", _("Clear gif")
    OTHER = "other", _("Similar technology")


class DisclosureGround(models.TextChoices):
    LEGAL_PROCESS = "legal_process", _("Law or legal process")
    RIGHTS = "rights", _("Protection of rights or property")
    FOREIGN_ORDER = "foreign_order", _("Order from outside the Union (Article 48)")
    EMERGENCY = "emergency", _("Emergency, personal safety")
    CORPORATE = "corporate_transaction", _("Corporate transaction")
    OTHER = "other", _("Another ground")


class BodyKind(models.TextChoices):
    STAFF = "staff", _("Staff")
    COMMITTEE = "committee", _("Committee")
    BOARD = "board", _("Board")
    OTHER = "other", _("Other group")


class AccessLevel(models.TextChoices):
    NOT_STATED = "not_stated", _("Not stated")
    READ = "read", pgettext_lazy("level of access", "Read")
    EDIT = "edit", _("Edit")
    ADMINISTER = "administer", _("Administer")


class AccessVerdict(models.TextChoices):
    KEEP = "keep", _("Keep")
    CHANGE = "change", pgettext_lazy("decision on access", "Change")
    WITHDRAW = "withdraw", _("Withdraw")


class AppointmentRole(models.TextChoices):
    """Articles 27 and 37."""

    DPO = "dpo", _("Data protection officer")
    REPRESENTATIVE_UNION = "representative_union", _("Representative in the Union")
    REPRESENTATIVE_UK = "representative_uk", _("Representative in the United Kingdom")
    PRIVACY_CONTACT = "privacy_contact", _("Privacy contact")


class ContactUse(models.TextChoices):
    GENERAL = "general", _("General")
    PRIVACY = "privacy", _("Privacy questions and requests")


class ContactChannel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    POST = "post", pgettext_lazy("letters", "Post")
    WEB = "web", _("Web page")


class RightsAudience(models.TextChoices):
    """To whom a right is promised: notices ask where people live."""

    EVERYBODY = "everybody", _("Everybody")
    EEA = "eea", _("Residents of the EEA")
    UK = "uk", _("Residents of the United Kingdom")
    EEA_UK = "eea_uk", _("Residents of the EEA and the United Kingdom")
    EEA_UK_CH = "eea_uk_ch", _("Residents of the EEA, the United Kingdom and Switzerland")
    CALIFORNIA = "california", _("Residents of California")
    OTHER = "other", _("Others, as published")


class RightsChannel(models.TextChoices):
    """How a right is exercised (Article 12(2))."""

    NOT_STATED = "not_stated", _("Not stated")
    EMAIL = "email", _("By e-mail")
    PHONE = "phone", _("By telephone")
    POST = "post", _("By post")
    WEB = "web", _("On a web page or form")
    ACCOUNT = "account", _("In the account")
    MESSAGE = "message", _("By the option in each message")
    AUTHORITY = "authority", _("With a supervisory authority")


class HandlingTopic(models.TextChoices):
    """What an organisation promises or reserves about how it treats people and their requests."""

    EXERCISE = "exercise", _("How rights are exercised")
    IDENTITY = "identity", _("Check of identity")
    FREQUENCY = "frequency", _("Frequency of requests")
    ANSWERING = "answering", _("Answering requests")
    OPT_OUT = "opt_out", _("Opting out of messages")
    FURTHER_USE = "further_use", _("Further use of data")
    PROVISION = "provision", _("Whether giving data is mandatory")
    PLACE = "place", _("Place of processing")
    LINKING = "linking", _("Linking of data")
    UPDATES = "updates", _("Updates of the notice")
    LINKS = "links", _("Links to other sites")
    SECURITY = "security", _("Limits of security")
    OTHER = "other", pgettext_lazy("topic", "Other")


class Answer(models.TextChoices):
    """A question that may be unanswered."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_STATED = "not_stated", _("Not stated")


class Certainty(models.TextChoices):
    """How sure the organisation says it is."""

    STATED = "stated", _("Stated as a fact")
    ASSUMED = "assumed", _("Assumed")
    NOT_STATED = "not_stated", _("Not stated")


class ConsentForm(models.TextChoices):
    """How people consent (Article 4(11))."""

    OPT_IN = "opt_in", _("Opt-in")
    DOUBLE_OPT_IN = "double_opt_in", _("Double opt-in, confirmed by a message")
    STATEMENT = "statement", _("Statement, such as a signature")


class Requirement(models.TextChoices):
    """Why somebody has to provide an item of data, or need not (Article 13(2)(e))."""

    NOT_STATED = "not_stated", _("Not stated")
    VOLUNTARY = "voluntary", _("Voluntary")
    STATUTORY = "statutory", _("Required by law")
    CONTRACTUAL = "contractual", _("Required by the contract")
    FOR_CONTRACT = "for_contract", _("Needed to enter into a contract")
    FOR_SERVICE = "for_service", _("Needed for the service")


class AssessmentState(models.TextChoices):
    """Article 35."""

    NOT_STATED = "not_stated", _("Not stated")
    NOT_NEEDED = "not_needed", _("Not needed")
    NEEDED = "needed", _("Needed, not started")
    RUNNING = "running", _("In progress")
    DONE = "done", _("Done")


class EntryKind(models.TextChoices):
    """What an entry of the sealed log stands for. Its `kind` in the leaf is the stored word."""

    GENESIS = "genesis", _("beginning of the log")
    SCHEMA = "schema", _("list of sealed fields from here on")
    BASELINE = "baseline", _("a version from before the log")
    HISTORY = "history", _("a version")
    EVENT = "event", _("an event")
    REDACT = "redact", _("a redaction")


class RedactionGround(models.TextChoices):
    """Why something is taken out of the past."""

    RETENTION = "retention", _("the retention period is over (Article 5(1)(e))")
    ERASURE = "erasure", _("a request for erasure (Article 17)")
    MISTAKE = "mistake", _("entered by mistake")
    ORDER = "order", _("an order of a court or an authority")


class AnchorMethod(models.TextChoices):
    """Where a checkpoint of the log went."""

    FILE = "file", _("to a file")
    MAIL = "mail", _("by mail")
    PAGE = "page", _("on paper")
    TIME_STAMP = "rfc3161", _("to a time-stamp authority")


class Job(models.TextChoices):
    """What an installation does again and again, by its command: see `registry.jobs.expected`."""

    SEND_REMINDERS = "send_reminders", _("reminders")
    APPLY_RETENTION = "apply_retention", _("retention")
    VERIFY_EVIDENCE = "verify_evidence", _("verification of the history")
    ANCHOR_EVIDENCE = "anchor_evidence", _("checkpoint to others")
    BACKUP = "backup", _("backup")
    RESTORE_CHECK = "restore_check", _("restore check")


class MarkName(models.TextChoices):
    """What can hold for a whole register."""

    EXAMPLE = "example", _("holds the example")
    OWN = "own", _("begun as an own register")
