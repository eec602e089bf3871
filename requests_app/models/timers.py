"""What runs by the calendar: the private feed of due dates, reminders, and retention."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.model import RegisterModel
from registry.records.personal import NONE, STAFF
from registry.records.rules import natural_key
from requests_app.models.request import DataSubjectRequest
from requests_app.vocabulary import Reminder, RetentionMode


class CalendarToken(RegisterModel):
    """One account's key to its feed of due dates. Only the digest of the key is known here."""

    key = ("user",)
    personal = {"digest": NONE}

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("account"), related_name="+"
    )
    digest = models.CharField(
        _("SHA-256 of the key"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Empty if the key was revoked."),
    )
    issued_at = models.DateTimeField(_("issued at"), editable=False)

    class Meta(RegisterModel.Meta):
        verbose_name = _("calendar key")
        verbose_name_plural = _("calendar keys")
        ordering = ("user",)
        constraints = [
            models.UniqueConstraint(
                name="calendartoken_digest_once",
                fields=["digest"],
                condition=~Q(digest=""),
                violation_error_message=_("This key is already in use."),
            ),
        ]

    def __str__(self):
        return str(_("Calendar key {number}")).format(number=self.pk)

    @property
    def is_active(self) -> bool:
        return bool(self.digest)


class ReminderSent(RegisterModel):
    """One account was told of one request's due date. Nobody is told the same thing twice."""

    key = ("request", "kind", "on", "user")
    since = "on"

    request = models.ForeignKey(
        DataSubjectRequest,
        models.PROTECT,
        verbose_name=pgettext_lazy("of a person", "request"),
        related_name="reminders",
    )
    kind = models.CharField(_("occasion"), max_length=10, choices=Reminder.choices)
    on = models.DateField(
        _("about the day"),
        help_text=_("The day of the occasion, even if the reminder was sent later."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("sent to"), related_name="+"
    )
    sent_at = models.DateTimeField(_("sent at"))

    class Meta(RegisterModel.Meta):
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ("-sent_at", "-pk")
        constraints = [natural_key("request", "kind", "on", "user")]

    def __str__(self):
        return self.get_kind_display()

    @property
    def headline(self):
        return str(self.request)


class RetentionRun(RegisterModel):
    """One look at the timers, and how much it removed. It says which files, never what was in."""

    key = ("ran_at",)
    since = "on"
    personal = {"ran_by": STAFF, "scope": NONE}

    ran_at = models.DateTimeField(_("ran at"), unique=True)
    on = models.DateField(_("as of"))
    ran_by = models.CharField(pgettext_lazy("who did it", "by"), max_length=150)
    mode = models.CharField(_("what was done"), max_length=10, choices=RetentionMode.choices)
    scope = models.TextField(
        _("files"),
        blank=True,
        help_text=_("One line for each retention period, with the references."),
    )
    requester_count = models.PositiveIntegerField(_("requesters"), default=0)
    text_count = models.PositiveIntegerField(_("files without texts"), default=0)
    message_count = models.PositiveIntegerField(_("messages"), default=0)
    attachment_count = models.PositiveIntegerField(_("attachments"), default=0)
    fingerprint_count = models.PositiveIntegerField(_("files without fingerprints"), default=0)
    version_count = models.PositiveIntegerField(_("versions"), default=0)
    waiting_count = models.PositiveIntegerField(_("to be confirmed"), default=0)
    held_count = models.PositiveIntegerField(_("on hold"), default=0)

    class Meta(RegisterModel.Meta):
        verbose_name = _("retention run")
        verbose_name_plural = _("retention runs")
        ordering = ("-ran_at",)
        constraints = [
            models.CheckConstraint(
                name="retentionrun_proposal_removes_nothing",
                condition=~Q(mode=RetentionMode.PROPOSED) | Q(version_count=0),
                violation_error_message=_("A run that only proposes cannot have removed anything."),
            ),
        ]

    def __str__(self):
        return f"{localize(self.on)}: {self.get_mode_display()}"
