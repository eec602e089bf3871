"""What the law gives, how an organisation counts, and how long it keeps the files of requests."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.records.model import RegisterModel
from registry.records.personal import FREE_TEXT, NONE
from requests_app.deadlines.calendars import NO_CALENDAR, CalendarError
from requests_app.deadlines.calendars import calendar as calendar_of
from requests_app.deadlines.thresholds import Thresholds
from requests_app.vocabulary import ClockRule


class LegalPeriods(RegisterModel):
    """The periods of the law from a day on. When the law changes, a row is added.

    What arrives on that day or later is counted by it; what arrived before, by the row before.
    """

    key = ("valid_from",)
    label_fields = ("valid_from",)
    personal = {"source": NONE}

    valid_from = models.DateField(
        _("valid from"),
        unique=True,
        help_text=_("These periods apply to requests received, and breaches found, from this day."),
    )
    source = models.CharField(
        _("law"), max_length=300, help_text=_("The law that sets these periods, and where in it.")
    )
    answer_months = models.PositiveSmallIntegerField(
        _("months to answer"), default=Thresholds.answer_months
    )
    extended_months = models.PositiveSmallIntegerField(
        _("months when extended"),
        default=Thresholds.extended_months,
        help_text=_("In total, counted from the same start."),
    )
    notice_months = models.PositiveSmallIntegerField(
        _("months to announce an extension"),
        default=Thresholds.notice_months,
        help_text=_(
            "Also the time limit to tell the requester that no action will be taken "
            "(Article 12(3) and (4))."
        ),
    )
    prompt_days = models.PositiveSmallIntegerField(
        _("days to ask questions without delay"),
        default=Thresholds.prompt_days,
        help_text=_(
            "A question within this time suspends the period. The law does not give a number."
        ),
    )
    breach_hours = models.PositiveSmallIntegerField(
        _("hours to report a breach"), default=Thresholds.breach_hours
    )

    class Meta(RegisterModel.Meta):
        verbose_name = _("set of legal periods")
        verbose_name_plural = _("legal periods")
        ordering = ("-valid_from",)
        constraints = [
            models.CheckConstraint(
                name="legalperiods_are_periods",
                condition=Q(answer_months__range=(1, 24), extended_months__lte=24)
                & Q(notice_months__range=(1, 24), breach_hours__range=(1, 999))
                & Q(prompt_days__range=(1, 365)),
                violation_error_message=_(
                    "Enter 1 to 24 months, 1 to 365 days and 1 to 999 hours."
                ),
            ),
            models.CheckConstraint(
                name="legalperiods_extension_is_longer",
                condition=Q(extended_months__gte=F("answer_months")),
                violation_error_message=_(
                    "The extended period cannot be shorter than the normal one."
                ),
            ),
        ]

    def __str__(self):
        return self.valid_from.isoformat()

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(
            valid_from=self.valid_from,
            answer_months=self.answer_months,
            extended_months=self.extended_months,
            notice_months=self.notice_months,
            breach_hours=self.breach_hours,
            prompt_days=self.prompt_days,
        )


class RequestPolicy(RegisterModel):
    """One organisation's rule and calendar for deadlines, and the timers of its files.

    Without a row, dates roll over the holidays of the organisation's country, and not at all
    for a controller outside the Union.
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
        blank=True,
        help_text=_(
            "Whose holidays count: a country or region, such as DE or DE-BY, or "
            "“none” if weekends and holidays do not move due dates. Leave empty for "
            "the country of the organisation, if it is in the Union."
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

    class Meta(RegisterModel.Meta):
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
