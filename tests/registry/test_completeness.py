"""Each thing that Article 30 misses is named, with the article that asks for it."""

from datetime import date

import pytest

from registry.completeness import gaps_in, in_force
from registry.models import ProcessingActivity
from registry.records.history import recorded
from registry.vocabulary import (
    AppointmentRole,
    DataKind,
    NoRepresentative,
    OrganisationRole,
    RecipientRole,
)
from tests.support.factories import (
    country,
    legal_basis,
    make_activity,
    make_appointment,
    make_body,
    make_complete_activity,
    make_contact,
    make_data_category,
    make_engagement,
    make_organisation,
    make_person,
    make_processor,
    make_processor_agreement,
    make_purpose,
    make_retention_rule,
    special_category_condition,
)
from tests.support.undone import made_once, stored

pytestmark = [pytest.mark.django_db, pytest.mark.once]

JULY = date(2018, 7, 17)
complete = made_once(make_complete_activity)


@pytest.fixture
def activity(complete, db):
    return stored(complete)


def gaps(activity, on=JULY):
    return gaps_in(ProcessingActivity.objects.with_parts().get(pk=activity.pk), on)


def told(activity, on=JULY):
    return [str(gap) for gap in gaps(activity, on)]


def change(row, **fields):
    with recorded(by="test", reason="Change"):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def abroad(activity, **fields):
    change(activity.organisation, country=country("US"))
    change(activity, **{"union_law": "art3_2"} | fields)


def empty(activity, name):
    with recorded(by="test", reason="Change"):
        getattr(activity, name).clear()


BALANCED = {"balancing_test": "Weighed", "balanced_on": JULY, "balanced_by": "Secretary"}
DOMESTIC = {"law": "Code of companies, article 3:17", "law_of": "member_state"}


def only_purpose(activity, *citations, **fields):
    purpose = activity.purposes.get()
    change(purpose, text="Serve", **fields)
    with recorded(by="test", reason="Change"):
        purpose.legal_bases.set(legal_basis(citation) for citation in citations)


def test_an_entry_can_be_complete(activity):
    assert gaps(activity) == []


# One thing is missing

MISSING = {
    "the owner": (
        lambda activity: change(activity, owner=""),
        ("owner", "No owner is recorded. (5(2), 24(1))"),
    ),
    "how to reach us": (
        lambda activity: change(activity.organisation, address=""),
        ("organisation", "No contact details are recorded. (30(1)(a))"),
    ),
    "the representative": (
        abroad,
        (
            "organisation",
            ("No representative in the Union is recorded, nor why there is none. (27, 30(1)(a))"),
        ),
    ),
    "the purposes": (
        lambda activity: change(activity.purposes.get(), retired_on=date(2018, 1, 1)),
        ("purposes", "No purpose is recorded. (30(1)(b))"),
    ),
    "the legal basis": (
        only_purpose,
        ("purposes", "“Serve” has no legal basis. (6(1), 13(1)(c))"),
    ),
    "the interest": (
        lambda activity: only_purpose(activity, "6(1)(f)", **BALANCED),
        ("purposes", "“Serve” has no legitimate interest. (6(1)(f), 13(1)(d))"),
    ),
    "the balancing test": (
        lambda activity: only_purpose(activity, "6(1)(f)", legitimate_interest="Security"),
        ("purposes", "“Serve” has no balancing test. (6(1)(f), 5(2))"),
    ),
    "the law of an obligation": (
        lambda activity: only_purpose(activity, "6(1)(c)"),
        ("purposes", "“Serve” does not name the law that it is based on. (6(3))"),
    ),
    "the law of a public task": (
        lambda activity: only_purpose(activity, "6(1)(e)"),
        ("purposes", "“Serve” does not name the law that it is based on. (6(3))"),
    ),
    "the record of consent": (
        lambda activity: only_purpose(activity, "6(1)(a)"),
        ("purposes", "“Serve” has no record of consent. (7(1))"),
    ),
    "the data subjects": (
        lambda activity: empty(activity, "data_subjects"),
        ("data_subjects", "No categories of data subjects are recorded. (30(1)(c))"),
    ),
    "the data": (
        lambda activity: empty(activity, "data_categories"),
        ("data_categories", "No categories of data are recorded. (30(1)(c))"),
    ),
    "the recipients": (
        lambda activity: change(activity.engagements.get(), retired_on=date(2018, 1, 1)),
        (
            "engagements",
            ("No recipients are recorded, nor that there are none. (30(1)(d))"),
        ),
    ),
    "the time limits": (
        lambda activity: change(activity.retention_rules.get(), ends_on=date(2018, 1, 1)),
        ("retention_rules", "No time limit for erasure is recorded. (30(1)(f))"),
    ),
    "the measures": (
        lambda activity: change(activity.own_measures.get(), retired_on=date(2018, 1, 1)),
        ("security_measures", "No security measures are recorded. (30(1)(g))"),
    ),
    "as what the organisation acts": (
        lambda activity: change(activity, role=OrganisationRole.NOT_STATED),
        ("role", "It is not stated as what the organisation acts. (4(7), 30(1)(a))"),
    ),
    "the joint controllers": (
        lambda activity: change(
            activity, role=OrganisationRole.JOINT_CONTROLLER, arrangement="In the statutes"
        ),
        ("other_controllers", "No joint controller is recorded. (26, 30(1)(a))"),
    ),
}


@pytest.mark.parametrize(("remove", "gap"), MISSING.values(), ids=MISSING)
def test_what_is_missing_is_named_with_its_article(activity, remove, gap):
    remove(activity)
    found = gaps(activity)
    assert [(gap.field, str(gap)) for gap in found] == [gap]
    assert found[0].blocks_approval is (found[0].article in CONTENT_OF_THE_RECORD)


CONTENT_OF_THE_RECORD = {
    "30(1)(a)",
    "27, 30(1)(a)",
    "30(1)(b)",
    "30(1)(c)",
    "30(1)(d)",
    "4(7), 30(1)(a)",
    "26, 30(1)(a)",
    "30(2)(a)",
    "30(1)(e), 44",
}


def test_all_that_is_missing_is_told_at_once():
    organisation = make_organisation(country=country("US"))
    assert told(make_activity(organisation=organisation)) == [
        "It is not stated by what the GDPR applies to this activity. (3, 27(1))",
        "No contact details are recorded. (30(1)(a))",
        ("No data protection officer is recorded, nor why there is none. (37, 30(1)(a))"),
        "No owner is recorded. (5(2), 24(1))",
        ("No representative in the Union is recorded, nor why there is none. (27, 30(1)(a))"),
        "No purpose is recorded. (30(1)(b))",
        "No categories of data subjects are recorded. (30(1)(c))",
        "No categories of data are recorded. (30(1)(c))",
        ("No recipients are recorded, nor that there are none. (30(1)(d))"),
        "No time limit for erasure is recorded. (30(1)(f))",
        "No security measures are recorded. (30(1)(g))",
    ]


STATED = ["owner", "security_measures"]
NO_REASON = [(name, "none") for name in STATED]
REASONS = [(name, "not applicable: no use") for name in [*STATED, "retention_rules", "recipients"]]


def test_what_is_stated_as_none_is_not_missing():
    activity = ProcessingActivity.objects.with_parts().get(pk=make_activity().pk)
    before = gaps_in(activity, JULY)
    for name, absence in [*NO_REASON, *REASONS]:
        activity.absences = {name: absence}
        told = [gap for gap in before if gap not in gaps_in(activity, JULY)]
        field = {"recipients": "engagements"}.get(name, name)
        assert told == [gap for gap in before if gap.field == field] != []


# Who answers


def represented(**fields):
    person = make_person(email="representative@example.org")
    return {"person": person, "country": country("DE"), "mandate": "In the safe"} | fields


def test_a_contact_is_as_good_as_an_address(activity):
    make_contact(organisation=activity.organisation, starts_on=JULY)
    change(activity.organisation, address="")
    assert told(activity) == []
    assert told(activity, on=date(2018, 7, 16)) == ["No contact details are recorded. (30(1)(a))"]


@pytest.mark.parametrize(
    ("appointment", "is_missing"),
    [
        pytest.param(represented, False, id="a person"),
        pytest.param(
            lambda: {"no_representative": NoRepresentative.NOT_SUBJECT},
            False,
            id="why there is none",
        ),
        pytest.param(dict, True, id="nobody, and no word why"),
        pytest.param(lambda: represented(ends_on=date(2018, 7, 16)), True, id="ended"),
        pytest.param(lambda: represented(starts_on=date(2018, 7, 18)), True, id="too early"),
    ],
)
def test_who_represents_us_in_the_union_counts_on_the_day(activity, appointment, is_missing):
    abroad(activity, union_law="not_stated")
    make_appointment(
        organisation=activity.organisation,
        role=AppointmentRole.REPRESENTATIVE_UNION,
        **appointment(),
    )
    assert [gap.blocks_approval for gap in gaps(activity)] == [False, True][: 1 + is_missing]


def test_a_british_organisation_needs_a_representative_since_it_left(activity):
    change(activity.organisation, country=country("GB"))
    assert gaps(activity, on=JULY) == []
    assert [gap.article for gap in gaps(activity, on=date(2021, 1, 1))] == [
        "3, 27(1)",
        "27, 30(1)(a)",
    ]


def test_a_missing_data_protection_officer_is_told_and_lets_approve(activity):
    appointment = activity.organisation.appointments.get()
    change(appointment, person=None)
    (gap,) = gaps(activity)
    assert (gap.field, gap.article) == ("organisation", "37, 30(1)(a)")
    assert not gap.blocks_approval
    change(appointment, absences={"person": "not applicable: 37(1)"})
    assert gaps(activity) == []


def test_a_missing_arrangement_is_told_and_lets_approve():
    activity = make_complete_activity(
        role=OrganisationRole.JOINT_CONTROLLER,
        other_controllers=[make_organisation(address="Berlin", country=country("DE"))],
    )
    (gap,) = gaps(activity)
    assert (gap.field, gap.article, gap.blocks_approval) == ("arrangement", "26(1)", False)
    change(activity, arrangement="In the statutes")
    assert gaps(activity) == []


# Why


@pytest.mark.parametrize(
    ("citation", "fields"),
    [
        ("6(1)(a)", {"consent_record": "In the mailing tool"}),
        ("6(1)(b)", {}),
        ("6(1)(c)", DOMESTIC),
        ("6(1)(d)", {}),
        ("6(1)(e)", DOMESTIC),
        ("6(1)(f)", {"legitimate_interest": "Security"} | BALANCED),
    ],
)
def test_each_basis_is_enough_with_what_it_calls_for(activity, citation, fields):
    only_purpose(activity, citation, **fields)
    assert gaps(activity) == []


def test_every_purpose_needs_what_its_bases_call_for(activity):
    make_purpose(activity=activity, text="Secure", legal_bases=[legal_basis("6(1)(f)")])
    make_purpose(activity=activity, text="Guess")
    assert told(activity) == [
        "“Secure” has no legitimate interest. (6(1)(f), 13(1)(d))",
        "“Secure” has no balancing test. (6(1)(f), 5(2))",
        "“Guess” has no legal basis. (6(1), 13(1)(c))",
    ]


@pytest.mark.parametrize(
    ("kind", "message", "remedy"),
    [
        (
            DataKind.SPECIAL,
            "“Serve” has no condition for special categories. (9(2))",
            lambda: {"special_category_condition": special_category_condition("9(2)(d)")},
        ),
        (
            DataKind.CRIMINAL,
            "“Serve” does not name the law that allows data on offences. (10)",
            lambda: {"special_category_law": "Act on associations"},
        ),
    ],
)
def test_data_that_the_law_protects_more_needs_more(kind, message, remedy):
    category = make_data_category(kind=kind)
    activity = make_complete_activity(data_categories=[category])
    only_purpose(activity, "6(1)(b)")
    assert told(activity) == [message]
    change(activity.purposes.get(), **remedy())
    assert told(activity) == []


# Time limits


def test_a_rule_without_categories_covers_all_data(activity):
    rule = activity.retention_rules.get()
    make_retention_rule(activity=activity, data_categories=activity.data_categories.all())
    assert rule.data_categories.count() == 0
    assert gaps(activity) == []


def test_data_that_no_rule_covers_is_named():
    names, cards = make_data_category(name="Names"), make_data_category(name="Cards")
    activity = make_complete_activity(data_categories=[names, cards])
    with recorded(by="test", reason="Change"):
        activity.retention_rules.get().data_categories.set([names])
    (gap,) = gaps(activity)
    assert (gap.field, str(gap)) == (
        "retention_rules",
        "No time limit for “Cards” is recorded. (30(1)(f))",
    )
    assert not gap.blocks_approval


def test_data_that_no_rule_covers_is_named_in_its_order_whichever_rule_covers_the_rest():
    names = ["Votes", "Cards", "Images", "Names", "Addresses"]
    categories = {name: make_data_category(name=name) for name in names}
    activity = make_complete_activity(data_categories=categories.values())
    with recorded(by="test", reason="Change"):
        activity.retention_rules.get().data_categories.set([categories["Names"]])
    make_retention_rule(activity=activity, data_categories=[categories["Cards"]])
    named = [str(category) for category in activity.data_categories.all()]
    assert told(activity) == [
        f"No time limit for “{name}” is recorded. (30(1)(f))"
        for name in named
        if name not in {"Names", "Cards"}
    ]


def test_rules_that_are_there_count_whatever_is_stated():
    names, cards = make_data_category(name="Names"), make_data_category(name="Cards")
    activity = make_complete_activity(data_categories=[names, cards])
    with recorded(by="test", reason="Change"):
        activity.retention_rules.get().data_categories.set([names])
    stated = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
    stated.absences = {"retention_rules": "none"}  # no write leaves it so
    assert [str(gap) for gap in gaps_in(stated, JULY)] == [
        "No time limit for “Cards” is recorded. (30(1)(f))"
    ]


# A row retired later, on a past day

RETIRED = {
    "purposes": (make_purpose, "No purpose is recorded. (30(1)(b))"),
    "retention_rules": (make_retention_rule, "No time limit for erasure is recorded. (30(1)(f))"),
    "engagements": (
        lambda **fields: make_engagement(role="third_party", recipient="A bank", **fields),
        ("No recipients are recorded, nor that there are none. (30(1)(d))"),
    ),
}


@pytest.mark.parametrize(("relation", "gap"), [(key, gap) for key, (_m, gap) in RETIRED.items()])
@pytest.mark.parametrize(
    ("on", "is_missing"),
    [
        pytest.param(date(2018, 7, 16), False, id="the day before"),
        pytest.param(JULY, True, id="the day itself"),
        pytest.param(date(2018, 7, 18), True, id="the day after"),
    ],
)
def test_a_part_counts_until_the_day_of_its_retirement(activity, relation, gap, on, is_missing):
    make, _gap = RETIRED[relation]
    for row in getattr(activity, relation).all():
        change(row, retired_on=date(2000, 1, 1))
    kept = make(activity=activity, retired_on=JULY)
    if relation == "purposes":
        with recorded(by="test", reason="Change"):
            kept.legal_bases.set([legal_basis("6(1)(b)")])
    assert told(activity, on=on) == ([gap] if is_missing else [])


@pytest.mark.parametrize(("on", "is_missing"), [(date(2018, 7, 16), False), (JULY, True)])
def test_an_agreement_counts_until_the_day_of_its_retirement(activity, on, is_missing):
    engagement = make_engagement(activity=activity, processor=make_processor(name="Acme"))
    make_processor_agreement(
        organisation=activity.organisation, processor=engagement.processor, retired_on=JULY
    )
    missing = ["No agreement with Acme is recorded. (28(3))"]
    assert told(activity, on=on) == (missing if is_missing else [])


@pytest.mark.parametrize(("on", "is_missing"), [(date(2018, 7, 16), False), (JULY, True)])
def test_a_contact_and_an_office_count_until_the_day_of_their_retirement(activity, on, is_missing):
    organisation = activity.organisation
    make_contact(organisation=organisation, retired_on=JULY)
    change(organisation, address="")
    change(organisation.appointments.get(), retired_on=JULY)
    assert told(activity, on=on) == (
        [
            "No contact details are recorded. (30(1)(a))",
            ("No data protection officer is recorded, nor why there is none. (37, 30(1)(a))"),
        ]
        if is_missing
        else []
    )


@pytest.mark.parametrize(
    ("fields", "is_there"),
    [
        ({}, True),
        ({"retired_on": date(2018, 7, 16)}, False),
        ({"retired_on": JULY}, False),
        ({"retired_on": date(2018, 7, 18)}, True),
        ({"starts_on": JULY}, True),
        ({"starts_on": date(2018, 7, 18)}, False),
        ({"ends_on": JULY}, True),
        ({"ends_on": date(2018, 7, 16)}, False),
        ({"ends_on": JULY, "retired_on": JULY}, False),
        ({"ends_on": date(2018, 7, 16), "retired_on": date(2018, 7, 18)}, False),
    ],
)
def test_in_memory_the_same_rows_hold_on_a_day_as_in_the_database(activity, fields, is_there):
    rule = make_retention_rule(activity=activity, **fields)
    rows = activity.retention_rules.all()
    assert (rule in in_force(rows, JULY)) is is_there
    assert (rule in rows.in_force(JULY)) is is_there


# Recipients


def test_a_missing_agreement_is_told_and_lets_approve(activity):
    acme = make_processor(name="Acme")
    make_engagement(activity=activity, processor=acme)
    (gap,) = gaps(activity)
    assert (gap.field, str(gap)) == ("engagements", "No agreement with Acme is recorded. (28(3))")
    assert not gap.blocks_approval


@pytest.mark.parametrize(
    ("fields", "covers"),
    [
        ({}, True),
        ({"signed_on": JULY, "expires_on": JULY}, True),
        ({"signed_on": date(2018, 7, 18)}, False),
        ({"expires_on": date(2018, 7, 16)}, False),
        ({"retired_on": date(2018, 7, 17)}, False),
        ({"retired_on": date(2018, 7, 18)}, True),
    ],
)
def test_an_agreement_covers_the_days_from_its_signature_to_its_end(activity, fields, covers):
    processor = make_engagement(activity=activity).processor
    make_processor_agreement(organisation=activity.organisation, processor=processor, **fields)
    assert (gaps(activity) == []) is covers


def test_an_agreement_of_another_organisation_covers_nothing_of_ours(activity):
    make_processor_agreement(processor=make_engagement(activity=activity).processor)
    assert [gap.article for gap in gaps(activity)] == ["28(3)"]


def test_only_processors_need_an_agreement(activity):
    make_engagement(activity=activity, role=RecipientRole.CONTROLLER)
    make_engagement(activity=activity, body=make_body())
    assert gaps(activity) == []
