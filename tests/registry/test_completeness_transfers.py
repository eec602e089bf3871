"""Where data leaves the EEA, a tool of Chapter V is named (Articles 30(1)(e), 44)."""

from datetime import date

import pytest

from registry.completeness import gaps_in
from registry.models import ProcessingActivity
from registry.records.history import recorded
from registry.vocabulary import OrganisationRole, RecipientRole, TransferTool
from tests.support.factories import (
    country,
    make_activity,
    make_adequacy_decision,
    make_complete_activity,
    make_engagement,
    make_organisation,
    make_processor,
    make_processor_agreement,
    make_seat,
    make_transfer,
)
from tests.support.undone import made_once, stored

pytestmark = [pytest.mark.django_db, pytest.mark.once]

JULY = date(2018, 7, 17)
NOT_RECORDED = "No transfer to Acme in United States is recorded. (30(1)(e), 44)"


def make_register():
    """A complete entry, and a recipient with an agreement, as yet without a place."""
    activity, acme = make_complete_activity(), make_processor(name="Acme")
    make_processor_agreement(organisation=activity.organisation, processor=acme)
    make_engagement(activity=activity, processor=acme)
    return activity, acme


register = made_once(make_register)


@pytest.fixture
def activity(register, db):
    return stored(register[0])


@pytest.fixture
def acme(register, db):
    return stored(register[1])


def told(activity, on=JULY):
    activity = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
    return [str(gap) for gap in gaps_in(activity, on) if gap.blocks_approval]


def findings(activity, on=JULY):
    activity = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
    return [str(gap) for gap in gaps_in(activity, on) if not gap.blocks_approval]


def receives(activity, acme, role):
    with recorded(by="test", reason="Asked"):
        engagement = activity.engagements.get(processor=acme)
        engagement.role = role
        engagement.save()


def locate(processor, code, *codes):
    with recorded(by="test", reason="Asked"):
        processor.country = country(code)
        processor.save()
        processor.processing_countries.set(country(code) for code in codes)


def transfer(activity, **fields):
    return make_transfer(organisation=activity.organisation, **fields)


def test_inside_the_eea_nothing_is_transferred(activity, acme):
    locate(acme, "BE", "DE", "BE")
    assert told(activity) == []


@pytest.mark.parametrize("places", [("US",), ("BE", "US"), ("US", "US", "BE")])
def test_a_recipient_outside_needs_a_transfer(activity, acme, places):
    locate(acme, *places)
    assert told(activity) == [NOT_RECORDED]


def test_each_country_outside_needs_a_transfer(activity, acme):
    locate(acme, "US", "IN", "DE")
    transfer(activity, processor=acme, country=country("US"), tool=TransferTool.STANDARD_CLAUSES)
    assert told(activity) == ["No transfer to Acme in India is recorded. (30(1)(e), 44)"]


def test_countries_come_in_the_order_of_their_codes_and_lead_to_the_recipients(activity, acme):
    locate(acme, "US", "IN", "DE", "CA", "AU")
    activity = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
    found = [gap for gap in gaps_in(activity, JULY) if gap.article == "30(1)(e), 44"]
    assert [(gap.field, gap.message, gap.blocks_approval) for gap in found] == [
        ("engagements", f"No transfer to Acme in {country(code)} is recorded.", True)
        for code in ["AU", "CA", "IN", "US"]
    ]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2018, 7, 17), []),
        (date(2020, 12, 31), []),
        (date(2021, 6, 27), []),
        (
            date(2021, 6, 28),
            ["No transfer to Acme in United Kingdom is recorded. (30(1)(e), 44)"],
        ),
    ],
)
def test_a_country_can_leave_the_eea(activity, acme, on, expected):
    locate(acme, "GB")
    assert told(activity, on) == expected


def test_aggregates_that_are_linked_to_nobody_are_no_transfer(activity):
    sponsors = make_processor(country=country("US"))
    make_engagement(
        activity=activity,
        processor=sponsors,
        role=RecipientRole.THIRD_PARTY,
        is_personal_data=False,
    )
    assert told(activity) == []


# What the transfer says


def test_that_no_tool_is_stated_is_a_gap(activity, acme):
    locate(acme, "US")
    transfer(activity, processor=acme, tool=TransferTool.NOT_STATED)
    assert told(activity) == [
        "The transfer to Acme in United States has no transfer tool. (30(1)(e), 44)"
    ]


def test_that_no_tool_is_needed_ends_with_the_country_in_the_eea(activity, acme):
    locate(acme, "GB")
    transfer(activity, processor=acme, country=country("GB"), tool=TransferTool.NONE_NEEDED)
    assert told(activity, on=JULY) == []
    assert told(activity, on=date(2021, 6, 28)) == [
        "The transfer to Acme in United Kingdom has no transfer tool. (30(1)(e), 44)"
    ]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"starts_on": date(2018, 7, 18)}, id="not yet"),
        pytest.param({"ends_on": date(2018, 7, 16)}, id="no more"),
        pytest.param({"retired_on": date(2018, 7, 17)}, id="retired"),
        pytest.param({"country": "IN"}, id="another country"),
        pytest.param({"processor": None}, id="another importer"),
        pytest.param({"organisation": None}, id="another exporter"),
    ],
)
def test_another_transfer_does_not_help(activity, acme, fields):
    locate(acme, "US")
    flow = {"organisation": activity.organisation, "processor": acme, "country": country("US")}
    flow |= {"tool": TransferTool.STANDARD_CLAUSES} | fields
    if "country" in fields:
        flow["country"] = country(fields["country"])
    if "processor" in fields:
        flow["processor"] = make_processor()
    make_transfer(**flow)
    assert told(activity) == [NOT_RECORDED]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2016, 7, 11), 1),
        (date(2016, 7, 12), 0),
        (date(2020, 7, 16), 0),
        (date(2020, 7, 17), 1),
    ],
)
def test_a_decision_helps_while_it_is_in_force(activity, acme, on, expected):
    locate(acme, "US")
    shield = make_adequacy_decision(
        valid_from=date(2016, 7, 12), valid_until=date(2020, 7, 16), is_partial=True
    )
    transfer(
        activity,
        processor=acme,
        tool=TransferTool.ADEQUACY,
        adequacy_decision=shield,
        evidence="On the list, checked",
    )
    message = "The decision for the transfer to Acme in United States is not in force."
    assert told(activity, on) == [f"{message} (30(1)(e), 44)"] * expected


def test_a_decision_for_some_importers_needs_evidence_that_this_is_one(activity, acme):
    locate(acme, "US")
    shield = make_adequacy_decision(valid_from=date(2016, 7, 12), is_partial=True)
    flow = transfer(activity, processor=acme, tool=TransferTool.ADEQUACY, adequacy_decision=shield)
    assert told(activity) == []
    assert findings(activity) == [
        "Nothing on record shows that the decision on United States covers Acme. (45(1), 44)"
    ]
    with recorded(by="test", reason="Checked"):
        flow.evidence = "On the list on 17 July 2018"
        flow.save()
    assert findings(activity) == []


@pytest.mark.parametrize(
    ("absence", "expected"),
    [
        ("none", [NOT_RECORDED]),
        ("not applicable: the person sends it there directly (Guidelines 05/2021)", []),
    ],
)
def test_a_reason_can_say_why_it_is_no_transfer_and_none_alone_cannot(
    activity, acme, absence, expected
):
    locate(acme, "US")
    receives(activity, acme, RecipientRole.CONTROLLER)
    with recorded(by="test", reason="Stated"):
        activity.state_absence("transfers", absence)
        activity.save()
    assert told(activity) == expected


# A processor's own record


def test_a_processor_records_what_article_30_2_asks():
    organisation = make_organisation(country=country("BE"))
    activity = make_activity(organisation=organisation, role=OrganisationRole.PROCESSOR)
    assert told(activity) == [
        "No contact details are recorded. (30(2)(a))",
        "No controller is recorded. (30(2)(a))",
        "No categories of processing are recorded. (30(2)(b))",
    ]


def test_a_processor_is_told_where_to_say_it_and_by_its_own_articles(activity, acme):
    locate(acme, "US")
    with recorded(by="test", reason="On behalf of another"):
        activity.role = OrganisationRole.PROCESSOR
        activity.save()
        agreement = activity.organisation.agreements.get()
        agreement.retired_on = JULY
        agreement.save()
    activity = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
    assert [(gap.field, gap.article, gap.blocks_approval) for gap in gaps_in(activity, JULY)] == [
        ("other_controllers", "30(2)(a)", True),
        ("processing_categories", "30(2)(b)", True),
        ("engagements", "28(4)", False),
        ("engagements", "30(2)(c), 44", True),
    ]


def test_a_processor_names_transfers_too(activity, acme):
    locate(acme, "US")
    with recorded(by="test", reason="On behalf of another"):
        activity.role, activity.processing_categories = OrganisationRole.PROCESSOR, "Hosting"
        activity.save()
        client = make_organisation(address="Berlin", country=country("DE"))
        activity.other_controllers.add(client)
    assert told(activity) == [NOT_RECORDED.replace("30(1)(e)", "30(2)(c)")]


# Cost


def test_gaps_of_many_entries_are_found_in_a_number_of_queries_that_does_not_grow(
    activity, acme, django_assert_max_num_queries
):
    locate(acme, "US", "IN")
    for _ in range(2):
        make_engagement(
            activity=activity, body=make_seat(country=country("US"), acts_for="A sponsor").body
        )
        make_complete_activity(organisation=activity.organisation)
    with django_assert_max_num_queries(28):
        entries = list(ProcessingActivity.objects.with_parts())
        found = [gap for entry in entries for gap in gaps_in(entry, JULY)]
    assert len(found) == 4


def test_a_reason_is_none_to_look_away_from_a_transfer_that_is_recorded(activity, acme):
    locate(acme, "US")
    receives(activity, acme, RecipientRole.CONTROLLER)
    with recorded(by="test", reason="Stated"):
        activity.state_absence("transfers", "not applicable: the person sends it there directly")
        activity.save()
    flow = make_transfer(organisation=activity.organisation, processor=acme, country=country("US"))
    assert told(activity) == [
        "The transfer to Acme in United States has no transfer tool. (30(1)(e), 44)"
    ]
    with recorded(by="test", reason="It was none"):
        flow.retired_on = JULY
        flow.save()
    assert told(activity) == []
