"""A transfer names a tool that fits the country and the day."""

from datetime import date

import pytest

from registry.models import Transfer
from registry.records.history import recorded
from registry.records.rules import Faults
from registry.records.states.wishes import ALL_ALONG
from registry.vocabulary import DisclosureGround, TransferTool
from tests.support.factories import (
    country,
    make_adequacy_decision,
    make_disclosure,
    make_organisation,
    make_processor,
    make_transfer,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "starts_on"),
    [
        pytest.param("DE", None, id="inside"),
        pytest.param("DE", date(2018, 7, 17), id="inside on the day"),
        pytest.param("GB", None, id="once inside, no day stated"),
        pytest.param("GB", date(2018, 7, 17), id="still inside"),
        pytest.param("GB", date(2021, 1, 1), id="first day of the bridge"),
        pytest.param("GB", date(2021, 6, 27), id="last day of the bridge"),
    ],
)
def test_no_tool_is_needed_inside_the_eea(code, starts_on):
    transfer = make_transfer(
        country=country(code), tool=TransferTool.NONE_NEEDED, starts_on=starts_on
    )
    assert Transfer.objects.get() == transfer


@pytest.mark.parametrize(
    ("code", "starts_on"),
    [("US", None), ("US", date(2018, 7, 17)), ("GB", date(2021, 6, 28)), ("DE", date(1980, 1, 1))],
)
def test_a_tool_is_needed_outside_of_it(code, starts_on):
    with pytest.raises(
        Faults, match=r"is outside the EEA\. Choose a transfer tool, or “Not stated”"
    ):
        make_transfer(country=country(code), tool=TransferTool.NONE_NEEDED, starts_on=starts_on)
    assert not Transfer.objects.exists()


def test_that_no_tool_is_stated_can_be_said():
    assert make_transfer(country=country("US"), tool=TransferTool.NOT_STATED).pk


def test_a_decision_is_about_the_country_of_the_transfer():
    shield = make_adequacy_decision(country=country("US"), decision="(EU) 2016/1250")
    with pytest.raises(Faults, match=r"\(EU\) 2016/1250 is not about India"):
        make_transfer(country=country("IN"), tool=TransferTool.ADEQUACY, adequacy_decision=shield)
    make_transfer(country=country("US"), tool=TransferTool.ADEQUACY, adequacy_decision=shield)
    assert Transfer.objects.get().country.code == "US"


def test_a_retired_transfer_may_have_been_wrong():
    transfer = make_transfer(country=country("US"))
    transfer.tool, transfer.retired_on = TransferTool.NONE_NEEDED, date(2018, 7, 17)
    with recorded(by="test", reason="A mistake"):
        transfer.save()
    assert not Transfer.objects.in_use().exists()


@pytest.mark.parametrize(
    ("ends_on", "starts_on", "overlap"),
    [
        (None, date(2020, 7, 17), True),
        (date(2020, 7, 17), date(2020, 7, 17), True),
        (date(2020, 7, 16), date(2020, 7, 17), False),
    ],
)
def test_one_flow_rests_on_one_tool_at_a_time(ends_on, starts_on, overlap):
    flow = {"organisation": make_organisation(), "processor": make_processor()}
    make_transfer(**flow, ends_on=ends_on)
    later = Transfer(
        **flow, country=country("US"), starts_on=starts_on, tool=TransferTool.STANDARD_CLAUSES
    )
    refused = False
    try:
        with recorded(by="test", reason="Schrems II"):
            Transfer.objects.add_all([later])
    except Faults:
        refused = True
    assert refused is overlap


# Decisions


def with_decision(**fields):
    return make_transfer(tool=TransferTool.ADEQUACY, **fields)


def shield():
    return make_adequacy_decision(
        name="US Privacy Shield",
        valid_from=date(2016, 7, 12),
        valid_until=date(2020, 7, 15),
        declared_invalid_on=date(2020, 7, 16),
    )


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"starts_on": date(2016, 7, 11)}, id="not yet"),
        pytest.param({"starts_on": date(2020, 7, 16)}, id="day of the judgment"),
        pytest.param({"first_day": date(2020, 7, 16)}, id="on record since that day"),
        pytest.param({"ends_on": date(2016, 7, 11)}, id="over before it came"),
    ],
)
def test_a_decision_cannot_be_chosen_for_a_day_on_which_it_did_not_hold(fields):
    with pytest.raises(Faults, match="US Privacy Shield was not in force on"):
        with_decision(adequacy_decision=shield(), **fields)
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"starts_on": date(2016, 7, 12)},
        {"starts_on": date(2020, 7, 15)},
        {"ends_on": date(2016, 7, 12)},
        {"first_day": date(2020, 7, 15)},
    ],
)
def test_a_decision_can_be_chosen_for_a_day_on_which_it_held(fields):
    assert with_decision(adequacy_decision=shield(), **fields).pk


def test_an_ended_decision_is_not_chosen_later_for_what_goes_on():
    flow = make_transfer(starts_on=date(2018, 1, 1))
    flow.tool, flow.adequacy_decision = TransferTool.ADEQUACY, shield()
    with (
        pytest.raises(Faults, match="was not in force on"),
        recorded(by="test", reason="Chosen", since=date(2021, 1, 1)),
    ):
        flow.save()
    with recorded(by="test", reason="Chosen", since=date(2019, 1, 1)):
        flow.save()
    with recorded(by="test", reason="A word more"):
        flow.remarks = "Checked"
        flow.save()
    assert Transfer.objects.get().remarks == "Checked"


def test_a_decision_that_did_not_hold_is_not_chosen_for_days_gone_by_either():
    """What the transfer rests on today is right; what it is said to have rested on is not."""
    flow = with_decision(adequacy_decision=shield(), starts_on=date(2018, 7, 17))
    framework = make_adequacy_decision(
        name="US Data Privacy Framework", valid_from=date(2023, 7, 10)
    )
    flow.adequacy_decision = framework
    with recorded(by="test", reason="Adopted", since=date(2025, 1, 1)):
        flow.save()
    between = make_adequacy_decision(name="Another one", valid_from=date(2024, 1, 1))
    flow.adequacy_decision = between
    with (
        pytest.raises(Faults, match="Another one was not in force on"),
        recorded(by="test", reason="Slipped", since=date(2020, 8, 1)),
    ):
        flow.save()
    with recorded(by="test", reason="From then on", since=date(2024, 1, 1)):
        flow.save()
    assert Transfer.objects.get().adequacy_decision == framework


def test_a_decision_is_chosen_from_the_day_on_which_it_took_the_place_of_another():
    flow = with_decision(adequacy_decision=shield(), starts_on=date(2018, 7, 17))
    flow.adequacy_decision = make_adequacy_decision(
        name="US Data Privacy Framework", valid_from=date(2023, 7, 10)
    )
    for day in [date(2023, 7, 9), None]:
        with (
            pytest.raises(Faults, match="Framework was not in force on"),
            recorded(by="test", reason="Certified", since=day or ALL_ALONG),
        ):
            flow.save()
    with recorded(by="test", reason="Certified", since=date(2023, 7, 10)):
        flow.save()
    assert Transfer.objects.get().adequacy_decision == flow.adequacy_decision


def test_a_decision_that_was_struck_down_is_shown_as_relied_on():
    flow = with_decision(adequacy_decision=shield(), ends_on=date(2020, 7, 15))
    shown = "US Privacy Shield, relied on, later declared invalid"
    assert shown in flow.facts
    assert flow.decision_as_relied_on(date(2018, 7, 17)) == shown


def test_a_decision_that_holds_is_shown_as_in_force():
    framework = make_adequacy_decision(name="Framework", covers="certified recipients")
    flow = with_decision(adequacy_decision=framework)
    shown = "Framework, in force, certified recipients"
    assert flow.decision_as_relied_on(date(2026, 11, 22)) == shown


# International organisations


def epo(**fields):
    fields = {"legal_name": "European Patent Organisation", "is_international": True} | fields
    return make_processor(name="EPO", country=country("DE"), **fields)


def of_epo():
    return make_adequacy_decision(body="European Patent Organisation", name="EPO")


def test_an_international_organisation_can_be_the_importer():
    flow = with_decision(processor=epo(), country=country("DE"), adequacy_decision=of_epo())
    assert Transfer.objects.get() == flow


@pytest.mark.parametrize("fields", [{"is_international": False}, {"legal_name": "Another"}])
def test_its_decision_is_about_no_other(fields):
    with pytest.raises(Faults, match="EPO is not about"):
        with_decision(processor=epo(**fields), country=country("DE"), adequacy_decision=of_epo())


def test_a_decision_on_a_country_is_not_about_an_organisation_that_sits_there():
    decision = make_adequacy_decision(country=country("DE"), name="A country")
    with pytest.raises(Faults, match="A country is not about EPO"):
        with_decision(processor=epo(), country=country("DE"), adequacy_decision=decision)


def test_sending_to_it_needs_a_tool_inside_the_union_too():
    with pytest.raises(Faults, match="is an international organisation"):
        make_transfer(processor=epo(), country=country("DE"), tool=TransferTool.NONE_NEEDED)


def test_one_flow_can_answer_to_both_laws():
    flow = {"organisation": make_organisation(), "processor": make_processor()}
    make_transfer(**flow, law="gdpr", tool=TransferTool.STANDARD_CLAUSES)
    make_transfer(**flow, law="uk_gdpr", tool=TransferTool.UK_ADDENDUM)
    assert Transfer.objects.count() == 2


def test_an_order_from_outside_the_union_is_a_disclosure_of_its_own_kind():
    order = make_disclosure(
        ground=DisclosureGround.FOREIGN_ORDER,
        title="Order of a court",
        country=country("US"),
        agreement="Mutual legal assistance, 2003",
    )
    order.full_clean()
    assert order.get_ground_display() == "Order from outside the Union (Article 48)"
