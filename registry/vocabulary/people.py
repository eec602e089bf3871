"""Who speaks for the organisation, who sits where, and what they may reach."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AppointmentRole(models.TextChoices):
    """Articles 27 and 37."""

    DPO = "dpo", _("Data protection officer")
    REPRESENTATIVE_UNION = "representative_union", _("Representative in the Union")
    REPRESENTATIVE_UK = "representative_uk", _("Representative in the United Kingdom")
    PRIVACY_CONTACT = "privacy_contact", _("Privacy contact")


class NoRepresentative(models.TextChoices):
    """Article 27: why nobody is designated."""

    NOT_STATED = "not_stated", _("Not stated")
    NOT_SUBJECT = "not_subject", _("Article 3(2) does not apply")
    EXEMPT = "art27_2_a", _("Occasional, not on a large scale, no risk: Article 27(2)(a)")
    PUBLIC_BODY = "art27_2_b", _("Public authority or body: Article 27(2)(b)")
    REQUIRED = "required", _("Required, none designated")


class ContactUse(models.TextChoices):
    GENERAL = "general", _("General")
    PRIVACY = "privacy", _("Privacy questions and requests")


class ContactChannel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    POST = "post", pgettext_lazy("letters", "Post")
    WEB = "web", _("Web page")


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
