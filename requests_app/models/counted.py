"""By what a request is counted, what came out of it, and by how much it was extended."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.deadlines.calendars import CalendarError
from requests_app.deadlines.calendars import calendar as calendar_of
from requests_app.models.periods import JURISDICTION
from requests_app.vocabulary import ClockRule


class Counted(models.Model):
    """The clock of a request: its own settings, the result with all its steps, the extension."""

    rule = models.CharField(
        _("rule"),
        max_length=10,
        choices=ClockRule.choices,
        blank=True,
        help_text=_("Leave empty to use the setting of the organisation."),
    )
    calendar = models.CharField(
        _("calendar"),
        max_length=10,
        blank=True,
        help_text=_("Leave empty to use the setting of the organisation."),
    )
    jurisdiction = models.CharField(
        _("law that counts"),
        max_length=10,
        blank=True,
        validators=[JURISDICTION],
        help_text=_("Leave empty to use the setting of the organisation."),
    )
    # The computation that the dates come from, kept with every version.
    clock_start_on = models.DateField(_("period starts"), null=True, editable=False)
    raw_due_on = models.DateField(_("end before weekends and holidays"), null=True, editable=False)
    raw_notice_due_on = models.DateField(
        _("notice due, before weekends and holidays"), null=True, editable=False
    )
    due_on = models.DateField(_("due"), null=True, editable=False, db_index=True)
    notice_due_on = models.DateField(_("notice due"), null=True, editable=False)
    clock_rule = models.CharField(_("rule applied"), max_length=10, editable=False)
    clock_calendar = models.CharField(_("calendar applied"), max_length=10, editable=False)
    clock_steps = models.TextField(_("how it was calculated"), editable=False)

    extended_on = models.DateField(_("extended on"), null=True, blank=True)
    extension_months = models.PositiveSmallIntegerField(
        _("months added"), null=True, blank=True, help_text=_("Leave empty for all the law allows.")
    )
    extension_reason = models.CharField(_("why extended"), max_length=500, blank=True)
    extension_notified_on = models.DateField(_("requester told on"), null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        try:
            calendar_of(self.calendar or "none")
        except CalendarError as error:
            raise ValidationError({"calendar": str(error)}) from error

    @property
    def is_extended(self) -> bool:
        """A notice that went out late is on record, and extends nothing: Article 12(3)."""
        return self.extended_on is not None and not self.is_extension_late

    @property
    def is_extension_late(self) -> bool:
        told, latest = self.extension_notified_on, self.notice_due_on
        return told is not None and latest is not None and told > latest
