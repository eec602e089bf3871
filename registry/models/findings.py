"""What goes with an approval: that it was asked for, and what stays open with who sees to it."""

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.completeness import RULES
from registry.models.activities import ProcessingActivity
from registry.querysets import FindingQuerySet, SubmissionQuerySet
from registry.records.model import LastingModel, RegisterModel
from registry.records.personal import FREE_TEXT, NONE, STAFF
from registry.records.rules import natural_key
from registry.vocabulary import SubmissionOutcome


class AcknowledgedFinding(LastingModel):
    """An open finding of one entry, known to whoever approved it. Retired when it is settled."""

    key = ("activity", "rule", "about")
    label_fields = ("rule",)
    personal = {"rule": NONE, "about": NONE, "seen_to_by": STAFF, "reason": FREE_TEXT}

    activity = models.ForeignKey(
        ProcessingActivity,
        models.PROTECT,
        verbose_name=_("activity"),
        related_name="acknowledged_findings",
    )
    rule = models.CharField(
        _("rule"),
        max_length=60,
        help_text=_("The code of the rule, as the check against Article 30 names it."),
    )
    about = models.CharField(
        _("about"),
        max_length=500,
        blank=True,
        help_text=_("What the rule was asked of, for example the purpose."),
    )
    seen_to_by = models.CharField(
        _("seen to by"), max_length=200, help_text=_("A role, not a name.")
    )
    due_on = models.DateField(pgettext_lazy("day to be done by", "until"))
    reason = models.TextField(
        _("why it is still open"), blank=True, help_text=_("Do not name people.")
    )

    objects = FindingQuerySet.as_manager()

    class Meta(LastingModel.Meta):
        verbose_name = _("open finding")
        verbose_name_plural = _("open findings")
        ordering = ("due_on", "activity", "rule", "about")
        constraints = [natural_key("activity", "rule", "about")]

    def __str__(self):
        return self.rule

    @property
    def headline(self):
        if rule := RULES.get(self.rule):
            return rule.told_of(self.about)
        return f"{self.rule}: {self.about}" if self.about else self.rule

    @property
    def full_name(self):
        return self.headline

    @property
    def facts(self):
        return [self.seen_to_by, _("until {day}").format(day=date_format(self.due_on))]


class Submission(RegisterModel):
    """An entry on its way from who wrote it to who approves it. Steps alone write it."""

    key = ("activity", "number")
    is_typed = False
    label_fields = ("number",)
    since = "sent_on"
    personal = {
        "sent_by": STAFF,
        "note": FREE_TEXT,
        "answered_by": STAFF,
        "answer": FREE_TEXT,
    }

    activity = models.ForeignKey(
        ProcessingActivity,
        models.PROTECT,
        verbose_name=_("activity"),
        related_name="submissions",
    )
    number = models.PositiveIntegerField(pgettext_lazy("in a series", "number"))
    sent_on = models.DateField(_("sent on"))
    sent_by = models.CharField(_("sent by"), max_length=150)
    note = models.TextField(pgettext_lazy("of who sends an entry for approval", "note"), blank=True)
    outcome = models.CharField(
        _("outcome"),
        max_length=10,
        choices=SubmissionOutcome.choices,
        default=SubmissionOutcome.WAITING,
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=150, blank=True)
    answer = models.TextField(pgettext_lazy("to what was sent for approval", "answer"), blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta(RegisterModel.Meta):
        verbose_name = _("submission for approval")
        verbose_name_plural = _("submissions for approval")
        ordering = ("-sent_on", "activity", "-number")
        constraints = [
            natural_key("activity", "number"),
            models.UniqueConstraint(
                fields=["activity"],
                condition=Q(outcome=SubmissionOutcome.WAITING),
                name="%(class)s_waits_once",
                violation_error_message=_("The entry waits for approval already."),
            ),
            models.CheckConstraint(
                name="%(class)s_answered_has_day",
                condition=Q(outcome=SubmissionOutcome.WAITING, answered_on__isnull=True)
                | (~Q(outcome=SubmissionOutcome.WAITING) & Q(answered_on__isnull=False)),
                violation_error_message=_(
                    "Enter the day of the answer, or choose “Waiting” and leave it empty."
                ),
            ),
        ]

    def __str__(self):
        return str(self.number)

    @property
    def headline(self):
        return f"{self.activity.reference}: {self.number}"

    @property
    def facts(self):
        outcome = str(self.get_outcome_display())
        return [outcome, date_format(self.answered_on or self.sent_on)]

    @property
    def is_waiting(self) -> bool:
        return self.outcome == SubmissionOutcome.WAITING
