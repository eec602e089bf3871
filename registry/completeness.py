"""What Article 30 still misses in an entry, each gap with the article that asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.chapter_v.flows import transfer_problems
from registry.in_force import in_force
from registry.vocabulary import (
    AppointmentRole,
    DataKind,
    OrganisationRole,
    RecipientRole,
)

# Article 99(2): on earlier days no article asked for anything.
APPLIES_FROM = date(2018, 5, 25)

# What a processor records of the same, and by which article.
PROCESSOR_ARTICLES = {
    "28(3)": "28(4)",
    "30(1)(a)": "30(2)(a)",
    "30(1)(e)": "30(2)(c)",
    "30(1)(g)": "30(2)(d)",
}


@dataclass(frozen=True)
class Gap:
    """Something that is missing. `field` names a field or a reverse relation of the activity."""

    field: str
    message: str
    article: str
    blocks_approval: bool = True

    def __str__(self) -> str:
        return f"{self.message} ({self.article})"


def agreements_in_force(activity, on: date) -> list:
    return in_force(activity.organisation.agreements.all(), on)


def gaps_in(activity, on: date) -> list[Gap]:
    """All gaps of an entry as it stands, read for a day. Fetch it `with_parts()` first.

    Points (a) to (g) of Article 30(1) in their order; for a processor those of 30(2).
    """
    if activity.role == OrganisationRole.PROCESSOR:
        checks = [_responsible, _controllers_served, _agreements, _transfers, _security]
        gaps = [gap for check in checks for gap in check(activity, on)]
        return [replace(gap, article=_for_processor(gap.article)) for gap in gaps]
    checks = [
        _responsible,
        _purposes,
        _people_and_data,
        _recipients,
        _agreements,
        _transfers,
        _time_limits,
        _security,
    ]
    return [gap for check in checks for gap in check(activity, on)]


def _for_processor(article: str) -> str:
    for of_controller, of_processor in PROCESSOR_ARTICLES.items():
        article = article.replace(of_controller, of_processor)
    return article


def _responsible(activity, on) -> Iterator[Gap]:
    organisation = activity.organisation
    contacts = in_force(organisation.contacts.all(), on)
    if not contacts and not organisation.address:
        yield Gap("organisation", _("No contact details are recorded."), "30(1)(a)")
    appointed = {row.role: row for row in in_force(organisation.appointments.all(), on)}
    if organisation.country and not organisation.country.is_in_eea(on):
        row = appointed.get(AppointmentRole.REPRESENTATIVE_UNION)
        if row is None or not (row.person_id or row.is_absent("person")):
            yield Gap(
                "organisation",
                _("No representative in the Union is recorded, nor why there is none."),
                "27, 30(1)(a)",
            )
    officer = appointed.get(AppointmentRole.DPO)
    if officer is None or not (officer.person_id or officer.is_absent("person")):
        yield Gap(
            "organisation",
            _("No data protection officer is recorded, nor why there is none."),
            "37, 30(1)(a)",
            blocks_approval=False,
        )
    if not activity.owner and not activity.is_absent("owner"):
        yield Gap("owner", _("No owner is recorded."), "5(2), 24(1)")
    if activity.role == OrganisationRole.NOT_STATED:
        yield Gap("role", _("It is not stated as what the organisation acts."), "4(7), 30(1)(a)")
    if activity.role == OrganisationRole.JOINT_CONTROLLER:
        if not activity.other_controllers.all():
            yield Gap("other_controllers", _("No joint controller is recorded."), "26, 30(1)(a)")
        if not activity.arrangement:
            yield Gap(
                "arrangement",
                _("No arrangement between the joint controllers is recorded."),
                "26(1)",
                False,
            )


def _controllers_served(activity, on) -> Iterator[Gap]:
    if not activity.other_controllers.all():
        yield Gap("other_controllers", _("No controller is recorded."), "30(2)(a)")


def _purposes(activity, on) -> Iterator[Gap]:
    purposes = in_force(activity.purposes.all(), on)
    if not purposes:
        yield Gap("purposes", _("No purpose is recorded."), "30(1)(b)")
    kinds = {category.kind for category in activity.data_categories.all()}
    for purpose in purposes:
        for message, article in _lawfulness(purpose, kinds):
            yield Gap("purposes", message.format(purpose=purpose), article)


def _lawfulness(purpose, kinds: set[str]) -> Iterator[tuple[str, str]]:
    bases = {basis.citation for basis in purpose.legal_bases.all()}
    if not bases:
        yield _("“{purpose}” has no legal basis."), "6(1), 13(1)(c)"
    if "6(1)(f)" in bases and not purpose.legitimate_interest:
        yield _("“{purpose}” has no legitimate interest."), "6(1)(f), 13(1)(d)"
    if "6(1)(f)" in bases and not purpose.balancing_test:
        yield _("“{purpose}” has no balancing test."), "6(1)(f), 5(2)"
    if bases & {"6(1)(c)", "6(1)(e)"} and not purpose.law:
        yield _("“{purpose}” does not name the law that it is based on."), "6(3)"
    if "6(1)(a)" in bases and not purpose.consent_record:
        yield _("“{purpose}” has no record of consent."), "7(1)"
    if DataKind.SPECIAL in kinds and purpose.special_category_condition_id is None:
        yield _("“{purpose}” has no condition for special categories."), "9(2)"
    if DataKind.CRIMINAL in kinds and not purpose.special_category_law:
        yield _("“{purpose}” does not name the law that allows data on offences."), "10"


def _people_and_data(activity, on) -> Iterator[Gap]:
    if not activity.data_subjects.all() and not activity.is_absent("data_subjects"):
        yield Gap("data_subjects", _("No categories of data subjects are recorded."), "30(1)(c)")
    if not activity.data_categories.all() and not activity.is_absent("data_categories"):
        yield Gap("data_categories", _("No categories of data are recorded."), "30(1)(c)")


def _recipients(activity, on) -> Iterator[Gap]:
    engagements = in_force(activity.engagements.all(), on)
    if not engagements and not activity.is_absent("recipients"):
        yield Gap(
            "engagements",
            _("No recipients are recorded, nor that there are none."),
            "30(1)(d)",
        )


def _agreements(activity, on) -> Iterator[Gap]:
    covered = {agreement.processor_id for agreement in agreements_in_force(activity, on)}
    for engagement in in_force(activity.engagements.all(), on):
        if engagement.role == RecipientRole.PROCESSOR and engagement.processor_id not in covered:
            message = _("No agreement with {processor} is recorded.")
            yield Gap(
                "engagements",
                message.format(processor=engagement.processor),
                "28(3)",
                blocks_approval=False,
            )


def _transfers(activity, on) -> Iterator[Gap]:
    for message, problem in transfer_problems(activity, on):
        yield Gap("engagements", message, problem.article, blocks_approval=problem.refuses)


def _time_limits(activity, on) -> Iterator[Gap]:
    rules = in_force(activity.retention_rules.all(), on)
    if not rules and not activity.is_absent("retention_rules"):
        yield Gap("retention_rules", _("No time limit for erasure is recorded."), "30(1)(f)")
    if not rules:
        return
    # What covers a part of the data only, such as that of one processor, covers no category.
    named = [set(rule.data_categories.all()) for rule in rules if not rule.is_partial]
    if not all(named):
        return
    covered = set().union(*named)
    for category in activity.data_categories.all():
        if category not in covered:
            message = _("No time limit for “{category}” is recorded.")
            yield Gap("retention_rules", message.format(category=category), "30(1)(f)")


def _security(activity, on) -> Iterator[Gap]:
    measures = in_force(activity.organisation.measures_in_place.all(), on)
    has_some = any(row.protects(activity) for row in measures)
    if not has_some and not activity.is_absent("security_measures"):
        yield Gap("security_measures", _("No security measures are recorded."), "30(1)(g)")
