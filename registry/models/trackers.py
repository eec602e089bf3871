"""Cookies and the like: who sets them for an activity, why, and how to refuse them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models.activities import ProcessingActivity
from registry.models.grounds import ActivityPart
from registry.records.model import DatedModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import natural_key
from registry.records.web_addresses import WebAddressField
from registry.vocabulary import Answer, TrackerKind


class Tracker(ActivityPart):
    """A cookie, log or clear gif: who sets it, why, for how long, and how to refuse it."""

    key = ("activity", "name", "starts_on")
    one_at_a_time = ("activity", "name")
    absence_fields = (*DatedModel.absence_fields, "lifetime", "opt_out_url", "processor")
    personal = {
        "name": NONE,
        "purpose": FREE_TEXT,
        "lifetime": NONE,
        "opt_out": FREE_TEXT,
        "opt_out_url": NONE,
    }

    activity = models.ForeignKey(
        ProcessingActivity, models.PROTECT, verbose_name=_("activity"), related_name="trackers"
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=TrackerKind.choices)
    processor = models.ForeignKey(
        "registry.Processor",
        models.PROTECT,
        verbose_name=_("set by"),
        null=True,
        blank=True,
        related_name="trackers",
        help_text=_("If we set it ourselves, leave this empty and state “none” below."),
    )
    purpose = models.TextField(_("what for"), blank=True)
    lifetime = models.CharField(_("lifetime"), max_length=100, blank=True)
    opt_out = models.TextField(_("how to refuse"), blank=True)
    opt_out_url = WebAddressField(_("opt-out address"))
    respects_do_not_track = models.CharField(
        _("respects “Do Not Track”"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
    )
    overrides_settings = models.CharField(
        _("overrides settings of the browser"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
        help_text=_("Whether it is set although the browser is told to refuse it."),
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("tracker")
        verbose_name_plural = _("trackers")
        ordering = ("activity", "name", "starts_on")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("activity", "name", "starts_on", dates=["starts_on"]),
        ]

    def __str__(self):
        return self.name
