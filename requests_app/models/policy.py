"""How an organisation counts, and how long it keeps the files of requests."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.base.model import RegisterModel
from registry.base.personal import FREE_TEXT, NONE
from requests_app.calendars import CalendarError
from requests_app.calendars import calendar as calendar_of
from requests_app.vocabulary import ClockRule


class RequestPolicy(RegisterModel):
    """One organisation's rule and calendar for deadlines, and the timers of its files.

    Without a row, and for a controller outside the Union, dates are not rolled.
    """

    key = ("organisation",)
    personal = {"calendar": NONE, "timers_reason": FREE_TEXT}

    organisation = models.OneToOneField(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="request_policy",
    )
    rule = models.CharField(
        _("rule"), max_length=10, choices=ClockRule.choices, default=ClockRule.EDPB
    )
    calendar = models.CharField(
        _("calendar"),
        max_length=10,
        default="none",
        help_text=_("Country or country and region, such as DE or DE-BY; none: dates do not roll."),
    )
    requester_months = models.PositiveSmallIntegerField(
        _("name and address kept"), default=36, help_text=_("Months from closing.")
    )
    text_months = models.PositiveSmallIntegerField(
        _("text and messages kept"), default=12, help_text=_("Months from closing.")
    )
    fingerprint_months = models.PositiveSmallIntegerField(
        _("fingerprints of answers kept"), default=36, help_text=_("Months from closing.")
    )
    timers_reason = models.TextField(
        _("why so long"),
        default="Three years: the usual limit of claims and fines. One year: questions about an "
        "answer come soon.",
    )
    is_automatic = models.BooleanField(
        _("minimise without confirmation"),
        default=False,
        help_text=_("Otherwise the privacy lead confirms what the daily command proposes."),
    )

    class Meta(RegisterModel.Meta):
        verbose_name = _("policy for requests")
        verbose_name_plural = _("policies for requests")
        ordering = ("organisation",)

    def __str__(self):
        return f"{self.get_rule_display()}; {self.calendar}"

    def clean(self):
        super().clean()
        try:
            calendar_of(self.calendar)
        except CalendarError as error:
            raise ValidationError({"calendar": str(error)}) from error
