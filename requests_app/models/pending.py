"""What was typed into the public form, until the address is confirmed or two days are over."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

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
    rights = models.TextField(_("rights"), blank=True)
    data_subjects = models.TextField(_("who the person is"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, blank=True)

    class Meta:
        verbose_name = _("form to be confirmed")
        verbose_name_plural = _("forms to be confirmed")
        default_permissions = ()

    def __str__(self):
        return str(self.pk)
