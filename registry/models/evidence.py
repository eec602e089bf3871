"""The sealed log: an entry for each version and event, in one order, and what checks it."""

import json

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.personal import FREE_TEXT, NONE, STAFF
from registry.vocabulary import AnchorMethod, EntryKind, EventName


class EvidenceEntry(models.Model):
    """A leaf of the log. It says that a version existed, and nothing of what it says.

    Never changed and never deleted: triggers of the database refuse both.
    """

    personal = {"model": NONE, "leaf": NONE, "leaf_hash": NONE, "root": NONE}

    seq = models.BigIntegerField(
        pgettext_lazy("in a series", "number"),
        primary_key=True,
        help_text=_("Consecutive, starting from 0."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind.choices)
    # The table whose version or event this is, such as `registry.processor`; else empty.
    model = models.CharField(pgettext_lazy("of the register", "table"), max_length=100, blank=True)
    history_id = models.BigIntegerField(_("version"), null=True)
    leaf = models.TextField(
        pgettext_lazy("tree of hashes", "leaf"), help_text=_("Canonical JSON; this text is hashed.")
    )
    leaf_hash = models.CharField(_("hash of the leaf"), max_length=64)
    root = models.CharField(
        pgettext_lazy("tree of hashes", "root"),
        max_length=64,
        help_text=_("The root of the tree of all entries up to this one."),
    )

    class Meta:
        verbose_name = _("entry of the log")
        verbose_name_plural = _("entries of the log")
        ordering = ("seq",)
        default_permissions = ("view", "export")
        constraints = [
            models.UniqueConstraint(name="evidence_once", fields=["model", "history_id"]),
        ]

    def __str__(self):
        return str(self.seq)


class EvidenceKey(models.Model):
    """The secret that salts the digests of an entry: the only part that may be destroyed."""

    personal = {"key": NONE, "salts": NONE}

    seq = models.BigIntegerField(pgettext_lazy("in a series", "number"), primary_key=True)
    key = models.BinaryField(pgettext_lazy("cryptography", "key"), max_length=32, null=True)
    # After a redaction, instead of the key: field → salt, of the fields that are left.
    salts = models.TextField(_("salts"), null=True)  # noqa: DJ001 (NULL until then)

    class Meta:
        verbose_name = _("key of an entry")
        verbose_name_plural = _("keys of entries")
        default_permissions = ()

    def __str__(self):
        return str(self.seq)


class EvidenceHead(models.Model):
    """The end of the log, in one row: from it the next entry is hashed."""

    personal = {"frontier": NONE}

    size = models.BigIntegerField(_("entries"))
    # The roots of the full subtrees, largest first, as hexadecimal text with spaces between.
    frontier = models.TextField(_("frontier"), blank=True)
    # Of the newest entry: the clocks of several servers differ, the log's never runs back.
    at = models.DateTimeField(_("moment"))

    class Meta:
        verbose_name = _("end of the log")
        verbose_name_plural = _("end of the log")
        default_permissions = ()

    def __str__(self):
        return str(self.size)


class EvidenceEvent(models.Model):
    """Something that happened and changed no table of the register, or more than one.

    Sealed like a version: `kind` of its entry is `event` or `redact`.
    """

    personal = {"author": STAFF, "about_model": NONE, "details": FREE_TEXT}

    name = models.CharField(_("what"), max_length=30, choices=EventName.choices)
    at = models.DateTimeField(_("when"), db_index=True)
    author_id = models.BigIntegerField(_("account"), null=True)
    author = models.CharField(_("by whom"), max_length=150, blank=True)
    # The row that it is about, such as `registry.processor` and its id; else empty.
    about_model = models.CharField(_("about the table"), max_length=100, blank=True)
    about_id = models.BigIntegerField(_("about the row"), null=True)
    details = models.TextField(_("details"), help_text=_("Canonical JSON."))

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-id",)
        default_permissions = ("view",)
        permissions = [("redact_evidenceevent", "Can take personal data out of the past for good")]
        indexes = [models.Index(fields=["about_model", "about_id"], name="evidence_event_about")]

    def __str__(self):
        at = date_format(timezone.localtime(self.at), "DATETIME_FORMAT")
        return f"{self.get_name_display()}, {at}"

    @property
    def facts(self) -> dict:
        """The details, read; or what a redaction has put in their place."""
        try:
            return json.loads(self.details)
        except ValueError:
            return {"details": self.details}


class EvidenceRedaction(models.Model):
    """A field of an entry whose value and salt are gone for good, and the entry that says so."""

    personal = {"field": NONE}

    entry = models.ForeignKey(
        EvidenceEntry, models.PROTECT, verbose_name=_("entry"), related_name="redactions"
    )
    field = models.CharField(_("field"), max_length=100)
    redacted_by = models.ForeignKey(
        EvidenceEntry, models.PROTECT, verbose_name=_("redacted by"), related_name="redacts"
    )

    class Meta:
        verbose_name = _("redacted field")
        verbose_name_plural = _("redacted fields")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="evidence_redacted_once", fields=["entry", "field"]),
        ]

    def __str__(self):
        return f"{self.entry_id}: {self.field}"


class EvidenceAnchor(models.Model):
    """A copy of the end of the log that was given away, so that it cannot be taken back."""

    personal = {"root": NONE, "checkpoint": NONE, "target": STAFF, "receipt": NONE}

    size = models.BigIntegerField(_("entries"))
    root = models.CharField(pgettext_lazy("tree of hashes", "root"), max_length=64)
    checkpoint = models.TextField(_("checkpoint"))
    method = models.CharField(_("how"), max_length=10, choices=AnchorMethod.choices)
    target = models.CharField(
        _("where to"),
        max_length=500,
        blank=True,
        help_text=_("A file, mailboxes or a time-stamp authority."),
    )
    receipt = models.BinaryField(_("receipt"), null=True)
    created_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("anchor")
        verbose_name_plural = _("anchors")
        ordering = ("-id",)
        default_permissions = ("view", "add")

    def __str__(self):
        at = date_format(timezone.localtime(self.created_at), "DATETIME_FORMAT")
        return f"{self.get_method_display()}, {at}"


class EvidenceUnlock(models.Model):
    """A row of the past that a redaction is just blanking. Empty outside of its transaction."""

    personal = {"table": NONE}

    table = models.CharField(pgettext_lazy("of the register", "table"), max_length=100)
    row = models.BigIntegerField(_("row"))

    class Meta:
        verbose_name = _("version unlocked for a redaction")
        verbose_name_plural = _("versions unlocked for a redaction")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="evidence_unlock_once", fields=["table", "row"]),
        ]

    def __str__(self):
        return f"{self.table} {self.row}"
