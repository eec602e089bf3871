"""What the law gives for each duty, in each jurisdiction, from which day on."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from registry.records.model import LastingModel
from registry.records.personal import NONE
from registry.records.rules import natural_key
from requests_app.deadlines.periods import Duty, Period, Status, Unit
from requests_app.vocabulary import LawStatus, PeriodDuty, PeriodEvent, PeriodUnit

JURISDICTION = RegexValidator(
    r"^[A-Z]{2}(-[A-Z0-9]{1,6})?\Z",
    _("Enter EU, UK, or another code in capitals, such as US-CA."),
)


class LegalPeriod(LastingModel):
    """One period of one law. When the law changes, a row is added.

    What begins on its first day or later is counted by it; what began before, by the row before.
    """

    key = ("jurisdiction", "duty", "status", "valid_from")
    since, until = "valid_from", "valid_until"
    label_fields = ("duty", "jurisdiction", "valid_from")
    personal = {"jurisdiction": NONE, "source": NONE, "threshold": NONE, "addressee": NONE}

    jurisdiction = models.CharField(
        _("jurisdiction"),
        max_length=10,
        validators=[JURISDICTION],
        help_text=_("EU, UK, or another code in capitals, such as US-CA."),
    )
    duty = models.CharField(_("duty"), max_length=20, choices=PeriodDuty.choices)
    amount = models.PositiveSmallIntegerField(
        _("how long"),
        null=True,
        blank=True,
        help_text=_(
            "Leave empty where the law says only “without undue delay”. 0 is the same day. An "
            "extended period is the whole, counted from the same start."
        ),
    )
    unit = models.CharField(
        _("unit"), max_length=15, choices=PeriodUnit.choices, default=PeriodUnit.MONTHS
    )
    event = models.CharField(_("counted from"), max_length=20, choices=PeriodEvent.choices)
    is_moved = models.BooleanField(
        _("weekends and holidays move the last day"),
        default=False,
        help_text=_(
            "Yes for periods of the Union that count forward in days or months (Regulation "
            "1182/71, 3(4)). No for hours, and for what is counted back from a day."
        ),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=LawStatus.choices,
        default=LawStatus.IN_FORCE,
        help_text=_("What is only proposed moves no due date."),
    )
    valid_from = models.DateField(
        _("valid from"),
        help_text=_("The first day. For a proposal, the day on which it was made."),
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(
        _("law"), max_length=300, help_text=_("The law that sets this period, and where in it.")
    )
    threshold = models.CharField(
        _("only if"), max_length=300, blank=True, help_text=_("The risk from which it is a duty.")
    )
    addressee = models.CharField(_("told to"), max_length=200, blank=True)

    class Meta(LastingModel.Meta):
        verbose_name = _("legal period")
        verbose_name_plural = _("legal periods")
        ordering = ("jurisdiction", "duty", "-valid_from", "status")
        constraints = [
            natural_key("jurisdiction", "duty", "status", "valid_from"),
            models.CheckConstraint(
                name="legalperiod_is_a_period",
                condition=Q(amount__isnull=True) | Q(amount__lte=999),
                violation_error_message=_("Enter a number up to 999, or none."),
            ),
            models.CheckConstraint(
                name="legalperiod_answer_has_a_length",
                condition=~Q(
                    duty__in=[Duty.ANSWER, Duty.EXTENDED, Duty.NOTICE, Duty.COMPLAINT_ANSWER]
                )
                | (
                    Q(amount__isnull=False)
                    & Q(amount__gte=1)
                    & (~Q(unit=Unit.MONTHS) | Q(amount__lte=24))
                ),
                violation_error_message=_("Enter how long: at least 1, at most 24 months."),
            ),
            models.CheckConstraint(
                name="legalperiod_hours_are_of_breaches",
                condition=~Q(unit=Unit.HOURS)
                | Q(duty__in=[Duty.BREACH_AUTHORITY, Duty.BREACH_PEOPLE, Duty.BREACH_CONTROLLER]),
                violation_error_message=_(
                    "Only what concerns a breach is counted in hours. Choose days or months."
                ),
            ),
            models.CheckConstraint(
                name="legalperiod_breach_is_told_in_hours",
                condition=~Q(duty=Duty.BREACH_AUTHORITY)
                | (Q(unit=Unit.HOURS) & Q(amount__isnull=False) & Q(amount__gte=1)),
                violation_error_message=_("Enter the hours to report a breach."),
            ),
            models.CheckConstraint(
                name="legalperiod_hours_are_not_moved",
                condition=~Q(unit=Unit.HOURS) | Q(is_moved=False),
                violation_error_message=_(
                    "Weekends and holidays do not move a period of hours: Regulation 1182/71, 3(4)."
                ),
            ),
            models.CheckConstraint(
                name="legalperiod_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("It cannot end before it begins."),
            ),
        ]

    def __str__(self):
        duty = self.get_duty_display()
        return f"{self.jurisdiction}, {duty}, {localize(self.valid_from)}"

    @property
    def period(self) -> Period | None:
        """As deadlines are counted by it; None where the law gives no number."""
        if self.amount is None:
            return None
        return Period(
            duty=Duty(self.duty),
            amount=self.amount,
            unit=Unit(self.unit),
            is_moved=self.is_moved,
            jurisdiction=self.jurisdiction,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            status=Status(self.status),
        )
