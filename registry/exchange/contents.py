"""What a document tells of the register on a day: who keeps it, its entries, the parties."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.completeness import APPLIES_FROM, agreements_in_force
from registry.exchange.keepers import Keeper, keepers_of
from registry.exchange.lines import Part, line, lines, names_in_order, stated
from registry.exchange.points import Entry
from registry.exchange.recipients import recipients_of, seat_countries
from registry.models import Notice, ProcessingActivity, PromisedRight
from registry.own_address import absolute
from registry.records.moments import Past
from registry.vocabulary import ActivityState


@dataclass(frozen=True)
class Document:
    """The record on one day, ready to be written down."""

    issued_at: datetime
    past: Past
    keepers: list[Keeper]
    processors: list[Part]
    bodies: list[Part]
    notices: list[Part]

    @property
    def is_under_the_regulation(self) -> bool:
        return self.past.today >= APPLIES_FROM

    @property
    def kept_at(self) -> str:
        return absolute(reverse("home"))

    @property
    def states(self) -> list[str]:
        """How many entries are drafts, approved, changed since: each is shown as it stands."""
        counts = Counter(entry.state for entry in self.entries)
        return [
            _("{count} × {state}").format(count=counts[state], state=state.label)
            for state in ActivityState
            if counts[state]
        ]

    @property
    def entries(self) -> list[Entry]:
        return [entry for keeper in self.keepers for entry in keeper.entries]


def document_of(
    activities: models.QuerySet,
    past: Past,
    disclosures: models.QuerySet | None = None,
    *,
    names_people: bool = True,
) -> Document:
    """Of these entries those in force on the day, in a fixed number of queries.

    Of disclosures all, unless it is said which may be told. People are named, or told by codes.

    Without a day it is that of the moment. Where the past is asked for, `as_it_was` is around: the
    tables then say what held on the day.
    """
    on = past.today
    found = activities_in(activities, on)
    return Document(
        issued_at=timezone.now(),
        past=Past(on, past.known),
        keepers=keepers_of(found, on, disclosures, names_people),
        processors=_processors(found, on),
        bodies=_bodies(found, on),
        notices=_notices(on),
    )


def activities_in(activities: models.QuerySet, on: date) -> list[ProcessingActivity]:
    """Those in force on the day, with all that an entry of the document reads."""
    rows = activities.in_force(on).with_parts()
    rows = rows.prefetch_related(
        Prefetch(
            "organisation__promised_rights",
            PromisedRight.objects.select_related("right", "data_subjects", "contact", "authority"),
        ),
        "organisation__measures_in_place__measure",
        "organisation__measures_in_place__processor",
        "purposes__special_category_condition",
        "provisions__data_category",
        "retention_rules__data_subjects",
        "retention_rules__processor",
        "retention_rules__follows",
        "engagements__data_categories",
        "engagements__sub_processor_of",
        "trackers__processor",
        "organisation__transfers__processor",
        "organisation__transfers__body",
    )
    return sorted(rows, key=lambda row: (row.reference.casefold(), row.reference))


def _received(activities: Iterable[ProcessingActivity], on: date, who: str) -> dict:
    """For each processor or body that is a recipient on the day, references of the entries."""
    found = defaultdict(list)
    for activity in activities:
        for engagement in recipients_of(activity, on)[0]:
            if recipient := getattr(engagement, who):
                found[recipient].append(activity.reference)
    return dict(sorted(found.items(), key=lambda it: (it[0].name.casefold(), it[0].name)))


def _processors(activities: list[ProcessingActivity], on: date) -> list[Part]:
    agreements = defaultdict(dict)
    for activity in activities:
        for agreement in agreements_in_force(activity, on):
            agreements[agreement.processor_id][agreement.pk] = agreement
    return [
        Part(
            processor.name,
            (
                *stated(processor, "legal_name"),
                *lines(processor, "country", "processing_countries"),
                *stated(processor, "processing_certainty", "may_process_elsewhere"),
                *stated(processor, "processing_as_published"),
                *stated(processor, "location_as_published", "website", "privacy_policy_url"),
                line(
                    _("Agreements (Article 28(3))"),
                    names_in_order(_agreement(row) for row in agreements[processor.pk].values()),
                ),
                line(_("Receives data for"), names_in_order(references)),
            ),
        )
        for processor, references in _received(activities, on, "processor").items()
    ]


def _agreement(agreement) -> str:
    return ", ".join([str(agreement), *map(str, agreement.facts)])


def _bodies(activities: list[ProcessingActivity], on: date) -> list[Part]:
    return [
        Part(
            body.name,
            (
                *lines(body, "kind"),
                line(_("Countries of its seats"), seat_countries(body, on)),
                line(_("Receives data for"), names_in_order(references)),
            ),
        )
        for body, references in _received(activities, on, "body").items()
    ]


def _notices(on: date) -> list[Part]:
    rows = Notice.objects.in_force(on).select_related("organisation").defer("text")
    rows = rows.prefetch_related("data_subjects")
    applying = set(Notice.objects.in_effect(on).order_by().values_list("pk", flat=True))
    ordered = sorted(rows, key=lambda row: (row.dated_on, row.title, row.pk))
    return [
        Part(
            row.title,
            (
                line(_("Dated"), [date_format(row.dated_on)]),
                line(_("Applies on the day"), [_("yes") if row.pk in applying else _("no")]),
                *lines(row, "organisation"),
                *stated(row, "published_on", "effective_on", "sites", "data_subjects"),
                *stated(row, "not_covered", "published_url", "history_url"),
            ),
        )
        for row in ordered
    ]
