"""Where the record of an activity stands, whose law it is under, and what lets it take place."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class ConsentForm(models.TextChoices):
    """How people consent (Article 4(11))."""

    OPT_IN = "opt_in", _("Opt-in")
    DOUBLE_OPT_IN = "double_opt_in", _("Double opt-in, confirmed by a message")
    STATEMENT = "statement", _("Statement, such as a signature")


class AssessmentState(models.TextChoices):
    """Article 35."""

    NOT_STATED = "not_stated", _("Not stated")
    NOT_NEEDED = "not_needed", _("Not needed")
    NEEDED = "needed", _("Needed, not started")
    RUNNING = "running", _("In progress")
    DONE = "done", _("Done")
