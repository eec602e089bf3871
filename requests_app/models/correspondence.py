"""What was said: messages in and out, their attachments, and the templates to write from."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.files_kept.filetypes import FileCheck
from registry.records.model import LastingModel, RegisterModel
from registry.records.personal import DATA_SUBJECT, FREE_TEXT, NONE
from requests_app.models.request import DataSubjectRequest
from requests_app.vocabulary import Channel, Direction, MessageKind

# An outgoing letter need not be sent yet.
CALLED = {
    Direction.IN: _("{kind} of {day}, received"),
    Direction.OUT: _("{kind} of {day}, outgoing"),
    Direction.OWN: _("{kind} of {day}"),
}


class Message(RegisterModel):
    """One message of a request, or one that was filed without any: an automatic reply."""

    key = ("request", "at", "direction")
    label_fields = ("at",)
    since = "at__date"
    # Why the mail server has just not taken it: for the page that tried, kept nowhere.
    refusal = ""
    personal = {
        "subject": DATA_SUBJECT,
        "text": DATA_SUBJECT,
        "correspondent": DATA_SUBJECT,
        "message_id": DATA_SUBJECT,
        # Together they tell whether a guess is what was said.
        "fingerprint": DATA_SUBJECT,
        "fingerprint_salt": DATA_SUBJECT,
    }

    request = models.ForeignKey(
        DataSubjectRequest,
        models.PROTECT,
        verbose_name=pgettext_lazy("of a person", "request"),
        null=True,
        blank=True,
        related_name="messages",
    )
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    kind = models.CharField(
        _("kind"), max_length=20, choices=MessageKind.choices, default=MessageKind.OTHER
    )
    # Empty where nothing came or went: files that were put in to be sent.
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, blank=True)
    at = models.DateTimeField(_("date"))
    subject = models.CharField(pgettext_lazy("of a message", "subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    correspondent = models.CharField(
        _("from or to"),
        max_length=600,
        blank=True,
        help_text=_("Fill in only if it is not the address of the requester."),
    )
    message_id = models.CharField(_("Message-ID"), max_length=300, blank=True, editable=False)
    # Of what was sent or came: kept longer than the text, and says nothing about it.
    byte_count = models.PositiveIntegerField(_("bytes"), null=True, editable=False)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)
    fingerprint_salt = models.CharField(_("salt"), max_length=64, blank=True, editable=False)

    class Meta(RegisterModel.Meta):
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("at", "pk")
        permissions = [("view_old_message", "Can read the words of files closed long ago")]
        constraints = [
            models.UniqueConstraint(
                name="message_id_once",
                fields=["message_id"],
                condition=~Q(message_id=""),
                violation_error_message=_("This message was already filed."),
            ),
        ]

    def __str__(self):
        """What it was for, when, and which way it went: what it says is the requester's."""
        day = localize(timezone.localdate(self.at)) if self.at else ""
        return str(CALLED.get(self.direction, CALLED[Direction.OWN])).format(
            kind=self.what, day=day
        )

    @property
    def what(self) -> str:
        """What it is for, if anything that has a name."""
        is_other = self.kind == MessageKind.OTHER
        return str(_("Message") if is_other else self.get_kind_display())


class Attachment(RegisterModel):
    """A file that came or went with a message, outside the web root under a random name.

    What goes out is a copy of its own: its SHA-256 says what was sent.
    """

    key = ("message", "stored_name")
    since = "message__at__date"
    personal = {
        "name": DATA_SUBJECT,
        "content_type": NONE,
        "found_type": NONE,
        "sha256": DATA_SUBJECT,
        "stored_name": NONE,
    }

    message = models.ForeignKey(
        Message, models.PROTECT, verbose_name=_("message"), related_name="attachments"
    )
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("declared type"), max_length=100)
    found_type = models.CharField(
        _("detected type"),
        max_length=100,
        blank=True,
        help_text=_("Detected from the content of the file."),
    )
    check_result = models.CharField(
        pgettext_lazy("of a file", "check"),
        max_length=12,
        choices=FileCheck.choices,
        default=FileCheck.UNKNOWN,
    )
    is_identification = models.BooleanField(
        _("only to identify the person"),
        default=False,
        help_text=_("It is removed after the check, as the letter that asks for it promises."),
    )
    byte_count = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    stored_name = models.CharField(_("stored as"), max_length=64, unique=True, editable=False)
    # Not to be told from the name: whoever sends a file chooses that.
    file_removed_on = models.DateField(_("file removed on"), null=True, blank=True, editable=False)

    class Meta(RegisterModel.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("message", "pk")

    def __str__(self):
        return str(_("Attachment {number}")).format(number=self.pk)

    @property
    def is_recognised(self) -> bool:
        return self.check_result == FileCheck.RECOGNISED


class MessageTemplate(LastingModel):
    """The words to begin a message with. `{reference}` and the like are filled in."""

    may_be_always = True
    key = ("kind", "language")
    personal = {"language": NONE, "subject": FREE_TEXT, "text": FREE_TEXT}

    kind = models.CharField(_("kind"), max_length=20, choices=MessageKind.choices)
    language = models.CharField(_("language"), max_length=10, default="en")
    subject = models.CharField(pgettext_lazy("of a message", "subject"), max_length=300)
    text = models.TextField(_("text"))

    class Meta(LastingModel.Meta):
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        ordering = ("kind", "language")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language"],
                name="messagetemplate_natural_key",
                violation_error_message=_("There is already a template for this kind."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.language})"
