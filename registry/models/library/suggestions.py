"""What the library suggests for an entry. It is no part of the record until somebody says yes."""

import json

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.law.suggested import SuggestedPart, SuggestionState
from registry.models.grounds import ActivityGround
from registry.records.model import LastingModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import exactly_one_of, natural_key


class Suggestion(ActivityGround, LastingModel):
    """Something that could be true of an activity or a processor, and what was said to it."""

    key = ("activity", "processor", "part", "name")
    reached_by = ("pk", "activity_id")
    of_no_day = ("state", "value")
    personal = {"name": NONE, "value": FREE_TEXT, "why": FREE_TEXT, "source": NONE}

    activity = models.ForeignKey(
        "registry.ProcessingActivity",
        models.PROTECT,
        verbose_name=_("activity"),
        null=True,
        blank=True,
        related_name="suggestions",
    )
    processor = models.ForeignKey(
        "registry.Processor",
        models.PROTECT,
        verbose_name=_("processor"),
        null=True,
        blank=True,
        related_name="suggestions",
    )
    part = models.CharField(_("about what"), max_length=10, choices=SuggestedPart.choices)
    name = models.CharField(_("what is suggested"), max_length=300)
    # JSON as text: see `AbsencesField`.
    value = models.TextField(
        _("in detail"),
        blank=True,
        help_text=_("The fields that it would fill, as JSON. Acceptance writes them."),
    )
    why = models.TextField(_("why"), blank=True)
    source = models.CharField(
        _("suggested by"),
        max_length=60,
        blank=True,
        help_text=_("The entry of the library, by its short name."),
    )
    state = models.CharField(
        pgettext_lazy("of a suggestion", "state"),
        max_length=10,
        choices=SuggestionState.choices,
        default=SuggestionState.OFFERED,
    )

    class Meta(LastingModel.Meta):
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ("activity", "processor", "pk")
        constraints = [
            natural_key(
                "activity", "processor", "part", "name", relations=["activity", "processor"]
            ),
            exactly_one_of(
                "activity",
                "processor",
                message=_("Choose what it is suggested for: an activity or a processor."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def headline(self):
        return f"{self.get_part_display()}: {self.name}"

    @property
    def facts(self):
        return [self.get_state_display()]

    @property
    def is_open(self) -> bool:
        return self.state == SuggestionState.OFFERED and self.retired_on is None

    @property
    def owner(self):
        return self.activity or self.processor

    @property
    def fields(self) -> dict:
        """What acceptance would write; nothing where the text says nothing that can be read."""
        try:
            said = json.loads(self.value)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}

    @fields.setter
    def fields(self, said: dict) -> None:
        self.value = json.dumps(said, ensure_ascii=False)
