"""Articles 6 to 10, and 13 of Directive 2002/58/EC, asked of each purpose."""

from datetime import date

import pytest

from registry.vocabulary import DataKind
from tests.registry.law.entries import FINDING, REFUSED, entry, health, judged, made_of, with_data
from tests.support.factories import (
    country,
    legal_basis,
    make_data_category,
    make_data_subject_category,
    make_purpose,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def by_law(**purpose):
    return {"bases": ["6(1)(c)"], "purpose": {"law": "Revenue code", **purpose}}


BALANCED = {
    "legitimate_interest": "Security of the network",
    "balancing_test": "Logs of two weeks are seen by two people",
}
CONSENTED = {"consent_record": "In the mailing tool"}


def children(**purpose):
    group = make_data_subject_category(is_children=True)
    return entry(bases=["6(1)(a)"], purpose=CONSENTED | purpose, data_subjects=[group])


PURPOSES = {
    "30(1), case 1: complete": (entry, []),
    "9(2), case 2: health data without a condition": (health, [(FINDING, "special-condition")]),
    "9(2)(g), case 3: public interest without its law": (
        lambda: health(condition="9(2)(g)"),
        [(FINDING, "special-law")],
    ),
    "9(2)(g): with its law": (
        lambda: health(condition="9(2)(g)", purpose={"special_category_law": "Act on sport"}),
        [],
    ),
    "9(2)(b): neither law nor collective agreement": (
        lambda: health(condition="9(2)(b)"),
        [(FINDING, "special-law")],
    ),
    "9(2)(h), 9(3): no law and no professional": (
        lambda: health(condition="9(2)(h)"),
        [(FINDING, "special-law"), (FINDING, "professional-secrecy")],
    ),
    "9(2)(h), 9(3): a law, and nobody who is bound to secrecy": (
        lambda: health(condition="9(2)(h)", purpose={"special_category_law": "Health code"}),
        [(FINDING, "professional-secrecy")],
    ),
    "9(2)(h), 9(3): a contract with a physician who is bound to secrecy": (
        lambda: health(
            condition="9(2)(h)",
            purpose={
                "special_category_law": "Contract with the physician of the team",
                "professional_secrecy": "Physicians, section 12 of the Health code",
            },
        ),
        [],
    ),
    "9(2)(i): public health without its law": (
        lambda: health(condition="9(2)(i)"),
        [(FINDING, "special-law")],
    ),
    "9(2)(j): research without its law": (
        lambda: health(condition="9(2)(j)"),
        [(FINDING, "special-law")],
    ),
    "9(2)(b): a collective agreement": (
        lambda: health(condition="9(2)(b)", purpose={"special_category_law": "Agreement of 2024"}),
        [],
    ),
    "10: offences with a law": (
        lambda: with_data(DataKind.CRIMINAL, purpose={"special_category_law": "Act on sport"}),
        [],
    ),
    "6(1)(f), 13(1)(d): balanced, and no interest named": (
        lambda: entry(
            bases=["6(1)(f)"],
            purpose=BALANCED
            | {"legitimate_interest": "", "balanced_on": date(2025, 1, 1), "balanced_by": "Board"},
        ),
        [(FINDING, "interest")],
    ),
    "6(3): a public task without its law": (
        lambda: entry(bases=["6(1)(e)"]),
        [(FINDING, "law")],
    ),
    "6(3) and 6(3) UK GDPR: where both govern, each asks for its own": (
        lambda: entry(**by_law(law_of="uk"), united_kingdom_law="art3_2"),
        [(REFUSED, "representative-uk"), (FINDING, "law-foreign")],
    ),
    "8(1): children without consent": (
        lambda: entry(data_subjects=[make_data_subject_category(is_children=True)]),
        [],
    ),
    "7(1): explicit consent, recorded": (
        lambda: health(condition="9(2)(a)", purpose=CONSENTED),
        [],
    ),
    "ePrivacy 13(2): to customers, who are not told how to object": (
        lambda: entry(purpose={"marketing": "art13_2"}),
        [(FINDING, "marketing-objection")],
    ),
    "ePrivacy 13(2): to customers who can object, no consent is needed": (
        lambda: entry(
            bases=["6(1)(f)"],
            purpose=BALANCED
            | {
                "balanced_on": date(2025, 1, 1),
                "balanced_by": "Secretary",
                "marketing": "art13_2",
                "marketing_objection": "A box at the order, a link in each message",
            },
        ),
        [],
    ),
    "ePrivacy 13(1): with consent that nobody recorded": (
        lambda: entry(purpose={"marketing": "art13_1"}),
        [(FINDING, "marketing-consent")],
    ),
    "ePrivacy 13(1): with consent on record": (
        lambda: entry(bases=["6(1)(a)"], purpose=CONSENTED | {"marketing": "art13_1"}),
        [],
    ),
    "9(2)(c): refers to no law": (lambda: health(condition="9(2)(c)"), []),
    "9(2)(a), 7(1): explicit consent without a record": (
        lambda: health(condition="9(2)(a)"),
        [(FINDING, "consent-record")],
    ),
    "10, case 5: offences without a law": (
        lambda: with_data(DataKind.CRIMINAL),
        [(FINDING, "offences-law")],
    ),
    "6(1)(f), case 6: no balancing test": (
        lambda: entry(bases=["6(1)(f)"], purpose=BALANCED | {"balancing_test": ""}),
        [(FINDING, "balancing")],
    ),
    "6(1)(f), 5(2): balanced by nobody, on no day": (
        lambda: entry(bases=["6(1)(f)"], purpose=BALANCED),
        [(FINDING, "balancing-dated")],
    ),
    "6(1)(f), 5(2): balanced on a day, by somebody": (
        lambda: entry(
            bases=["6(1)(f)"],
            purpose=BALANCED | {"balanced_on": date(2025, 1, 1), "balanced_by": "Secretary"},
        ),
        [],
    ),
    "6(3), case 7: a statute of the United States": (
        lambda: entry(**by_law(law_of="other")),
        [(FINDING, "law-foreign")],
    ),
    "6(3): nobody says whose law": (lambda: entry(**by_law()), [(FINDING, "law-whose")]),
    "6(3): Union law": (lambda: entry(**by_law(law_of="union")), []),
    "6(3): UK law under the GDPR": (
        lambda: entry(**by_law(law_of="uk")),
        [(FINDING, "law-foreign")],
    ),
    "6(3) UK GDPR: domestic law suffices": (
        lambda: entry(
            **by_law(law_of="uk"),
            organisation={"country": country("GB")},
            united_kingdom_law="art3_1",
            union_law="none",
        ),
        [],
    ),
    "6(3) UK GDPR: Union law does not": (
        lambda: entry(
            **by_law(law_of="union"),
            organisation={"country": country("GB")},
            united_kingdom_law="art3_1",
            union_law="none",
        ),
        [(FINDING, "law-not-domestic")],
    ),
    "7(1): consent without a record": (
        lambda: entry(bases=["6(1)(a)"]),
        [(FINDING, "consent-record")],
    ),
    "8(1)-(2), case 42: children, nothing on parents": (
        children,
        [(FINDING, "parental-consent")],
    ),
    "8(1)-(2): children, parents asked below 13": (
        lambda: children(parental_consent="Below 13 a parent confirms by mail"),
        [],
    ),
    "6(1), case 51: no legal basis": (lambda: entry(bases=[]), [(FINDING, "legal-basis")]),
}


entries = made_of(PURPOSES)


@pytest.mark.parametrize("case", PURPOSES)
def test_articles_6_to_10_are_asked_of_each_purpose(entries, case):
    _make, expected = PURPOSES[case]
    assert judged(entries[case]) == expected


def test_article_9_2_case_45_asks_only_purposes_that_use_the_data():
    ordinary, special = make_data_category(), make_data_category(kind=DataKind.SPECIAL)
    activity = entry(data_categories=[ordinary, special], condition="9(2)(d)")
    basis = legal_basis("6(1)(b)")
    make_purpose(activity=activity, legal_bases=[basis], data_categories=[ordinary])
    assert judged(activity) == []
    make_purpose(activity=activity, legal_bases=[basis], data_categories=[special])
    assert judged(activity) == [(FINDING, "special-condition")]


# Article 99(2)


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2018, 5, 24), []), (date(2018, 5, 25), [(FINDING, "legal-basis")])],
)
def test_article_99_2_nothing_is_asked_before_the_day_on_which_the_law_applies(on, expected):
    assert judged(entry(bases=[]), on) == expected
