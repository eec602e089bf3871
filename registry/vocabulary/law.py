"""Whose law asks for something, how much it weighs, and what can be answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Jurisdiction(models.TextChoices):
    """Whose General Data Protection Regulation asks for something."""

    EU = "EU", _("European Union")
    UK = "UK", _("United Kingdom")


class LawStatus(models.TextChoices):
    """What is proposed never counts."""

    IN_FORCE = "in_force", _("In force")
    PROPOSED = "proposed", _("Proposed")


class Severity(models.TextChoices):
    """What a gap does to an approval."""

    REFUSES = "refuses", _("Article 30 asks for it: no approval without")
    FINDING = "finding", _("Open finding: somebody sees to it")


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
