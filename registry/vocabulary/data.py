"""What kinds of data there are, how it comes to the organisation, and when it goes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class Requirement(models.TextChoices):
    """Why somebody has to provide an item of data, or need not (Article 13(2)(e))."""

    NOT_STATED = "not_stated", _("Not stated")
    VOLUNTARY = "voluntary", _("Voluntary")
    STATUTORY = "statutory", _("Required by law")
    CONTRACTUAL = "contractual", _("Required by the contract")
    FOR_CONTRACT = "for_contract", _("Needed to enter into a contract")
    FOR_SERVICE = "for_service", _("Needed for the service")


class TrackerKind(models.TextChoices):
    COOKIE = "cookie", _("Cookie")
    LOG_FILE = "log_file", _("Log file")
    CLEAR_GIF = "clear_gif", _("Clear gif")
    OTHER = "other", _("Similar technology")


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
