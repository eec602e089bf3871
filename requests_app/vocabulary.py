"""Lists that the law or the office closes: states, outcomes, grounds, channels."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RequestState(models.TextChoices):
    """Where a request stands. Which step leads from where is in `handling.lifecycle`."""

    TO_SORT = "to_sort", _("To sort")
    RECEIVED = "received", _("Received")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    WAITING_IDENTITY = "waiting_identity", _("Waiting for identity")
    WAITING_CLARIFICATION = "waiting_clarification", _("Waiting for clarification")
    IN_PROGRESS = "in_progress", _("In progress")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")


class Channel(models.TextChoices):
    """How a request or message came or went. Any official channel starts the clock."""

    EMAIL = "email", _("E-mail")
    FORM = "form", _("Web form")
    POST = "post", pgettext_lazy("letters", "Post")
    PHONE = "phone", _("Telephone")
    IN_PERSON = "in_person", _("In person")


class Outcome(models.TextChoices):
    """What became of one right. An answer that no data is held is an answer."""

    FULFILLED = "fulfilled", _("Fulfilled")
    PARTLY = "partly", _("Partly fulfilled")
    REFUSED = "refused", _("Refused")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    NO_DATA = "no_data", _("No data held")
    WITHDRAWN = "withdrawn", _("Withdrawn by the requester")


class RefusalGround(models.TextChoices):
    """For not, or not fully, acting, each with its article. Against which right: `grounds`."""

    NOT_IDENTIFIED = "not_identified", _("The person cannot be identified, 11(2), 12(2)")
    UNFOUNDED = "unfounded", _("Manifestly unfounded, 12(5)")
    EXCESSIVE = "excessive", _("Excessive, 12(5)")
    RIGHTS_OF_OTHERS = "rights_of_others", _("Rights of others, 15(4), 20(4)")
    ALREADY_INFORMED = "already_informed", _("Already informed, 13(4), 14(5)(a)")
    IMPOSSIBLE = "impossible", _("Impossible or disproportionate, 14(5)(b), 19")
    LAID_DOWN = "laid_down_by_law", _("Obtaining or disclosure laid down by law, 14(5)(c)")
    CONFIDENTIALITY = "confidentiality", _("Professional secrecy, 14(5)(d)")
    ACCURATE = "accurate", _("The data is accurate and complete, 16")
    NOTHING_TO_ERASE = "no_ground_to_erase", _("None of the grounds of 17(1) applies")
    EXPRESSION = "erase_expression", _("Freedom of expression, 17(3)(a)")
    LEGAL_DUTY = "erase_legal_duty", _("Legal obligation to keep, 17(3)(b)")
    PUBLIC_TASK = "erase_public_task", _("Public task, 17(3)(b)")
    HEALTH = "erase_health", _("Public health, 17(3)(c)")
    ARCHIVE = "erase_archive", _("Archiving, research, statistics, 17(3)(d)")
    CLAIMS = "erase_claims", _("Legal claims, 17(3)(e)")
    NOTHING_TO_RESTRICT = "no_ground_to_restrict", _("None of the cases of 18(1) applies")
    NOT_PORTABLE = "not_portable", _("Not portable, 20(1), 20(3)")
    NOT_OBJECTABLE = "other_legal_basis", _("Does not rest on 6(1)(e) or (f), 21(1)")
    COMPELLING = "compelling_grounds", _("Compelling legitimate grounds, 21(1)")
    OBJECTION_CLAIMS = "objection_claims", _("Legal claims, 21(1)")
    OBJECTION_RESEARCH = "objection_research", _("Research for a public task, 21(6)")
    NO_DECISION = "no_sole_decision", _("No solely automated decision of that kind, 22(1)")
    DECISION_CONTRACT = "decision_contract", _("Decision needed for a contract, 22(2)(a)")
    DECISION_LAW = "decision_law", _("Decision authorised by law, 22(2)(b)")
    DECISION_CONSENT = "decision_consent", _("Decision with explicit consent, 22(2)(c)")
    NO_CONSENT = "no_consent", _("Does not rest on consent, 7(3)")
    NO_INFRINGEMENT = "no_infringement", _("No infringement found, on a complaint")
    RESEARCH = "research", _("Research or statistics under a law, 89(2)")
    ARCHIVING = "archiving", _("Archiving in the public interest under a law, 89(3)")
    NATIONAL = "national_restriction", _("Restriction by a law, 23, 85")
    NOT_CONTROLLER = "not_controller", _("Not our data: another controller, 28(3)(e)")


class IdentityState(models.TextChoices):
    """Article 12(6). The document itself is never kept."""

    NOT_ASKED = "not_asked", _("Not asked")
    ASKED = "asked", _("Asked")
    VERIFIED = "verified", _("Verified")
    FAILED = "failed", _("Could not be verified")
    NOT_NEEDED = "not_needed", _("Not needed")


class Finding(models.TextChoices):
    """What a search in one activity brought."""

    OPEN = "open", _("Not searched yet")
    FOUND = "found", _("Data found")
    NOTHING = "nothing", _("Nothing found")


class WhyNotTold(models.TextChoices):
    """Article 19: the two reasons for not telling a recipient; or it has nothing any more."""

    IMPOSSIBLE = "impossible", _("Impossible")
    DISPROPORTIONATE = "disproportionate", _("Disproportionate effort")
    DELETED = "deleted", _("It has deleted or returned the data, 28(3)(g)")


class Direction(models.TextChoices):
    IN = "in", _("Received")
    OUT = "out", pgettext_lazy("direction of a message", "Sent")
    OWN = "own", _("Put in here")


class MessageKind(models.TextChoices):
    """What a message is for; each kind that is sent has an editable template."""

    REQUEST = "request", pgettext_lazy("kind of message", "Request")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
    IDENTITY = "identity", _("Question about identity")
    CLARIFICATION = "clarification", _("Question for clarification")
    EXTENSION = "extension", _("Notice of an extension")
    ANSWER = "answer", pgettext_lazy("kind of message", "Answer")
    REFUSAL = "refusal", _("Refusal")
    LIFTING = "lifting", _("Notice that a restriction will be lifted")
    INFORMATION = "information", _("What happens with what you send us")
    IDENTIFICATION = "identification", _("Sent only to identify the person")
    PREPARED = "prepared", _("Files to send")
    OTHER = "other", pgettext_lazy("kind of message", "Other")
    AUTOMATIC = "automatic", _("Automatic reply or bounce")


class Language(models.TextChoices):
    """In which letters ship. An organisation may add templates in others."""

    ENGLISH = "en", "English"
    GERMAN = "de", "Deutsch"
    FRENCH = "fr", "Français"


class ClockRule(models.TextChoices):
    """Values of `requests_app.deadlines.questions.Rule`, for forms."""

    EDPB = "edpb", _("EDPB: questions suspend the period")
    ICO = "ico", _("ICO: identity restarts the period, clarification suspends it")


class PeriodDuty(models.TextChoices):
    """Values of `requests_app.deadlines.periods.Duty`: what a law gives a period for."""

    ANSWER = "answer", _("Act on a request, 12(3)")
    EXTENDED = "extended", _("Act on a request, extended, 12(3)")
    NOTICE = "notice", _("Tell of an extension or a refusal, 12(3), 12(4)")
    QUESTION = "question", _("Ask a question without delay")
    COMPLAINT = "complaint", _("Acknowledge a complaint")
    COMPLAINT_ANSWER = "complaint_answer", _("Answer a complaint")
    AUTHORITY_INFORMS = "authority_informs", _("Authority tells who complained, 78(2)")
    BREACH_AUTHORITY = "breach_authority", _("Tell the authority of a breach, 33(1)")
    BREACH_PEOPLE = "breach_people", _("Tell people of a breach, 34")
    BREACH_CONTROLLER = "breach_controller", _("Processor tells of a breach, 33(2)")
    INQUIRY = "inquiry", _("Authority decides a cross-border case")
    SIMPLE_INQUIRY = "simple_inquiry", _("Authority decides a simple cross-border case")


# Complaints are no requests under Articles 15 to 22: neither 12(3) to (5) nor its month is theirs.
TO_AUTHORITY, TO_US = "complaint", "concern"
COMPLAINTS = frozenset({TO_AUTHORITY, TO_US})


class PeriodUnit(models.TextChoices):
    HOURS = "hours", _("Hours")
    DAYS = "days", _("Days")
    WORKING_DAYS = "working_days", _("Working days")
    MONTHS = "months", _("Months")


class PeriodEvent(models.TextChoices):
    """From what a period is counted. The day of the event itself is left out."""

    RECEIPT = "receipt", _("Receipt of the request")
    LAST_ANSWER = "last_answer", _("Receipt, or the last answer of the requester")
    COMPLAINT = "complaint", _("Receipt of the complaint")
    LODGING = "lodging", _("Lodging of the complaint with the authority")
    AWARENESS = "awareness", _("Becoming aware of the breach")
    LEAD = "lead", _("Confirmation of the lead authority")


class LawStatus(models.TextChoices):
    """Whether it counts. What is adopted counts from its first day on."""

    IN_FORCE = "in_force", _("In force")
    ADOPTED = "adopted", _("Adopted, valid from its first day")
    PROPOSED = "proposed", _("Proposed")


class Reminder(models.TextChoices):
    """The occasions on which somebody is reminded of a due date."""

    FORTNIGHT = "t14", _("Due within two weeks")
    WEEK = "t7", _("Due within a week")
    DAY = "t1", _("Due tomorrow")
    DUE = "due", _("Due today")
    OVERDUE = "overdue", _("Overdue")
    ACKNOWLEDGE = "ack", _("Complaints to acknowledge")
    STOP = "stop", _("To be stopped at once")


class RetentionMode(models.TextChoices):
    """Whether a run of retention removed anything, and on whose word."""

    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Removed as confirmed")
    AUTOMATIC = "automatic", _("Removed by policy")
