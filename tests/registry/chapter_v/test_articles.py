"""Cases of Chapter V on their days, by article: the codes that refuse and those that only ask."""

from datetime import date

import pytest

from registry.chapter_v import flows
from registry.completeness import RULES
from registry.vocabulary import DisclosureGround, TransferTool
from tests.registry.chapter_v.cases import CASES, CONTROLLER, IDTA, SCC, TODAY
from tests.support.exporters import country, entry, gaps_of_transfers, judged, shipped_terms
from tests.support.factories import (
    make_activity,
    make_body,
    make_disclosure,
    make_engagement,
    make_processor,
    make_seat,
    make_transfer,
    one_block,
)
from tests.support.undone import undone_afterwards

pytestmark = [pytest.mark.django_db, pytest.mark.once]

terms = shipped_terms()


@pytest.fixture(scope="module")
def entries(terms, django_db_setup, django_db_blocker):
    """All cases, written at once: a block costs more than what stands in it."""
    with django_db_blocker.unblock(), undone_afterwards():
        with one_block():
            made = {name: entry(name=name, **said) for name, said, *_ in CASES}
        yield made


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "on", "refused", "found"),
    [pytest.param(name, *rest, id=name) for name, _, *rest in CASES],
)
def test_what_a_case_gives(entries, name, on, refused, found):
    assert judged(gaps_of_transfers(entries[name], on), "code") == (refused, found)


def test_each_rule_has_a_code_of_its_own_a_remedy_and_a_source():
    assert len({rule.code for rule in flows.RULES}) == len(flows.RULES)
    for rule in flows.RULES:
        assert all([rule.article, rule.remedy, rule.source]), rule.code
        assert "{" not in rule.sentence, rule.code
        assert RULES[rule.code] is rule, rule.code


def test_a_finding_is_acknowledged_by_code_and_importer_whatever_the_sentence():
    (gap,) = gaps_of_transfers(entry(flow=SCC | {"impact_assessment": ""}), TODAY)
    assert gap.key == ("transfer-assessment", "Acme (United States)")
    assert gap.remedy


def test_a_recipient_in_two_roles_is_asked_once():
    activity = entry()
    acme = activity.engagements.get(role="processor").processor
    make_engagement(activity=activity, processor=acme, role=CONTROLLER)
    assert judged(gaps_of_transfers(activity, TODAY), "code") == (["transfer"], [])


@pytest.mark.parametrize(("answer", "asks"), [("yes", True), ("no", False), ("not_stated", False)])
def test_a_vendor_that_may_process_anywhere_names_no_country(answer, asks):
    activity = entry(vendor="BE", may_process_elsewhere=answer)
    told = judged(gaps_of_transfers(activity, TODAY), "code")
    assert told == ([], ["transfer-elsewhere"] * asks)


@pytest.mark.parametrize(("since", "found"), [(None, True), (date(2027, 1, 1), False)])
def test_a_vendor_to_come_needs_its_transfer_from_its_first_day(since, found):
    activity, begins = entry(vendor="BE"), date(2027, 1, 1)
    vendor = make_processor(name="Nextpost", country=country("US"))
    make_engagement(activity=activity, processor=vendor, state="planned", starts_on=begins)
    if since:
        flow = {"organisation": activity.organisation, "processor": vendor, "starts_on": since}
        make_transfer(**flow, country=country("US"))
    gaps = gaps_of_transfers(activity, TODAY)
    assert judged(gaps, "code") == ([], ["transfer-to-come"] * found)
    assert [gap.message for gap in gaps] == [
        "From Jan. 1, 2027: no transfer to Nextpost in United States."
    ] * found


# Article 48


@pytest.mark.parametrize(
    ("fields", "on", "asks"),
    [
        pytest.param({}, TODAY, True, id="no agreement"),
        pytest.param({"agreement": "Treaty of 2003"}, TODAY, False, id="with its agreement"),
        pytest.param({"country": "FR"}, TODAY, False, id="from inside the Union"),
        pytest.param({"country": None}, TODAY, True, id="from nobody knows where"),
        pytest.param({"ground": DisclosureGround.LEGAL_PROCESS}, TODAY, False, id="no order"),
        pytest.param({"disclosed_on": TODAY}, date(2026, 11, 28), False, id="the day before"),
        pytest.param({"is_ours": False}, TODAY, False, id="about another entry"),
        pytest.param({"is_ours": None}, TODAY, True, id="about nobody said which"),
    ],
)
def test_an_order_from_outside_rests_on_an_agreement(fields, on, asks):
    activity = entry(vendor="BE")
    fields = {"ground": DisclosureGround.FOREIGN_ORDER, "country": "US", "is_ours": True} | fields
    another = make_activity(organisation=activity.organisation)
    fields["activity"] = {True: activity, False: another, None: None}[fields.pop("is_ours")]
    fields["country"] = country(fields["country"]) if fields["country"] else None
    make_disclosure(organisation=activity.organisation, title="Subpoena", **fields)
    assert judged(gaps_of_transfers(activity, on), "code") == (
        [],
        ["foreign-order"] * asks,
    )


# Own staff and members: Articles 29 and 32(4)


@pytest.mark.parametrize(
    ("seat", "flow", "refused", "found"),
    [
        pytest.param({}, None, [], [], id="under instruction"),
        pytest.param({"acts_for": "A university"}, None, [], ["transfer-members"], id="asked"),
        pytest.param(
            {"acts_for": "A university"},
            {"tool": TransferTool.NOT_A_TRANSFER, "evidence": "It gets nothing"},
            [],
            [],
            id="none, and why",
        ),
        pytest.param(
            {"acts_for": "A university"},
            {"tool": TransferTool.NOT_A_TRANSFER},
            ["transfer-denied-reason"],
            [],
            id="none, and no reason",
        ),
        pytest.param(
            {"acts_for": "A university", "ends_on": date(2026, 11, 28)},
            None,
            [],
            [],
            id="no member any more",
        ),
        pytest.param({}, {"tool": TransferTool.NOT_STATED}, [], [], id="a tool unstated"),
        pytest.param({}, dict(IDTA), ["tool-of-the-uk"], [], id="a tool that is none"),
        pytest.param({"country": None}, None, [], ["seat-place"], id="nobody says where"),
        pytest.param(
            {"country": None, "absences": {"country": "not applicable: no fixed place"}},
            None,
            [],
            [],
            id="said why not where",
        ),
    ],
)
def test_staff_and_members_are_asked_only_where_they_act_for_others(seat, flow, refused, found):
    activity = entry(vendor="BE")
    board = make_body(name="Board")
    make_seat(body=board, **{"country": country("IN")} | seat)
    make_engagement(activity=activity, body=board)
    if flow:
        make_transfer(organisation=activity.organisation, body=board, country=country("IN"), **flow)
    assert judged(gaps_of_transfers(activity, TODAY), "code") == (refused, found)
