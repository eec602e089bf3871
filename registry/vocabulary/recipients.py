"""As what somebody receives data, on which ground, and what lets it leave the country."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class SubProcessing(models.TextChoices):
    """Article 28(2): how the processor may engage others."""

    SPECIFIC = "specific", _("Each one needs our specific written authorisation")
    GENERAL = "general", _("General written authorisation")
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


class DisclosureGround(models.TextChoices):
    LEGAL_PROCESS = "legal_process", _("Law or legal process")
    RIGHTS = "rights", _("Protection of rights or property")
    FOREIGN_ORDER = "foreign_order", _("Order from outside the Union (Article 48)")
    EMERGENCY = "emergency", _("Emergency, personal safety")
    CORPORATE = "corporate_transaction", _("Corporate transaction")
    OTHER = "other", _("Another ground")
