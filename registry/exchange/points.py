"""One entry of the record for a reader, point by point as Article 30(1) and (2) ask for them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from registry.completeness import Gap
from registry.exchange.lines import Line, Part, absence_of, line, lines, names_in_order, stated
from registry.exchange.recipients import recipients_of
from registry.exchange.security import measures_of, security_of
from registry.exchange.transfers import listing, told_of_recipient, told_of_transfer, transfers_of
from registry.in_force import in_force
from registry.models import ProcessingActivity, PromisedRight
from registry.vocabulary import DataKind, OrganisationRole


@dataclass(frozen=True)
class Point:
    """A heading and what stands under it. `unsure` may not have been so on the day yet."""

    title: str
    lines: list[Line] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    unsure: list[Part] = field(default_factory=list)
    absence: str = ""


@dataclass(frozen=True)
class Entry:
    """One processing activity."""

    pk: int
    title: str
    state: str
    lines: list[Line]
    points: list[Point]
    gaps: list[Gap]


def entry_of(activity: ProcessingActivity, gaps: list[Gap], on: date) -> Entry:
    """Fetch it `with_parts()` and the rest of what is read here: see `contents.activities_in`."""
    return Entry(
        pk=activity.pk,
        title=str(activity),
        state=activity.state,
        lines=[
            *stated(activity, "description"),
            *lines(activity, "state", "starts_on"),
            *stated(activity, "ends_on"),
            *lines(activity, "reviewed_on"),
        ],
        points=list(_points(activity, on)),
        gaps=gaps,
    )


def _points(activity, on) -> Iterator[Point]:
    sure, unsure = recipients_of(activity, on)
    recipients = Point(
        _("Recipients"),
        parts=[told_of_recipient(row, on) for row in sure],
        unsure=[Part(row.headline, (*lines(row, "role"), listing(row))) for row in unsure],
        absence=absence_of(activity, "recipients"),
    )
    flows = [told_of_transfer(row, on) for row in transfers_of(activity, [*sure, *unsure], on)]
    points = {
        "a": Point(_("Who is responsible"), _who(activity)),
        "b": _part_point(_("Purposes and legal bases"), activity, "purposes", _purpose, on),
        "c": Point(
            _("Whose data, and which"),
            _data(activity),
            [_provision(row) for row in in_force(activity.provisions.all(), on)],
        ),
        "d": recipients,
        "e": Point(
            _("Transfers to other countries"),
            parts=flows,
            absence=absence_of(activity, "transfers"),
        ),
        "f": _part_point(
            _("Time limits for erasure"), activity, "retention_rules", _time_limit, on
        ),
        "g": Point(
            _("Security and risk"),
            security_of(activity),
            measures_of(activity, on),
            absence=absence_of(activity, "security_measures"),
        ),
        "trackers": _part_point(_("Trackers"), activity, "trackers", _tracker, on),
        "rights": Point(_("Rights of the people"), parts=_rights(activity, on)),
    }
    # What a processor records of the same; the rest is there where somebody filled it in.
    letters = dict(zip("abcdefg", "abcdefg", strict=True))
    if activity.role == OrganisationRole.PROCESSOR:
        letters = {"a": "a", "b": "b", "e": "c", "g": "d"}
    for name, point in points.items():
        title = f"({letters[name]}) {point.title}" if name in letters else point.title
        # What was stated later, or for another day, says nothing beside what is named.
        absence = "" if point.parts or point.unsure else point.absence
        yield Point(title, point.lines, point.parts, point.unsure, absence)


def _part_point(title: str, activity, relation: str, told, on: date) -> Point:
    rows = in_force(getattr(activity, relation).all(), on)
    return Point(title, parts=[told(row) for row in rows], absence=absence_of(activity, relation))


def _who(activity) -> list[Line]:
    return [
        *lines(activity, "organisation", "role", "owner"),
        *stated(activity, "union_law", "united_kingdom_law", "processing_categories"),
        *stated(activity, "other_controllers", "arrangement"),
    ]


def _purpose(purpose) -> Part:
    more = (
        "basis_condition",
        "law",
        "law_of",
        "data_categories",
        "legitimate_interest",
        "balancing_test",
        "balanced_on",
        "balanced_by",
        "consent_record",
        "parental_consent",
        "consent_form",
        "special_category_condition",
        "special_category_law",
        "professional_secrecy",
        "marketing",
        "marketing_objection",
        "starts_on",
        "ends_on",
    )
    told = [*lines(purpose, "legal_bases"), *stated(purpose, *more)]
    if purpose.is_further_use:
        told.append(line(_("Further use"), [_("Collected for another purpose (Article 13(3))")]))
    told += stated(purpose, "compatibility")
    return Part(purpose.text, tuple(told))


def _data(activity) -> list[Line]:
    people = activity.data_subjects.all()
    vulnerable = line(
        _("Vulnerable among these"), names_in_order(it for it in people if it.is_vulnerable)
    )
    categories = activity.data_categories.all()
    special = [
        line(kind.label, names_in_order(it for it in categories if it.kind == kind))
        for kind in (DataKind.SPECIAL, DataKind.CRIMINAL)
    ]
    sources = defaultdict(list)
    for category in categories:
        if category.source:
            sources[category.source].append(category)
    said = names_in_order(
        f"{', '.join(names_in_order(them))}: {source}" for source, them in sources.items()
    )
    return [
        *lines(activity, "data_subjects"),
        *_filled([vulnerable]),
        *lines(activity, "data_categories"),
        *_filled([*special, line(_("Source"), said)]),
        *lines(activity, "is_mandatory"),
        *stated(activity, "mandatory_consequence"),
    ]


def _provision(row) -> Part:
    told = [
        *lines(row, "requirement"),
        *stated(row, "condition", "consequence", "starts_on", "ends_on"),
    ]
    return Part(str(row.data_category), tuple(told))


def _filled(them: Iterable[Line]) -> list[Line]:
    return [it for it in them if it.values]


def _time_limit(rule) -> Part:
    told = [line(_("How long"), [rule.how_long])]
    if rule.how_long != rule.criterion:
        told += stated(rule, "criterion")
    told += lines(rule, "trigger", "action")
    is_limited = rule.processor or rule.limited_to
    for name, everything in [
        ("data_categories", _("All data of the activity")),
        ("data_subjects", _("All people of the activity")),
    ]:
        (of,) = lines(rule, name)
        if of.is_stated:
            told.append(of)
        elif not (is_limited and name == "data_categories"):
            told.append(Line(of.label, (everything,)))
    more = ("processor", "limited_to", "law", "follows", "starts_on", "ends_on")
    return Part(rule.name, (*told, *stated(rule, *more)))


def _tracker(tracker) -> Part:
    told = [*lines(tracker, "kind", "processor", "purpose", "lifetime")]
    told += [
        *lines(tracker, "respects_do_not_track"),
        *stated(tracker, "overrides_settings", "opt_out", "opt_out_url"),
    ]
    return Part(tracker.name, (*told, *stated(tracker, "starts_on", "ends_on")))


def _rights(activity, on: date) -> list[Part]:
    """What was promised for this activity, or for all of the organisation."""
    promised = [
        row
        for row in in_force(activity.organisation.promised_rights.all(), on)
        if row.activity_id in {None, activity.pk}
    ]
    return [_right(row) for row in sorted(promised, key=lambda row: (row.right_id, row.pk))]


def _right(row: PromisedRight) -> Part:
    told = [*lines(row, "audience"), *stated(row, "data_subjects"), *lines(row, "channel")]
    if row.contact:
        told.append(line(_("Contact"), [row.contact.value]))
    told += stated(row, "authority", "condition", "starts_on", "ends_on")
    return Part(str(row.right), tuple(told))
