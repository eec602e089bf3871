"""What a request says of a complaint to an authority, and when one to us is acknowledged."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Complained(models.Model):
    """The authority that somebody complained to, and what it asks; the day of the acknowledgement.

    Empty unless the right that is invoked is a complaint.
    """

    authority = models.ForeignKey(
        "registry.SupervisoryAuthority",
        models.PROTECT,
        verbose_name=_("authority"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The supervisory authority that the person complained to (Article 77)."),
    )
    authority_reference = models.CharField(
        _("reference of the authority"), max_length=100, blank=True
    )
    lodged_on = models.DateField(
        _("lodged on"),
        null=True,
        blank=True,
        help_text=_("The day on which the authority received the complaint, if it is known."),
    )
    asked_until = models.DateField(_("the authority asks for an answer by"), null=True, blank=True)
    # Counted, as the other days that something is due.
    acknowledge_due_on = models.DateField(
        _("to be acknowledged by"), null=True, editable=False, db_index=True
    )
    raw_acknowledge_due_on = models.DateField(
        _("to be acknowledged by, before weekends and holidays"), null=True, editable=False
    )

    class Meta:
        abstract = True

    @property
    def is_to_acknowledge(self) -> bool:
        """A law gives a day for it, and it was not done yet."""
        return self.acknowledge_due_on is not None and self.acknowledged_on is None

    @property
    def is_acknowledged_late(self) -> bool:
        due, done = self.acknowledge_due_on, self.acknowledged_on
        return due is not None and done is not None and done > due
