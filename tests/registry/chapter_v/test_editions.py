"""Standard clauses are a tool by their edition, the day of the contract, and between whom it is."""

from datetime import date
from types import SimpleNamespace

import pytest

from registry.chapter_v.contracts import clause_problems, party_problems
from registry.chapter_v.editions import EDITIONS
from registry.chapter_v.words import ClauseEdition, TransferLaw
from registry.vocabulary import Answer, OrganisationRole, RecipientRole, TransferTool

OLD, YES, NO, UNKNOWN = "2010/87/EU", Answer.YES, Answer.NO, Answer.NOT_STATED
BEFORE, AFTER = date(2021, 9, 26), date(2021, 9, 27)


def verdict(clauses, on, concluded_on, is_unchanged=YES, law=TransferLaw.UNION):
    flow = SimpleNamespace(clauses=clauses, concluded_on=concluded_on, is_unchanged=is_unchanged)
    found = [problem.refuses for problem in clause_problems(flow, law, on)]
    return "refused" if any(found) else "finding" if found else "fits"


@pytest.mark.parametrize(
    ("clauses", "on", "concluded_on", "is_unchanged", "expected"),
    [
        pytest.param("2001/497/EC", date(2001, 9, 2), date(2001, 9, 2), YES, "refused", id="early"),
        pytest.param("2001/497/EC", date(2003, 1, 1), date(2002, 1, 1), YES, "fits", id="2001"),
        pytest.param("2002/16/EC", date(2011, 1, 1), date(2010, 5, 14), YES, "fits", id="2002"),
        pytest.param("2002/16/EC", date(2011, 1, 1), date(2010, 5, 15), YES, "refused", id="late"),
        pytest.param("2004/915/EC", date(2005, 4, 1), date(2005, 4, 1), YES, "fits", id="2004"),
        pytest.param(OLD, date(2020, 1, 1), BEFORE.replace(2019), UNKNOWN, "fits", id="2010"),
        pytest.param(OLD, AFTER, BEFORE, YES, "fits", id="concluded on the last day"),
        pytest.param(OLD, date(2022, 1, 1), AFTER, YES, "refused", id="concluded a day late"),
        pytest.param(OLD, AFTER, BEFORE, NO, "refused", id="changed since"),
        pytest.param(OLD, AFTER, BEFORE, UNKNOWN, "finding", id="whether changed is unknown"),
        pytest.param(OLD, AFTER, None, YES, "finding", id="day of the contract unknown"),
        pytest.param(OLD, date(2022, 12, 27), BEFORE, YES, "fits", id="last day of all"),
        pytest.param(OLD, date(2022, 12, 28), BEFORE, YES, "refused", id="over"),
        pytest.param("2021/914", date(2021, 6, 26), None, YES, "refused", id="2021, early"),
        pytest.param("2021/914", date(2021, 6, 27), date(2021, 6, 27), YES, "fits", id="2021"),
        pytest.param("2021/914", AFTER, date(2022, 1, 1), YES, "refused", id="not made yet"),
        pytest.param("", AFTER, AFTER, YES, "finding", id="edition unknown"),
        pytest.param("2021/914", AFTER, date(2021, 6, 3), YES, "finding", id="before its adoption"),
    ],
)
def test_an_edition_holds_on_its_days(clauses, on, concluded_on, is_unchanged, expected):
    assert verdict(clauses, on, concluded_on, is_unchanged) == expected


@pytest.mark.parametrize(
    ("clauses", "on", "expected"),
    [
        (OLD, date(2023, 6, 1), "fits"),
        (OLD, date(2024, 3, 22), "refused"),
        ("2021/914", date(2023, 6, 1), "refused"),
    ],
)
def test_the_united_kingdom_has_days_of_its_own(clauses, on, expected):
    assert verdict(clauses, on, date(2021, 12, 1), law=TransferLaw.UK) == expected


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda row: f"{row.law} {row.clauses}")
def test_each_edition_names_its_source(edition):
    assert edition.source


@pytest.mark.parametrize("clauses", ClauseEdition)
def test_each_edition_has_its_days(clauses):
    assert [row for row in EDITIONS if row.clauses == clauses and row.law == TransferLaw.UNION]


def parties(role, own_role=OrganisationRole.CONTROLLER, **said):
    said = {"clauses": "2021/914", "module": "", "importer_under_gdpr": NO} | said
    said.setdefault("tool", TransferTool.STANDARD_CLAUSES)
    problems = [*party_problems(SimpleNamespace(**said), SimpleNamespace(role=role), own_role)]
    return [problem.refuses for problem in problems]


CONTROLLER, PROCESSOR = RecipientRole.CONTROLLER, RecipientRole.PROCESSOR


@pytest.mark.parametrize(
    ("role", "own_role", "module", "expected"),
    [
        (CONTROLLER, OrganisationRole.CONTROLLER, "1", []),
        (PROCESSOR, OrganisationRole.CONTROLLER, "2", []),
        (PROCESSOR, OrganisationRole.PROCESSOR, "3", []),
        (CONTROLLER, OrganisationRole.PROCESSOR, "4", []),
        (PROCESSOR, OrganisationRole.CONTROLLER, "1", [False]),
        (CONTROLLER, OrganisationRole.CONTROLLER, "2", [False]),
        (PROCESSOR, OrganisationRole.CONTROLLER, "", [False]),
    ],
)
def test_the_module_is_that_of_the_parties(role, own_role, module, expected):
    assert parties(role, own_role, module=module) == expected


def test_the_clauses_of_2021_are_not_for_an_importer_under_the_gdpr():
    assert parties(PROCESSOR, module="2", importer_under_gdpr=YES) == [True]
    assert parties(PROCESSOR, clauses=OLD, importer_under_gdpr=YES) == []
    addendum = {"tool": TransferTool.UK_ADDENDUM, "module": "2"}
    assert parties(PROCESSOR, importer_under_gdpr=YES, **addendum) == []


@pytest.mark.parametrize(
    ("role", "clauses", "expected"),
    [
        (PROCESSOR, "2002/16/EC", []),
        (PROCESSOR, OLD, []),
        (CONTROLLER, "2001/497/EC", []),
        (CONTROLLER, "2004/915/EC", []),
        (CONTROLLER, OLD, [False]),
        (PROCESSOR, "2004/915/EC", [False]),
        (PROCESSOR, "", []),
    ],
)
def test_older_clauses_are_for_processors_or_for_controllers(role, clauses, expected):
    assert parties(role, clauses=clauses) == expected
