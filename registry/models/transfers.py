"""The transfers of data to other countries and international organisations."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from registry.chapter_v.destinations import is_free, law_by_seat
from registry.chapter_v.words import ClauseEdition, ClauseModule, TransferLaw
from registry.models.grounds import ActivityGround, ApprovedWith
from registry.querysets import TransferQuerySet
from registry.records.model import DatedModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import Fault, exactly_one_of, natural_key
from registry.vocabulary import Answer, Certainty, TransferTool

# Which decision a row named, or None, and since when; None for what it said first.
Runs = list[tuple[date | None, models.Model | None]]
WITH_CLAUSES = (TransferTool.STANDARD_CLAUSES, TransferTool.UK_ADDENDUM)


class Transfer(ApprovedWith, ActivityGround, DatedModel):
    """One flow of personal data to another country, and what in Chapter V lets it."""

    key = ("organisation", "processor", "body", "country", "law", "starts_on")
    ends_absences = True
    used_by = ("processor__engagements__activity", "body__engagements__activity")
    absence_fields = (*DatedModel.absence_fields, "evidence", "impact_assessment")
    one_at_a_time = ("organisation", "processor", "body", "country", "law")
    personal = {
        "evidence": FREE_TEXT,
        "impact_assessment": FREE_TEXT,
        "supplementary_measures": FREE_TEXT,
        "approval": FREE_TEXT,
        "derogation": FREE_TEXT,
        "derogation_law": NONE,
    }

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("exporter"),
        related_name="transfers",
    )
    processor = models.ForeignKey(
        "registry.Processor",
        models.PROTECT,
        verbose_name=_("importer: processor"),
        null=True,
        blank=True,
        related_name="transfers",
    )
    body = models.ForeignKey(
        "registry.Body",
        models.PROTECT,
        verbose_name=_("importer: body"),
        null=True,
        blank=True,
        related_name="transfers",
    )
    country = models.ForeignKey(
        "registry.Country",
        models.PROTECT,
        verbose_name=_("country"),
        related_name="transfers",
        help_text=_("Of an international organisation: where it has its seat."),
    )
    country_certainty = models.CharField(
        _("this country is"),
        max_length=10,
        choices=Certainty.choices,
        default=Certainty.NOT_STATED,
        help_text=_("Assumed: for example “to the best of our knowledge”."),
    )
    law = models.CharField(
        _("under the"),
        max_length=10,
        choices=TransferLaw.choices,
        blank=True,
        help_text=_(
            "Leave empty for the law of the exporter's seat. Where both apply, enter two transfers."
        ),
    )
    # No default: a tool that nobody chose is worse than one that is missing.
    tool = models.CharField(_("tool"), max_length=15, choices=TransferTool.choices)
    adequacy_decision = models.ForeignKey(
        "registry.AdequacyDecision",
        models.PROTECT,
        verbose_name=_("adequacy decision"),
        null=True,
        blank=True,
        related_name="transfers",
    )
    evidence = models.TextField(
        _("evidence"),
        blank=True,
        help_text=_(
            "For example where the signed copy is kept, when a certification was "
            "checked, or why it is no transfer."
        ),
    )
    clauses = models.CharField(
        _("edition of the clauses"), max_length=15, choices=ClauseEdition.choices, blank=True
    )
    module = models.CharField(_("module"), max_length=1, choices=ClauseModule.choices, blank=True)
    concluded_on = models.DateField(_("contract of"), null=True, blank=True)
    is_unchanged = models.CharField(
        _("processing unchanged since"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
        help_text=_("Old clauses cover only what has not changed since 27 September 2021."),
    )
    importer_under_gdpr = models.CharField(
        _("importer is itself under the GDPR"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
        help_text=_("If it is for this processing (Article 3(2)), the clauses of 2021 do not fit."),
    )
    approval = models.TextField(
        _("approval"),
        blank=True,
        help_text=_(
            "Which authority approved the rules, the code, the certification or the clauses, when, "
            "and where the decision is kept (Articles 46 and 47)."
        ),
    )
    derogation = models.TextField(
        _("why the derogation applies"),
        blank=True,
        help_text=_(
            "For compelling interests: the assessment and the safeguards, which the record has to "
            "hold (Articles 30(1)(e) and 49(6))."
        ),
    )
    derogation_law = models.CharField(
        _("law that recognises it"),
        max_length=200,
        blank=True,
        help_text=_(
            "For important public interest: the law of the Union, of a member state or of the UK "
            "that recognises it (Article 49(4))."
        ),
    )
    authority_told_on = models.DateField(_("authority told on"), null=True, blank=True)
    people_told_on = models.DateField(_("people told on"), null=True, blank=True)
    impact_assessment = models.TextField(
        _("transfer impact assessment"),
        blank=True,
        help_text=_("Asked for with the safeguards of Article 46, and with no other tool."),
    )
    supplementary_measures = models.TextField(_("supplementary measures"), blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ("organisation", "country", "pk")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key(
                "organisation",
                "processor",
                "body",
                "country",
                "law",
                "starts_on",
                dates=["starts_on"],
                relations=["processor", "body"],
            ),
            exactly_one_of(
                "processor", "body", message=_("Choose one importer: a processor or a body.")
            ),
            models.CheckConstraint(
                name="transfer_names_its_tool",
                condition=~Q(tool=""),
                violation_error_message=_("Choose a transfer tool, or “Not stated”."),
            ),
            models.CheckConstraint(
                name="transfer_by_adequacy_names_decision",
                condition=Q(tool=TransferTool.ADEQUACY, adequacy_decision__isnull=False)
                | (~Q(tool=TransferTool.ADEQUACY) & Q(adequacy_decision__isnull=True)),
                violation_error_message=_(
                    "Choose an adequacy decision if the tool is Article 45(3), and "
                    "none for any other tool."
                ),
            ),
            models.CheckConstraint(
                name="transfer_by_clauses_names_edition",
                condition=Q(clauses="") | Q(tool__in=WITH_CLAUSES),
                violation_error_message=_(
                    "Choose an edition only with standard clauses of the Commission."
                ),
            ),
            models.CheckConstraint(
                name="transfer_module_is_of_2021",
                condition=Q(module="") | Q(clauses=ClauseEdition.MODULES_2021),
                violation_error_message=_("Only the clauses of 2021 have modules."),
            ),
        ]

    def __str__(self):
        return self.get_tool_display()

    @property
    def headline(self):
        return str(self.country)

    @property
    def full_name(self):
        name = f"{self.importer}, {self.headline}"
        is_said = self.tool != TransferTool.NOT_STATED
        return f"{name}: {self.get_tool_display()}" if is_said else name

    @property
    def importer(self):
        return self.processor or self.body

    @property
    def facts(self):
        decision = [self.decision_as_relied_on(self.past.today)] if self.adequacy_decision else []
        return [str(self.get_tool_display()), *decision, *super().facts]

    def decision_as_relied_on(self, on: date) -> str:
        """The decision in words; one that a court has struck down since was relied on."""
        decision = self.adequacy_decision
        if decision.declared_invalid_on:
            return _("{decision}, relied on, later declared invalid").format(
                decision=decision.title
            )
        return decision.described(on)

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        yield from super().faults_among(pks)
        rows, named = cls.objects.filter(pk__in=pks).in_use(), cls._decisions_named(pks)
        for transfer in rows.select_related(
            "country", "adequacy_decision__country", "organisation__country", "processor"
        ):
            faults = transfer.tool_faults(named[transfer.pk])
            yield from (Fault(cls, transfer.pk, *fault) for fault in faults)

    def tool_faults(self, runs: Runs) -> Iterator[tuple[str, str]]:
        """Field and message where the tool does not fit the importer or the dates.

        `runs`: which decisions the row has named, as `_decisions_named` has them.
        """
        if self.tool == TransferTool.NONE_NEEDED:
            yield from self._need_faults()
        if self.adequacy_decision:
            yield from self._subject_faults(self.adequacy_decision)
        yield from self._day_faults(runs)

    def _need_faults(self) -> Iterator[tuple[str, str]]:
        if self.processor and self.processor.is_international:
            message = _("{importer} is an international organisation. Choose a transfer tool.")
            yield "tool", message.format(importer=self.importer)
        elif not self._begins_free():
            message = _("{country} is outside the EEA. Choose a transfer tool, or “Not stated”.")
            yield "tool", message.format(country=self.country)

    def _begins_free(self) -> bool:
        """Whether it needs no tool on its first day, or on some day where that is not known."""
        if self.starts_on is None and self.country.eea_from is not None:
            return True
        on = self.starts_on or timezone.localdate()
        law = self.law or law_by_seat(self.organisation, on)
        return is_free(self.country, law, on)

    def _subject_faults(self, decision) -> Iterator[tuple[str, str]]:
        is_international = bool(self.processor and self.processor.is_international)
        names = {self.processor.name, self.processor.legal_name} if is_international else set()
        if decision.body:
            fits = decision.body.casefold() in {name.casefold() for name in names}
        else:
            fits = not is_international and decision.country_id == self.country_id
        if not fits:
            message = _("{decision} is not about {importer}.")
            about = self.importer if is_international else self.country
            yield (
                "adequacy_decision",
                message.format(decision=decision.title, importer=about),
            )

    def _day_faults(self, runs: Runs) -> Iterator[tuple[str, str]]:
        """Each decision for a day on which it did not hold: ended, or not yet adopted."""
        message = _(
            "{decision} was not in force on {day}. Choose what held on that day; what came later "
            "is a change with a day of its own."
        )
        for decision, day in self._days_without(runs):
            told = message.format(decision=decision.title, day=date_format(day))
            yield "adequacy_decision", told

    def _days_without(self, runs: Runs) -> Iterator[tuple[models.Model, date]]:
        if not runs or runs[-1][1] != self.adequacy_decision:  # what is said now is not written yet
            runs = [(None, self.adequacy_decision)]
        *before, (since, decision) = runs
        for number, (began, earlier) in enumerate(before):
            first, ended = began or self.starts_on, runs[number + 1][0]
            if earlier and first and first < ended and not earlier.is_valid(first):
                yield earlier, first
        if decision is None:
            return
        relied_on_from = self.starts_on if self._is_over(since) else since or self.starts_on
        if relied_on_from and not decision.is_valid(relied_on_from):
            yield decision, relied_on_from
        # Of a beginning that nobody knows, some day has to fit.
        elif self.ends_on and self.ends_on < decision.valid_from:
            yield decision, self.ends_on
        elif decision.valid_until and not relied_on_from and self.first_day > decision.valid_until:
            yield decision, self.first_day

    def _is_over(self, since: date | None) -> bool:
        return bool(since and self.ends_on and since > self.ends_on)

    @classmethod
    def _decisions_named(cls, pks: Collection[int]) -> dict[int, Runs]:
        """Of each row which decision it named, or None, and since when: None where it began."""
        versions = cls.history.model.objects.filter(id__in=pks).order_by("history_id")
        held: dict[int, dict[date, int | None]] = defaultdict(dict)
        # Of several versions since one day the one counts that was recorded last.
        for pk, day, named in versions.values_list("id", "holds_from", "adequacy_decision_id"):
            held[pk][day] = named
        decisions = cls._meta.get_field("adequacy_decision").related_model.objects.in_bulk(
            {named for days in held.values() for named in days.values() if named}
        )
        runs: dict[int, Runs] = defaultdict(list)
        for pk, days in held.items():
            for day, named in sorted(days.items()):
                decision = decisions.get(named)
                if not runs[pk] or runs[pk][-1][1] != decision:
                    runs[pk].append((day if runs[pk] else None, decision))
        return runs
