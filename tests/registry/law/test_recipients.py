"""Articles 28 and 30(1)(d)-(e): who receives data, where, and by which contract."""

from datetime import date

import pytest

from registry.completeness import gaps_in
from registry.law.recipients import CLAUSES_OF
from registry.lifecycle import approve
from registry.models import ProcessingActivity
from registry.vocabulary import OrganisationRole, RecipientRole
from tests.registry.law.entries import DAY, FINDING, REFUSED, change, entry, judged, made_of
from tests.support.factories import (
    SEEN_TO,
    country,
    make_engagement,
    make_organisation,
    make_processor,
    make_processor_agreement,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def nobody_receives(text):
    activity = entry()
    change(activity.engagements.get(), retired_on=date(2018, 1, 1))
    change(activity, absences={"recipients": text})
    return activity


def sends_to(*, personal=True, **fields):
    activity = entry()
    importer = {"processor": make_processor(**fields), "role": RecipientRole.CONTROLLER}
    make_engagement(activity=activity, is_personal_data=personal, **importer)
    return activity


def contract(**clauses):
    activity = entry()
    vendor = make_processor(country=country("BE"))
    make_engagement(activity=activity, processor=vendor)
    if clauses is not None and "none" not in clauses:
        fields = {"organisation": activity.organisation, "processor": vendor}
        make_processor_agreement(**fields, **clauses)
    return activity


def to_come(name="", **contract):
    """A vendor that begins after the day on which the entry is read."""
    activity = entry()
    called = {"name": name} if name else {}
    vendor = make_processor(country=country("BE"), **called)
    begins = date(2026, 4, 1)
    make_engagement(activity=activity, processor=vendor, state="planned", starts_on=begins)
    if contract:
        fields = {"organisation": activity.organisation, "processor": vendor}
        make_processor_agreement(**fields, **contract)
    return activity


def named(text="Banks", where=None, transfers="", role=RecipientRole.THIRD_PARTY, **fields):
    """A recipient in words only."""
    activity = entry()
    place = country(where) if where else None
    make_engagement(activity=activity, recipient=text, role=role, country=place, **fields)
    if transfers:
        change(activity, absences={"transfers": transfers})
    return activity


BOUND = {"authorised_on": date(2025, 1, 1), "is_bound": "yes"}


def sub_processor(*, with_its_processor=True, **fields):
    activity = contract()
    vendor = activity.engagements.exclude(processor=None).get().processor
    make_engagement(
        activity=activity,
        processor=make_processor(),
        role=RecipientRole.SUB_PROCESSOR,
        sub_processor_of=vendor if with_its_processor else make_processor(),
        **BOUND | fields,
    )
    return activity


RECIPIENTS = {
    "30(1)(d): no recipients, without a reason": (
        lambda: nobody_receives("none"),
        [(REFUSED, "recipient-none")],
    ),
    "30(1)(d): no recipients, with a reason": (
        lambda: nobody_receives("not applicable: kept on paper by one person"),
        [],
    ),
    "30(1)(d)-(e), case 29: a processor somewhere": (
        lambda: sends_to(country=None),
        [(REFUSED, "recipient-place")],
    ),
    "30(1)(e): a processor named in free text only": (
        lambda: sends_to(country=None, location_as_published="U.S."),
        [(REFUSED, "recipient-place")],
    ),
    "30(1)(e), case 29: a reason why its country is not known": (
        lambda: sends_to(country=None, absences={"country": "not applicable: it is a protocol"}),
        [],
    ),
    "30(1)(e): a processor that receives totals only": (
        lambda: sends_to(country=None, personal=False),
        [],
    ),
    "28(3), case 49: a processor without contract": (
        lambda: contract(none=True),
        [(FINDING, "agreement")],
    ),
    "28(3): all clauses": (contract, []),
    "28(3)(c), (g): two clauses are missing": (
        lambda: contract(covers_security=False, covers_return=False),
        [(FINDING, "clause"), (FINDING, "clause")],
    ),
    "28(3): nobody has read the contract": (
        lambda: contract(covers_security=None, covers_audit=None),
        [(FINDING, "clauses")],
    ),
    "28(2): sub-processors are not mentioned": (
        lambda: contract(sub_processing="not_stated"),
        [(FINDING, "sub-processing")],
    ),
    "28(2): a general authorisation, and no word of notice": (
        lambda: contract(sub_processing="general"),
        [(FINDING, "sub-processing-notice")],
    ),
    "28(3): a contract that is over": (
        lambda: contract(signed_on=date(2020, 1, 1), expires_on=date(2025, 12, 31)),
        [(FINDING, "agreement")],
    ),
    "28(3): a processor to come, without contract": (to_come, [(FINDING, "agreement-to-come")]),
    "28(3): a processor to come, and a contract from that day": (
        lambda: to_come(signed_on=date(2026, 4, 1)),
        [],
    ),
    "28(3): a processor to come, and a contract that is over by then": (
        lambda: to_come(signed_on=date(2025, 1, 1), expires_on=date(2026, 3, 31)),
        [(FINDING, "agreement-to-come")],
    ),
    "28(2): a general authorisation, with days of notice": (
        lambda: contract(sub_processing="general", notice_days=30),
        [],
    ),
    "28(2), 28(4): a sub-processor, authorised and bound": (sub_processor, []),
    "28(2): a sub-processor that nobody authorised": (
        lambda: sub_processor(authorised_on=None),
        [(FINDING, "sub-processor-authorised")],
    ),
    "28(2): a sub-processor authorised on a day to come": (
        lambda: sub_processor(authorised_on=date(2026, 3, 3)),
        [(FINDING, "sub-processor-authorised")],
    ),
    "28(4): a sub-processor that is not bound by the same duties": (
        lambda: sub_processor(is_bound="no"),
        [(FINDING, "sub-processor-bound")],
    ),
    "28(4): a sub-processor of which nobody says that it is bound": (
        lambda: sub_processor(is_bound="not_stated"),
        [(FINDING, "sub-processor-bound")],
    ),
    "28(4): a sub-processor of somebody who receives nothing": (
        lambda: sub_processor(with_its_processor=False),
        [(FINDING, "sub-processor-alone")],
    ),
    "30(1)(d)-(e): a recipient in words, somewhere": (named, [(FINDING, "recipient-country")]),
    "30(1)(d)-(e): its country is “none”": (
        lambda: named(absences={"country": "none"}),
        [(FINDING, "recipient-country")],
    ),
    "30(1)(d)-(e): a reason why its country is not stated": (
        lambda: named(absences={"country": "not applicable: banks of the members"}),
        [],
    ),
    "30(1)(d): a recipient in words, within the Union": (lambda: named(where="DE"), []),
    "30(1)(e), 44: a recipient abroad in words only": (
        lambda: named(where="IN"),
        [(FINDING, "recipient-abroad")],
    ),
    "30(1)(e), 44: a reason why sending it abroad is no transfer": (
        lambda: named(where="IN", transfers="not applicable: people send it themselves"),
        [],
    ),
    "44: a reason is none for a vendor abroad in words only": (
        lambda: named(
            where="IN",
            transfers="not applicable: people send it themselves",
            role=RecipientRole.PROCESSOR,
        ),
        [(FINDING, "recipient-abroad"), (FINDING, "agreement")],
    ),
    "30(1)(d): the public is nowhere": (lambda: named(role=RecipientRole.PUBLIC), []),
    "30(1)(e): totals only": (lambda: named(where="IN", is_personal_data=False), []),
}


entries = made_of(RECIPIENTS)


@pytest.mark.parametrize("case", RECIPIENTS)
def test_articles_28_and_30_1_d_are_asked_of_recipients(entries, case):
    _make, expected = RECIPIENTS[case]
    assert judged(entries[case]) == expected


@pytest.mark.parametrize(("clause", "article"), CLAUSES_OF.items())
def test_article_28_3_names_each_missing_clause_by_its_point(clause, article):
    activity = contract(**{clause: False})
    (gap,) = gaps_in(ProcessingActivity.objects.with_parts().get(pk=activity.pk), DAY)
    assert (gap.article, gap.at, gap.row.reference) == (article, clause, gap.about.split(":")[0])
    assert "has no clause on (" in gap.message


def test_article_28_3_says_from_when_the_contract_has_to_be_there():
    activity = to_come("Nextpost")
    (gap,) = gaps_in(ProcessingActivity.objects.with_parts().get(pk=activity.pk), DAY)
    assert gap.message == "From April 1, 2026: no agreement with Nextpost."
    assert (gap.adds, gap.row.name) == ("processoragreement", "Nextpost")
    on = date(2026, 4, 1)
    (gap,) = gaps_in(ProcessingActivity.objects.with_parts().get(pk=activity.pk), on)
    assert gap.code == "agreement"


def test_article_28_4_is_what_a_processor_is_asked_about_its_own():
    client = make_organisation(address="Berlin", country=country("DE"))
    activity = entry(
        role=OrganisationRole.PROCESSOR,
        processing_categories="Hosting",
        other_controllers=[client],
    )
    make_engagement(activity=activity)
    (gap,) = gaps_in(ProcessingActivity.objects.with_parts().get(pk=activity.pk), DAY)
    assert (gap.code, gap.article) == ("agreement", "28(4)")


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2020, 12, 31), []), (date(2022, 1, 1), [(FINDING, "recipient-abroad")])],
)
def test_article_44_whether_a_recipient_in_words_is_abroad_is_asked_of_the_day(on, expected):
    assert judged(named(where="GB"), on) == expected


def test_article_30_counts_a_recipient_of_a_kind():
    activity = entry()
    make_engagement(activity=activity, recipient="Banks", role=RecipientRole.THIRD_PARTY)
    assert judged(activity) == []


def test_two_services_of_a_vendor_that_is_planned_are_one_finding_and_can_be_approved():
    activity = to_come()
    row = activity.engagements.get(state="planned")
    begins = {"state": "planned", "starts_on": date(2027, 1, 1)}
    make_engagement(activity=activity, processor=row.processor, service="Forms", **begins)
    assert judged(activity) == [(FINDING, "agreement-to-come")]


def test_two_services_without_their_agreement_are_approved_as_one_finding():
    activity = contract(none=True)
    row = activity.engagements.exclude(processor=None).get()
    make_engagement(activity=activity, processor=row.processor, service="Forms")
    approve(activity, by="test", reason="Known", **SEEN_TO)
    assert activity.acknowledged_findings.filter(rule="agreement").count() == 1


def test_nobody_asks_for_the_contract_of_a_vendor_that_was_not_planned_yet():
    activity = to_come()
    change(activity.engagements.get(state="planned"), first_day=date(2026, 3, 3))
    assert judged(activity, on=date(2026, 3, 2)) == []
    assert judged(activity, on=date(2026, 3, 3)) == [(FINDING, "agreement-to-come")]
