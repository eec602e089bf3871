"""What stands in the sealed log, and what an installation does again and again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
