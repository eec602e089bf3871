"""Articles 3 and 27, of the Union's Regulation and of the United Kingdom's."""

from datetime import date

import pytest

from registry.completeness import gaps_in
from registry.models import ProcessingActivity
from registry.vocabulary import AppointmentRole
from tests.registry.law.entries import DAY, FINDING, REFUSED, change, entry, judged, made_of
from tests.support.factories import (
    country,
    make_appointment,
    make_person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def overseas(law="art3_2", role=AppointmentRole.REPRESENTATIVE_UNION, **appointment):
    fields = {"union_law": law, **appointment.pop("entry", {})}
    activity = entry(organisation={"country": country("US")}, **fields)
    if appointment:
        make_appointment(organisation=activity.organisation, role=role, **appointment)
    return activity


def british(law="none", **appointment):
    """Of the United States, and aimed at people in the United Kingdom."""
    targets = {"united_kingdom_law": "art3_2"}
    return overseas(law, AppointmentRole.REPRESENTATIVE_UK, entry=targets, **appointment)


def ungoverned():
    organisation = {"country": country("US"), "address": ""}
    return entry(bases=[], organisation=organisation, union_law="none", united_kingdom_law="none")


def somebody(email="representative@example.org"):
    return make_person(email=email)


def designated(**fields):
    person = somebody(fields.pop("email", "representative@example.org"))
    return overseas(**{"person": person, "country": country("BE"), "mandate": "Safe"} | fields)


ALL_THREE = {"is_occasional": True, "is_not_large_scale": True, "is_without_risk": True}
REPRESENTATIVES = {
    "27, case 33: none, and no reason": (overseas, [(REFUSED, "representative")]),
    "27: “none” without a reason": (
        lambda: overseas(absences={"person": "none"}),
        [(REFUSED, "representative-none")],
    ),
    "27: a reason that names no ground": (
        lambda: overseas(absences={"person": "not applicable: we are small"}),
        [(FINDING, "representative-ground")],
    ),
    "27, case 33: 3(2) does not apply": (
        lambda: overseas(law="art3_1", no_representative="not_subject"),
        [],
    ),
    "3(2): said to apply and not to apply": (
        lambda: overseas(no_representative="not_subject"),
        [(REFUSED, "representative-denied")],
    ),
    "27, case 33: required, none designated": (
        lambda: overseas(no_representative="required"),
        [(FINDING, "representative-required")],
    ),
    "27(2)(a), case 35: only “occasional” is claimed": (
        lambda: overseas(no_representative="art27_2_a", is_occasional=True),
        [(FINDING, "representative-conditions")],
    ),
    "27(2)(a), case 35: all three conditions": (
        lambda: overseas(no_representative="art27_2_a", **ALL_THREE),
        [],
    ),
    "27(2)(b): a public body": (lambda: overseas(no_representative="art27_2_b"), []),
    "27(1): designated": (designated, []),
    "27(3): designated in Norway": (lambda: designated(country=in_the_eea("NO")), []),
    "27(3): designated outside the Union": (
        lambda: designated(country=country("GB")),
        [(REFUSED, "representative-outside")],
    ),
    "27(3): designated somewhere": (
        lambda: designated(country=None),
        [(FINDING, "representative-country")],
    ),
    "30(1)(a): designated, without contact": (
        lambda: designated(email=""),
        [(REFUSED, "representative-contact")],
    ),
    "30(1)(a): designated, with an address": (
        lambda: designated(email="", contact="Rue Neuve 1, Brussels"),
        [],
    ),
    "27(4): designated without mandate": (
        lambda: designated(mandate=""),
        [(FINDING, "mandate")],
    ),
    "3: nobody says what governs": (
        lambda: overseas(law="not_stated", no_representative="not_subject"),
        [(FINDING, "governing-law")],
    ),
    "3(1): no law of the Union, within the Union": (
        lambda: entry(union_law="none"),
        [(REFUSED, "governing-law-denied")],
    ),
    "3: no law of the Union, from overseas": (lambda: overseas(law="none"), []),
    "3: where no law governs, nothing is asked": (ungoverned, []),
    "27(3), case 36: designated in its own country": (
        lambda: designated(country=country("US")),
        [(REFUSED, "representative-outside")],
    ),
    "27(3): designated in Iceland": (lambda: designated(country=in_the_eea("IS")), []),
    "27(3): designated in Liechtenstein": (lambda: designated(country=in_the_eea("LI")), []),
    "27(2)(a): two of three conditions": (
        lambda: overseas(
            no_representative="art27_2_a", is_occasional=True, is_not_large_scale=True
        ),
        [(FINDING, "representative-conditions")],
    ),
    "27(2)(a): all three, of an activity that is not occasional": (
        lambda: overseas(no_representative="art27_2_a", entry={"is_occasional": "no"}, **ALL_THREE),
        [(REFUSED, "representative-exempt-denied")],
    ),
    "27(2)(a): all three, of an activity that is a risk": (
        lambda: overseas(no_representative="art27_2_a", entry={"is_risk": "yes"}, **ALL_THREE),
        [(REFUSED, "representative-exempt-denied")],
    ),
    "27 UK GDPR: none, and no reason": (british, [(REFUSED, "representative-uk")]),
    "3: that the UK GDPR applies says nothing of the Union's": (
        lambda: british(law="not_stated", no_representative="required"),
        [
            (FINDING, "governing-law"),
            (REFUSED, "representative"),
            (FINDING, "representative-required-uk"),
        ],
    ),
    "27 UK GDPR: designated in the United Kingdom": (
        lambda: british(person=somebody(), country=country("GB"), mandate="Safe"),
        [],
    ),
    "27 UK GDPR: designated in the Union": (
        lambda: british(person=somebody(), country=country("BE"), mandate="Safe"),
        [(REFUSED, "representative-outside-uk")],
    ),
    "27(4) UK GDPR: no mandate": (
        lambda: british(person=somebody(), country=country("GB")),
        [(FINDING, "mandate-uk")],
    ),
    "27 UK GDPR: required, none designated": (
        lambda: british(no_representative="required"),
        [(FINDING, "representative-required-uk")],
    ),
    "3(2) UK GDPR: said to apply and not to apply": (
        lambda: british(no_representative="not_subject"),
        [(REFUSED, "representative-denied-uk")],
    ),
    "27: one representative is not that of the other territory": (
        lambda: british(law="art3_2", person=somebody(), country=country("GB"), mandate="Safe"),
        [(REFUSED, "representative")],
    ),
    "3(1) UK GDPR: no law of the United Kingdom, within it": (
        lambda: entry(
            organisation={"country": country("GB")},
            union_law="none",
            united_kingdom_law="none",
        ),
        [(REFUSED, "governing-law-uk-denied")],
    ),
}


def in_the_eea(code):
    """Without the table of the law: in the EEA since its beginning."""
    row = country(code)
    change(row, eea_from=date(1994, 1, 1))
    return row


entries = made_of(REPRESENTATIVES)


@pytest.mark.parametrize("case", REPRESENTATIVES)
def test_articles_3_and_27_are_asked_of_those_outside_the_union(entries, case):
    _make, expected = REPRESENTATIVES[case]
    assert judged(entries[case]) == expected


def test_article_27_was_asked_of_the_british_only_since_they_left():
    activity = entry(organisation={"country": country("GB")}, union_law="art3_2")
    assert judged(activity, date(2020, 12, 31)) == []
    assert judged(activity, date(2021, 1, 1)) == [(REFUSED, "representative")]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2020, 12, 31), []),
        (date(2021, 1, 1), [(REFUSED, "representative-uk")]),
    ],
)
def test_article_27_of_the_uk_gdpr_is_asked_since_there_is_one(on, expected):
    assert judged(british(), on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2018, 7, 19), []),
        (date(2018, 7, 20), [(FINDING, "legal-basis")]),
    ],
)
def test_article_99_2_in_norway_the_regulation_applies_since_the_eea_took_it_over(on, expected):
    assert judged(entry(bases=[], organisation={"country": in_the_eea("NO")}), on) == expected


def test_article_3_where_only_the_uk_gdpr_governs_it_is_the_one_that_is_cited():
    activity = entry(bases=[], organisation={"country": country("GB")}, union_law="none")
    (gap,) = gaps_in(ProcessingActivity.objects.with_parts().get(pk=activity.pk), DAY)
    assert gap.article == "6(1), 13(1)(c) UK GDPR"
