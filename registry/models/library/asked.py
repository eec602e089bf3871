"""Questions that went to a colleague by a link, and what came back, until somebody applies it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.records.personal import FREE_TEXT, NONE, STAFF


class AskedColleague(models.Model):
    """Some questions about an activity, for one person without an account.

    No `RegisterModel`: nobody in the register answers for what came in yet. It leaves no history,
    and is deleted for good once it is applied, withdrawn or over.
    """

    personal = {
        "email": STAFF,
        "questions": NONE,
        "seen": NONE,
        "answers": FREE_TEXT,
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(
        "registry.ProcessingActivity",
        models.PROTECT,
        verbose_name=_("activity"),
        related_name="+",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("asked by"), related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    # Until then it can be answered; once it is, until then it is kept.
    expires_at = models.DateTimeField(_("expires at"), db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # JSON as text: see `AbsencesField`. As they were put, whatever the library says later.
    questions = models.TextField(_("questions"))
    # Keyed digests of what the record said then: no copy of it that a redaction would miss.
    seen = models.TextField(_("fingerprints of what was on record"))
    answers = models.TextField(_("answers"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = _("question to a colleague")
        verbose_name_plural = _("questions to colleagues")
        ordering = ("asked_at", "pk")
        default_permissions = ()

    def __str__(self):
        return str(self.pk)
