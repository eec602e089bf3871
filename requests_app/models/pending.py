"""What was typed into the public form until it is confirmed, and how many forms were sent."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.personal import DATA_SUBJECT, NONE
from requests_app.vocabulary import Language


class PendingRequest(models.Model):
    """One form that waits for its confirmation.

    No `RegisterModel`: nobody has answered for it yet, anybody may have typed it, perhaps about
    somebody else. It leaves no history, and is deleted for good as soon as it is confirmed
    or has expired.
    """

    personal = {
        "name": DATA_SUBJECT,
        "email": DATA_SUBJECT,
        "text": DATA_SUBJECT,
        "rights": NONE,
        "data_subjects": NONE,
        "language": DATA_SUBJECT,
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sent_at = models.DateTimeField(_("sent at"), db_index=True)
    organisation = models.ForeignKey(
        "registry.Organisation", models.PROTECT, verbose_name=_("organisation"), related_name="+"
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"))
    text = models.TextField(_("text"))
    # Codes, separated by spaces: a table between would be one more place to delete from.
    rights = models.TextField(pgettext_lazy("of a person", "rights"), blank=True)
    data_subjects = models.TextField(_("who the person is"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, blank=True)

    class Meta:
        verbose_name = _("form to be confirmed")
        verbose_name_plural = _("forms to be confirmed")
        default_permissions = ()

    def __str__(self):
        return str(self.pk)


class CountedForm(models.Model):
    """One form, as one of the limits counts it. It leaves no history, and goes when it is over."""

    personal = {"key": NONE}

    key = models.CharField(_("keyed digest of what is counted"), max_length=64, db_index=True)
    counts_until = models.DateTimeField(_("counts until"), db_index=True)

    class Meta:
        verbose_name = _("counted form")
        verbose_name_plural = _("counted forms")
        default_permissions = ()

    def __str__(self):
        return str(self.pk)
