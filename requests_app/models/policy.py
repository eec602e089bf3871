"""How an organisation counts, and how long it keeps the files of requests."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.records.model import LastingModel
from registry.records.personal import FREE_TEXT, NONE
from requests_app.deadlines.calendars import NO_CALENDAR, CalendarError
from requests_app.deadlines.calendars import calendar as calendar_of
from requests_app.models.periods import JURISDICTION
from requests_app.vocabulary import ClockRule


def is_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ValueError, OSError) as error:
        raise ValidationError(
            _("“%(name)s” is not a time zone. Enter one such as Europe/Berlin."),
            params={"name": name},
        ) from error


class RequestPolicy(LastingModel):
    """One organisation's rule and calendar for deadlines, and the timers of its files.

    Without a row, dates roll over the holidays of the organisation's country, and over weekends
    alone for a controller outside the Union.
    """

    key = ("organisation",)
    personal = {
        "calendar": NONE,
        "jurisdiction": NONE,
        "time_zone": NONE,
        "timers_reason": FREE_TEXT,
    }

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
        blank=True,
        help_text=_(
            "Whose holidays count: a country or region, such as DE or DE-BY, or "
            "“none” if only weekends move due dates. Leave empty for the country of "
            "the organisation, if it is in the Union."
        ),
    )
    jurisdiction = models.CharField(
        _("law that counts"),
        max_length=10,
        blank=True,
        validators=[JURISDICTION],
        help_text=_(
            "A jurisdiction of the legal periods, such as US-CA. Leave empty for that of the rule."
        ),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        blank=True,
        validators=[is_time_zone],
        help_text=_(
            "Decides on which day a message came, such as America/Chicago. Leave empty for "
            "that of the register."
        ),
    )
    requester_months = models.PositiveSmallIntegerField(
        _("name and address kept"), default=36, help_text=_("Months after closing.")
    )
    text_months = models.PositiveSmallIntegerField(
        _("text and messages kept"), default=12, help_text=_("Months after closing.")
    )
    text_open_days = models.PositiveSmallIntegerField(
        _("texts open to everybody who handles requests"),
        default=90,
        help_text=_("Days after closing. Later only the privacy lead can read them."),
    )
    fingerprint_months = models.PositiveSmallIntegerField(
        _("fingerprints of answers kept"), default=36, help_text=_("Months after closing.")
    )
    identification_days = models.PositiveSmallIntegerField(
        _("what came for identification kept"),
        default=7,
        help_text=_(
            "Days after the check. Then it is removed without being asked, for the letter that "
            "asks for it promises so."
        ),
    )
    activity = models.ForeignKey(
        "registry.ProcessingActivity",
        models.PROTECT,
        verbose_name=_("entry on handling requests"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_(
            "The entry of the register about handling requests. What people are told about what "
            "they send (Article 13) comes from it."
        ),
    )
    timers_reason = models.TextField(
        _("why these periods"),
        default="Three years: the usual limit of claims and fines. One year: questions about an "
        "answer come soon.",
    )
    is_automatic = models.BooleanField(
        _("remove without confirmation"),
        default=False,
        help_text=_("If not, the privacy lead confirms what the daily command proposes."),
    )

    class Meta(LastingModel.Meta):
        verbose_name = _("policy for requests")
        verbose_name_plural = _("policies for requests")
        ordering = ("organisation",)

    def __str__(self):
        return "; ".join(filter(None, [self.get_rule_display(), self.calendar]))

    def clean(self):
        super().clean()
        try:
            calendar_of(self.calendar or str(NO_CALENDAR))
        except CalendarError as error:
            raise ValidationError({"calendar": str(error)}) from error
