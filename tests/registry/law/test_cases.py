"""Cases of entries and what each article makes of them: refused, approved, or with a finding."""

from datetime import date

import pytest

from registry.completeness import gaps_in
from registry.models import ProcessingActivity
from registry.records.history import recorded
from registry.vocabulary import AppointmentRole, DataKind, OrganisationRole, RecipientRole
from tests.support.factories import (
    country,
    legal_basis,
    make_appointment,
    make_complete_activity,
    make_data_category,
    make_data_subject_category,
    make_engagement,
    make_organisation,
    make_person,
    make_processor,
    make_processor_agreement,
    make_purpose,
    special_category_condition,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DAY = date(2026, 3, 2)
REFUSED, FINDING = True, False


def change(row, **fields):
    with recorded(by="test", reason="Change"):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def judged(activity, on=DAY) -> list[tuple[bool, str]]:
    """Of each gap whether it refuses, and by which rule. Nothing: approved as it stands."""
    activity = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
    return [(gap.blocks_approval, gap.code) for gap in gaps_in(activity, on)]


def entry(*, purpose=None, bases=("6(1)(b)",), condition=None, organisation=None, **fields):
    """Complete but for what is said; `organisation` are fields of the controller."""
    activity = make_complete_activity(**fields)
    change(activity.purposes.get(), **(purpose or {}))
    with recorded(by="test", reason="Change"):
        activity.purposes.get().legal_bases.set(legal_basis(basis) for basis in bases)
    if condition:
        change(
            activity.purposes.get(),
            special_category_condition=special_category_condition(condition),
        )
    change(activity.organisation, **(organisation or {}))
    return activity


def with_data(kind, **fields):
    return entry(data_categories=[make_data_category(kind=kind)], **fields)


def health(**fields):
    return with_data(DataKind.SPECIAL, **fields)


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
        [(FINDING, "special-law")],
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


@pytest.mark.parametrize(("make", "expected"), PURPOSES.values(), ids=PURPOSES)
def test_articles_6_to_10_are_asked_of_each_purpose(make, expected):
    assert judged(make()) == expected


def test_article_9_2_case_45_asks_only_purposes_that_use_the_data():
    ordinary, special = make_data_category(), make_data_category(kind=DataKind.SPECIAL)
    activity = entry(data_categories=[ordinary, special], condition="9(2)(d)")
    basis = legal_basis("6(1)(b)")
    make_purpose(activity=activity, legal_bases=[basis], data_categories=[ordinary])
    assert judged(activity) == []
    make_purpose(activity=activity, legal_bases=[basis], data_categories=[special])
    assert judged(activity) == [(FINDING, "special-condition")]


# Articles 3 and 27


def overseas(law="art3_2", **appointment):
    activity = entry(organisation={"country": country("US")}, union_law=law)
    if appointment:
        make_appointment(
            organisation=activity.organisation,
            role=AppointmentRole.REPRESENTATIVE_UNION,
            **appointment,
        )
    return activity


def designated(**fields):
    person = make_person(email=fields.pop("email", "representative@example.org"))
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
    "27(3): designated in Norway": (lambda: designated(country=norway()), []),
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
}


def norway():
    """Without the table of the law: in the EEA since its beginning."""
    row = country("NO")
    change(row, eea_from=date(1994, 1, 1))
    return row


@pytest.mark.parametrize(("make", "expected"), REPRESENTATIVES.values(), ids=REPRESENTATIVES)
def test_articles_3_and_27_are_asked_of_those_outside_the_union(make, expected):
    assert judged(make()) == expected


def test_article_27_was_asked_of_the_british_only_since_they_left():
    activity = entry(organisation={"country": country("GB")}, union_law="art3_2")
    assert judged(activity, date(2020, 12, 31)) == []
    assert judged(activity, date(2021, 1, 1)) == [(REFUSED, "representative")]


# Articles 26, 28, 30(1) and 30(2)


def joint(**other):
    return entry(
        role=OrganisationRole.JOINT_CONTROLLER,
        arrangement="In the statutes",
        other_controllers=[make_organisation(**other)],
    )


def processor(**fields):
    client = make_organisation(address="Berlin", country=country("DE"))
    defaults = {"processing_categories": "Hosting", "other_controllers": [client]}
    return entry(role=OrganisationRole.PROCESSOR, **defaults | fields)


def empty(*names):
    activity = entry()
    with recorded(by="test", reason="Change"):
        for name in names:
            getattr(activity, name).clear()
            activity.state_absence(name, "none")
        activity.save()
    return activity


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


RECORD = {
    "30(1)(a), case 37: the country is not stated": (
        lambda: entry(organisation={"country": None}),
        [(REFUSED, "country")],
    ),
    "30(1)(a), case 38: a joint controller without contact": (
        lambda: joint(country=country("DE")),
        [(REFUSED, "controller-contact")],
    ),
    "26, 27: a joint controller somewhere": (
        lambda: joint(address="Berlin"),
        [(FINDING, "controller-country")],
    ),
    "30(2), case 40: a processor's record": (processor, []),
    "30(2)(b), case 41: no categories of processing": (
        lambda: processor(processing_categories=""),
        [(REFUSED, "processing")],
    ),
    "30(2)(a): a controller served without contact": (
        lambda: processor(other_controllers=[make_organisation(country=country("DE"))]),
        [(REFUSED, "controller-contact")],
    ),
    "30(1)(c), case 47: nobody's data, and none": (
        lambda: empty("data_subjects", "data_categories"),
        [(REFUSED, "data-subjects"), (REFUSED, "data-categories")],
    ),
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
}


@pytest.mark.parametrize(("make", "expected"), RECORD.values(), ids=RECORD)
def test_articles_26_28_and_30_are_asked_of_the_record(make, expected):
    assert judged(make()) == expected


def test_article_28_3_names_each_missing_clause_by_its_point():
    activity = ProcessingActivity.objects.with_parts().get(pk=contract(covers_security=False).pk)
    (gap,) = gaps_in(activity, DAY)
    assert gap.article == "28(3)(c)"
    assert "has no clause on (c) security" in gap.message


# Articles 22, 30(1)(f), 32 and 35

DECIDED = {"is_automated": "yes", "automated_logic": "Points by age and income"}
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
    "22(4): special categories on another condition": (
        lambda: health(**DECIDED, condition="9(2)(d)", automated_exception="art22_2_b"),
        [(FINDING, "automated-special")],
    ),
}


@pytest.mark.parametrize(("make", "expected"), RISKS.values(), ids=RISKS)
def test_articles_22_and_35_are_findings(make, expected):
    assert judged(make()) == expected


def test_article_30_1_f_wants_time_limits_for_the_people_of_the_entry():
    members, donors = make_data_subject_category(), make_data_subject_category()
    activity = entry(data_subjects=[members, donors])
    with recorded(by="test", reason="Change"):
        activity.retention_rules.get().data_subjects.set([members])
    assert judged(activity) == [(FINDING, "time-limit-people")]


def test_article_30_1_f_wants_a_reason_where_there_is_no_time_limit():
    activity = entry()
    change(activity.retention_rules.get(), retired_on=date(2018, 1, 1))
    change(activity, absences={"retention_rules": "none"})
    assert judged(activity) == [(FINDING, "time-limit-none")]


def test_article_30_1_a_wants_contact_details_of_the_officer():
    activity = entry()
    officer = activity.organisation.appointments.get()
    change(officer.person, email="")
    assert judged(activity) == [(REFUSED, "officer-contact")]
    change(officer, contact="Rue Neuve 1, Brussels")
    assert judged(activity) == []


# Article 99(2)


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2018, 5, 24), []), (date(2018, 5, 25), [(FINDING, "legal-basis")])],
)
def test_article_99_2_nothing_is_asked_before_the_day_on_which_the_law_applies(on, expected):
    assert judged(entry(bases=[]), on) == expected


def test_article_30_counts_a_recipient_of_a_kind():
    activity = entry()
    make_engagement(activity=activity, recipient="Banks", role=RecipientRole.THIRD_PARTY)
    assert judged(activity) == []
