"""Articles 22, 32 and 35."""

from datetime import date

import pytest

from tests.registry.law.entries import FINDING, change, entry, health, judged, made_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DECIDED = {"is_automated": "yes", "automated_logic": "Points by age and income"}
BY_LAW = DECIDED | {
    "automated_exception": "art22_2_b",
    "automated_safeguards": "Section 3 of the Credit act: people can object",
}


def unprotected(said):
    activity = entry()
    change(activity.organisation.measures_in_place.get(), retired_on=date(2018, 1, 1))
    change(activity, absences={"security_measures": said} if said else {})
    return activity


RISKS = {
    "35(1), case 43: needed, not begun": (
        lambda: entry(assessment="needed"),
        [(FINDING, "assessment")],
    ),
    "35(1): begun, not done": (lambda: entry(assessment="running"), [(FINDING, "assessment")]),
    "35(1): done": (lambda: entry(assessment="done"), []),
    "22(2), case 44: no logic, no exception": (
        lambda: entry(is_automated="yes"),
        [(FINDING, "automated-logic"), (FINDING, "automated-exception")],
    ),
    "22(3): a contract, and no safeguards": (
        lambda: entry(**DECIDED, automated_exception="art22_2_a"),
        [(FINDING, "automated-safeguards")],
    ),
    "22(3): a contract, with safeguards": (
        lambda: entry(
            **DECIDED, automated_exception="art22_2_a", automated_safeguards="Call the office"
        ),
        [],
    ),
    "22(1): no such effect": (lambda: entry(**DECIDED, automated_exception="no_effect"), []),
    "22(2)(b): a law that is not named": (
        lambda: entry(**DECIDED, automated_exception="art22_2_b"),
        [(FINDING, "automated-law")],
    ),
    "22(2)(c), 22(3): consent, and no safeguards": (
        lambda: entry(**DECIDED, automated_exception="art22_2_c"),
        [(FINDING, "automated-safeguards")],
    ),
    "22(4): special categories with explicit consent": (
        lambda: health(**BY_LAW, condition="9(2)(a)", purpose={"consent_record": "In the file"}),
        [],
    ),
    "35(1): not needed": (lambda: entry(assessment="not_needed"), []),
    "32, 30(1)(g): no measures": (lambda: unprotected(""), [(FINDING, "security")]),
    "32, 30(1)(g): “none” without a reason": (
        lambda: unprotected("none"),
        [(FINDING, "security-none")],
    ),
    "30(1)(g): where possible": (
        lambda: unprotected("not applicable: described in the safety concept"),
        [],
    ),
    "22(4): special categories on another condition": (
        lambda: health(**BY_LAW, condition="9(2)(d)"),
        [(FINDING, "automated-special")],
    ),
}


entries = made_of(RISKS)


@pytest.mark.parametrize("case", RISKS)
def test_articles_22_and_35_are_findings(entries, case):
    _make, expected = RISKS[case]
    assert judged(entries[case]) == expected
