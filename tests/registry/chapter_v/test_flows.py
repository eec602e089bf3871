"""Each place outside has a transfer on record that fits: Article 30(1)(e) and Chapter V."""

from datetime import date

import pytest

from registry.vocabulary import OrganisationRole, RecipientRole, TransferTool
from tests.support.exporters import by, country, entry, gaps_of_transfers, judged, shipped_terms
from tests.support.factories import (
    make_activity,
    make_body,
    make_engagement,
    make_organisation,
    make_processor,
    make_seat,
    make_transfer,
    one_block,
)
from tests.support.undone import undone_afterwards

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TODAY = date(2026, 11, 22)
TEXTS = {"evidence": "In the safe", "impact_assessment": "TIA 1"}
CLAUSES = TEXTS | {
    "tool": TransferTool.STANDARD_CLAUSES,
    "clauses": "2021/914",
    "module": "2",
    "concluded_on": date(2022, 1, 1),
}
ADDENDUM = CLAUSES | {"tool": TransferTool.UK_ADDENDUM}


terms = shipped_terms()


def read(activity, on=TODAY):
    """What it refuses for, and what it only finds, as articles."""
    return judged(gaps_of_transfers(activity, on), "article")


RECORD = "30(1)(e), 44"
SHIELD, HARBOUR, FRAMEWORK = "(EU) 2016/1250", "2000/520/EC", "(EU) 2023/1795"
CERTIFIED = {"evidence": "On the list"}
CASES = {
    "30(1)(e): nothing recorded": ({}, TODAY, [RECORD], []),
    "45: Privacy Shield today": (
        {"flow": (SHIELD, CERTIFIED)},
        TODAY,
        [RECORD],
        [],
    ),
    "C-311/18: Privacy Shield the day before": (
        {"flow": (SHIELD, CERTIFIED)},
        date(2020, 7, 15),
        [],
        [],
    ),
    "C-311/18: Privacy Shield on the day of the judgment": (
        {"flow": (SHIELD, CERTIFIED)},
        date(2020, 7, 16),
        [RECORD],
        [],
    ),
    "C-362/14: Safe Harbour the day before": (
        {"flow": (HARBOUR, CERTIFIED)},
        date(2015, 10, 5),
        [],
        [],
    ),
    "C-362/14: Safe Harbour on the day of the judgment": (
        {"flow": (HARBOUR, CERTIFIED)},
        date(2015, 10, 6),
        [RECORD],
        [],
    ),
    "45(1): the Framework without evidence": (
        {"flow": (FRAMEWORK, {})},
        TODAY,
        [],
        ["45(1), 44"],
    ),
    "45(3): the Framework with evidence": ({"flow": (FRAMEWORK, CERTIFIED)}, TODAY, [], []),
    "45(3): the Framework a day early": (
        {"flow": (FRAMEWORK, CERTIFIED)},
        date(2023, 7, 9),
        [RECORD],
        [],
    ),
    "45(1): Canada without evidence": (
        {"vendor": "CA", "flow": ("2002/2/EC", {})},
        TODAY,
        [],
        ["45(1), 44"],
    ),
    "45(3): United Kingdom": ({"vendor": "GB", "flow": ("(EU) 2021/1772", {})}, TODAY, [], []),
    "45(3): United Kingdom in 2032": (
        {"vendor": "GB", "flow": ("(EU) 2021/1772", {})},
        date(2032, 1, 1),
        [RECORD],
        [],
    ),
    "FINPROV.10A: first day of the bridge": ({"vendor": "GB"}, date(2021, 1, 1), [], []),
    "FINPROV.10A: last day of the bridge": ({"vendor": "GB"}, date(2021, 6, 27), [], []),
    "FINPROV.10A: none needed, said": (
        {
            "vendor": "GB",
            "flow": {"tool": TransferTool.NONE_NEEDED, "starts_on": date(2021, 3, 1)},
        },
        date(2021, 3, 1),
        [],
        [],
    ),
    "FINPROV.10A: the day after": ({"vendor": "GB"}, date(2021, 6, 28), [RECORD], []),
    "25(6) of 95/46: Hungary in 2003": (
        {"vendor": "HU", "flow": ("2000/519/EC", {})},
        date(2003, 6, 1),
        [],
        [],
    ),
    "45(3): Switzerland": ({"vendor": "CH", "flow": ("2000/518/EC", {})}, TODAY, [], []),
    "45(3): Brazil": ({"vendor": "BR", "flow": ("(EU) 2026/179", {})}, TODAY, [], []),
    "49(6): compelling interests, undocumented": (
        {"role": RecipientRole.CONTROLLER, "flow": {"tool": TransferTool.COMPELLING_INTERESTS}},
        TODAY,
        ["30(1)(e), 49(6)"],
        ["49(1) subparagraph 2"] * 2,
    ),
    "49(6): compelling interests, documented": (
        {
            "role": RecipientRole.CONTROLLER,
            "flow": {
                "tool": TransferTool.COMPELLING_INTERESTS,
                "derogation": "Assessed; encrypted",
                "authority_told_on": TODAY,
                "people_told_on": TODAY,
            },
        },
        TODAY,
        [],
        [],
    ),
    "49(1)(a): consent for routine hosting": (
        {"flow": {"tool": TransferTool.EXPLICIT_CONSENT}},
        TODAY,
        [],
        ["49(1), 5(2)", "49(1); EDPB 2/2018"],
    ),
    "49(1)(b): once, with its reason": (
        {
            "role": RecipientRole.CONTROLLER,
            "flow": {
                "tool": TransferTool.CONTRACT_WITH_PERSON,
                "derogation": "The hotel that she booked",
            },
        },
        TODAY,
        [],
        [],
    ),
    "47: rules without approval": (
        {"flow": {"tool": TransferTool.BINDING_RULES, "impact_assessment": "TIA 2"}},
        TODAY,
        [],
        ["46(2)(b), (e), (f), 46(3), 47"],
    ),
    "47: rules with approval": (
        {
            "flow": {
                "tool": TransferTool.BINDING_RULES,
                "approval": "APD, 2024-02-01",
                "impact_assessment": "TIA 2",
            }
        },
        TODAY,
        [],
        [],
    ),
    "46(2)(c): clauses of which nothing is known": (
        {"flow": {"tool": TransferTool.STANDARD_CLAUSES}},
        TODAY,
        [],
        ["46(2)(c)", "46(1), 5(2)", "46(1); C-311/18"],
    ),
    "46(2)(c): clauses with all": ({"flow": dict(CLAUSES)}, TODAY, [], []),
    "46: a Belgian exporter on the UK agreement": (
        {"flow": TEXTS | {"tool": TransferTool.UK_AGREEMENT}},
        TODAY,
        ["46"],
        [],
    ),
    "46 UK GDPR: a British exporter on the UK agreement": (
        {"seat": "GB", "flow": TEXTS | {"tool": TransferTool.UK_AGREEMENT}},
        TODAY,
        [],
        [],
    ),
    "46 UK GDPR: before there was one": (
        {"seat": "GB", "flow": dict(ADDENDUM)},
        date(2022, 3, 20),
        ["46 UK GDPR"],
        [],
    ),
    "46 UK GDPR: an exporter in India under it": (
        {"seat": "IN", "flow": ADDENDUM | {"law": "uk_gdpr"}},
        TODAY,
        [],
        [],
    ),
    "46 UK GDPR: clauses of the Union alone": (
        {"seat": "GB", "flow": dict(CLAUSES)},
        TODAY,
        ["46 UK GDPR"],
        [],
    ),
    "45 UK GDPR: the data bridge": (
        {"seat": "GB", "flow": ("SI 2023/1028", CERTIFIED)},
        TODAY,
        [],
        [],
    ),
    "45 UK GDPR: the Framework alone": (
        {"seat": "GB", "flow": (FRAMEWORK, CERTIFIED)},
        TODAY,
        [RECORD],
        [],
    ),
    "45 UK GDPR: a decision taken over": (
        {"seat": "GB", "vendor": "CH", "flow": ("2000/518/EC", {})},
        TODAY,
        [],
        [],
    ),
    "UK GDPR: at home, and in the EEA": ({"seat": "GB", "vendor": "DE"}, TODAY, [], []),
    "45: the data bridge for a Belgian exporter": (
        {"flow": ("SI 2023/1028", CERTIFIED)},
        TODAY,
        [RECORD],
        [],
    ),
    "44: a vendor in the exporter's own third country": (
        {"seat": "US", "vendor": "US"},
        TODAY,
        [RECORD],
        [],
    ),
    "44: “no transfer” to a vendor": (
        {"flow": {"tool": TransferTool.NOT_A_TRANSFER, "evidence": "They asked for it"}},
        TODAY,
        ["44; EDPB 05/2021"],
        [],
    ),
    "EDPB 05/2021: people send it there themselves": (
        {
            "role": RecipientRole.CONTROLLER,
            "flow": {"tool": TransferTool.NOT_A_TRANSFER, "evidence": "They pay there"},
        },
        TODAY,
        [],
        [],
    ),
    "EDPB 05/2021: no transfer, and no reason": (
        {"role": RecipientRole.CONTROLLER, "flow": {"tool": TransferTool.NOT_A_TRANSFER}},
        TODAY,
        [RECORD],
        [],
    ),
    "30(1)(e): “not applicable: staff only” beside a vendor": (
        {"absences": {"transfers": "not applicable: staff only"}},
        TODAY,
        [RECORD],
        [],
    ),
    "30(2)(c): a processor's vendor": (
        {"own_role": OrganisationRole.PROCESSOR},
        TODAY,
        ["30(2)(c), 44"],
        [],
    ),
}


@pytest.fixture(scope="module")
def entries(terms, django_db_setup, django_db_blocker):
    """All cases, written at once: a block costs more than what stands in it."""
    with django_db_blocker.unblock(), undone_afterwards():
        with one_block():
            made = {name: entry(name=name, **said) for name, (said, *_) in CASES.items()}
        yield made


@pytest.mark.parametrize(
    ("name", "on", "refused", "found"),
    [pytest.param(name, *rest, id=name) for name, (_, *rest) in CASES.items()],
)
def test_what_a_case_gives(entries, name, on, refused, found):
    assert read(entries[name], on) == (refused, found)


@pytest.fixture
def board():
    return make_body(name="Board")


def with_body(body, **seat):
    activity = entry(vendor="BE")
    make_seat(body=body, country=country("US"), **seat)
    make_engagement(activity=activity, body=body)
    return activity


def test_own_staff_abroad_is_no_transfer(board):
    assert read(with_body(board)) == ([], [])


def test_a_member_who_acts_for_others_is_asked_about(board):
    activity = with_body(board, acts_for="A university")
    assert read(activity) == ([], ["29, 44"])
    make_transfer(
        organisation=activity.organisation,
        body=board,
        country=country("US"),
        tool=TransferTool.NOT_A_TRANSFER,
        evidence="The university gets nothing",
    )
    assert read(activity) == ([], [])


def epo(flow=None):
    organisation = make_organisation(country=country("BE"))
    activity = make_activity(organisation=organisation)
    office = make_processor(
        name="European Patent Organisation", is_international=True, country=country("DE")
    )
    make_engagement(activity=activity, processor=office, role=RecipientRole.THIRD_PARTY)
    if flow:
        make_transfer(organisation=organisation, processor=office, country=country("DE"), **flow)
    return activity


def test_an_international_organisation_in_the_union_needs_a_tool():
    assert read(epo()) == ([RECORD], [])


def test_the_european_patent_organisation_has_a_decision():
    activity = epo(by("(EU) 2025/1382"))
    assert read(activity) == ([], [])
    assert read(activity, date(2025, 7, 14)) == ([RECORD], [])


def test_a_vendor_that_is_covered_in_one_country_is_not_in_another():
    activity = entry(vendor="AR", flow=by("2003/490/EC"))
    with one_block():
        activity.engagements.get(role="processor").processor.processing_countries.add(country("IN"))
    assert read(activity) == ([RECORD], [])


def test_a_sub_processor_abroad_of_a_vendor_at_home_is_one_too():
    activity = entry(vendor="BE")
    acme = activity.engagements.get(role="processor").processor
    make_engagement(
        activity=activity,
        processor=make_processor(country=country("IN")),
        role=RecipientRole.SUB_PROCESSOR,
        sub_processor_of=acme,
    )
    assert read(activity) == ([RECORD], [])
