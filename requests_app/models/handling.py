"""The work on a request: what stops the clock, what is searched, who else is told."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.model import RegisterModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import exactly_one_of, natural_key
from requests_app.deadlines.questions import NEED_NAMES, Need
from requests_app.models.request import DataSubjectRequest
from requests_app.vocabulary import Finding, WhyNotTold


class ClockEvent(RegisterModel):
    """Something asked of the requester that the clock may wait for, and when it came."""

    key = ("request", "need", "asked_on")
    since = "asked_on"

    request = models.ForeignKey(
        DataSubjectRequest,
        models.PROTECT,
        verbose_name=pgettext_lazy("of a person", "request"),
        related_name="clock_events",
    )
    need = models.CharField(
        _("asked for"), max_length=15, choices=[(need.value, NEED_NAMES[need]) for need in Need]
    )
    asked_on = models.DateField(_("asked on"))
    answered_on = models.DateField(_("came on"), null=True, blank=True)

    class Meta(RegisterModel.Meta):
        verbose_name = _("question to the requester")
        verbose_name_plural = _("questions to the requester")
        ordering = ("request", "asked_on")
        constraints = [
            natural_key("request", "need", "asked_on"),
            models.CheckConstraint(
                name="clockevent_answered_after_asked",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")),
                violation_error_message=_("The answer cannot be dated before the question."),
            ),
        ]

    def __str__(self):
        return self.get_need_display()

    @property
    def full_name(self):
        return f"{self.request}: {self}"


class ChecklistItem(RegisterModel):
    """One activity of the register in which the person's data is looked for."""

    key = ("request", "activity")
    since = "request__received_on"
    personal = {"note": FREE_TEXT}

    request = models.ForeignKey(
        DataSubjectRequest,
        models.PROTECT,
        verbose_name=pgettext_lazy("of a person", "request"),
        related_name="checklist",
    )
    activity = models.ForeignKey(
        "registry.ProcessingActivity",
        models.PROTECT,
        verbose_name=_("activity"),
        related_name="request_checklist",
    )
    finding = models.CharField(
        pgettext_lazy("outcome of a search", "found"),
        max_length=10,
        choices=Finding.choices,
        default=Finding.OPEN,
    )
    searched_on = models.DateField(_("searched on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note = models.CharField(
        _("what was done, and where"),
        max_length=500,
        blank=True,
        help_text=_("Name systems and kinds of data. Do not copy the data itself."),
    )

    class Meta(RegisterModel.Meta):
        verbose_name = pgettext_lazy("for the data of a person", "search")
        verbose_name_plural = _("searches")
        ordering = ("request", "activity")
        constraints = [
            natural_key("request", "activity"),
            models.CheckConstraint(
                name="checklistitem_finding_has_day",
                condition=Q(finding=Finding.OPEN) | Q(searched_on__isnull=False),
                violation_error_message=_("Enter the day of the search."),
            ),
            models.CheckConstraint(
                name="checklistitem_done_after_search",
                condition=Q(done_on__isnull=True)
                | (Q(searched_on__isnull=False) & Q(done_on__gte=F("searched_on"))),
                violation_error_message=_("“Done on” cannot be before the search."),
            ),
        ]

    def __str__(self):
        return self.get_finding_display()

    @property
    def headline(self):
        return str(self.activity)

    @property
    def facts(self):
        return [str(self.get_finding_display()), *([str(_("done"))] if self.done_on else [])]


class RecipientNotice(RegisterModel):
    """Article 19: one recipient to be told of a rectification, erasure or restriction."""

    key = ("request", "processor", "body", "recipient")
    since = "request__received_on"
    personal = {"recipient": NONE, "explanation": FREE_TEXT}

    request = models.ForeignKey(
        DataSubjectRequest,
        models.PROTECT,
        verbose_name=pgettext_lazy("of a person", "request"),
        related_name="recipient_notices",
    )
    processor = models.ForeignKey(
        "registry.Processor",
        models.PROTECT,
        verbose_name=_("processor"),
        null=True,
        blank=True,
        related_name="request_notices",
    )
    body = models.ForeignKey(
        "registry.Body",
        models.PROTECT,
        verbose_name=pgettext_lazy("committee or board", "body"),
        null=True,
        blank=True,
        related_name="request_notices",
    )
    recipient = models.CharField(_("other recipient"), max_length=200, blank=True)
    told_on = models.DateField(_("told on"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    why_not = models.CharField(
        _("why not told"), max_length=20, choices=WhyNotTold.choices, blank=True
    )
    explanation = models.CharField(_("explanation"), max_length=500, blank=True)

    class Meta(RegisterModel.Meta):
        verbose_name = _("notice to a recipient")
        verbose_name_plural = _("notices to recipients")
        ordering = ("request", "pk")
        constraints = [
            natural_key(
                "request", "processor", "body", "recipient", relations=["processor", "body"]
            ),
            exactly_one_of(
                "processor",
                "body",
                "recipient",
                blank=["recipient"],
                message=_("Enter one recipient: a processor, a body or another recipient."),
            ),
            models.CheckConstraint(
                name="recipientnotice_told_or_why_not",
                condition=Q(told_on__isnull=True) | Q(why_not=""),
                violation_error_message=_(
                    "Enter either when the recipient was told or why not, not both."
                ),
            ),
            models.CheckConstraint(
                name="recipientnotice_answered_after_told",
                condition=Q(answered_on__isnull=True)
                | (Q(told_on__isnull=False) & Q(answered_on__gte=F("told_on"))),
                violation_error_message=_("The answer cannot be dated before the notice."),
            ),
        ]

    def __str__(self):
        return (
            str(_("told"))
            if self.told_on
            else self.get_why_not_display() or str(pgettext_lazy("recipient not told yet", "open"))
        )

    @property
    def headline(self):
        return str(self.processor or self.body or self.recipient)

    @property
    def facts(self):
        return [str(self)]
