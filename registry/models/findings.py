"""What the law asks of an approved entry and is still open: who sees to it, and until when."""

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from registry.completeness import RULES
from registry.models.activities import ProcessingActivity
from registry.querysets import FindingQuerySet
from registry.records.model import LastingModel
from registry.records.personal import FREE_TEXT, NONE, STAFF
from registry.records.rules import natural_key


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
    due_on = models.DateField(_("until"))
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
