"""A transfer names a tool that fits the country and the day."""

from datetime import date

import pytest

from registry.models import Transfer
from registry.records.history import recorded
from registry.records.rules import Faults
from registry.vocabulary import TransferTool
from tests.support.factories import (
    country,
    make_adequacy_decision,
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
    ],
)
def test_no_tool_is_needed_inside_the_eea(code, starts_on):
    transfer = make_transfer(
        country=country(code), tool=TransferTool.NONE_NEEDED, starts_on=starts_on
    )
    assert Transfer.objects.get() == transfer


@pytest.mark.parametrize(
    ("code", "starts_on"),
    [("US", None), ("US", date(2018, 7, 17)), ("GB", date(2021, 1, 1)), ("DE", date(1980, 1, 1))],
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
