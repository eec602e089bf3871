"""Who could reach which data on a day, by whatever way that is recorded."""

from datetime import date

import pytest

from registry.access.reach import who_could_reach
from registry.access.ways import About
from registry.vocabulary import AccessLevel, EngagementState, RecipientRole
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BEFORE, DAY, AFTER = date(2018, 7, 31), date(2018, 8, 1), date(2018, 8, 2)


@pytest.fixture
def donors():
    return factories.make_data_subject_category(name="Donors")


@pytest.fixture
def giving(donors):
    return factories.make_activity(data_subjects=[donors], storage_location="The donor database")


def told(on=DAY, **about):
    """Who, by what, since when and until when."""
    ways = who_could_reach(on, About(**about))
    return [(str(way.holder), str(way.by), way.since, way.until) for way in ways]


def holders(on=DAY, **about):
    return [str(way.holder) for way in who_could_reach(on, About(**about))]


def test_everybody_in_a_body_could_by_what_the_body_was_given(giving, donors):
    grant = factories.make_access_grant(activity=giving, level=AccessLevel.EDIT, reference="AG-A")
    person = factories.make_person()
    factories.make_seat(
        body=grant.body, designation="Treasurer", person=person, country=factories.country("BE")
    )
    factories.make_seat(body=grant.body, designation="Gone", ends_on=BEFORE)
    factories.make_seat(body=grant.body, designation="To come", starts_on=AFTER)
    (way,) = who_could_reach(DAY, About(data_subjects=donors))
    assert (str(way.holder), way.body, way.person) == ("Treasurer", grant.body, person)
    assert (way.countries, way.level, way.reach, way.by) == (
        ("Belgium",),
        "Edit",
        giving,
        grant,
    )


def test_a_body_without_seats_is_named_itself(giving):
    grant = factories.make_access_grant(activity=giving)
    (way,) = who_could_reach(DAY, About(activity=giving))
    assert way.holder == grant.body
    assert way.doubts == ("No seats are recorded for this day.",)


def test_access_counts_since_both_the_term_and_the_grant_began_until_one_of_them_ends(giving):
    seat = factories.make_seat(
        designation="Auditor", starts_on=date(2018, 1, 1), ends_on=date(2019, 6, 30)
    )
    factories.make_access_grant(
        seat=seat,
        activity=giving,
        reference="AG-A",
        starts_on=date(2018, 3, 1),
        ends_on=date(2019, 12, 31),
    )
    expected = ("Auditor", "AG-A", date(2018, 3, 1), date(2019, 6, 30))
    assert told(activity=giving) == [expected]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_there"),
    [
        pytest.param(None, None, True, id="not stated"),
        pytest.param(DAY, DAY, True, id="that day alone"),
        pytest.param(None, BEFORE, False, id="ended before"),
        pytest.param(AFTER, None, False, id="began afterwards"),
    ],
)
def test_only_what_held_on_the_day_counts(giving, starts_on, ends_on, is_there):
    factories.make_access_grant(activity=giving, starts_on=starts_on, ends_on=ends_on)
    factories.make_engagement(activity=giving, starts_on=starts_on, ends_on=ends_on)
    assert len(holders(activity=giving)) == 2 * is_there


def test_access_by_a_term_that_is_over_is_told_with_a_doubt(giving):
    seat = factories.make_seat(ends_on=BEFORE)
    factories.make_access_grant(seat=seat, activity=giving, ends_on=AFTER)
    (way,) = who_could_reach(DAY, About(activity=giving))
    assert way.doubts == ("The term was not in force.",)


def test_a_processor_could_from_where_it_processes_and_so_could_its_sub_processor(giving):
    acme = factories.make_processor(
        name="Acme", country=factories.country("BE"), processing_countries=[factories.country("US")]
    )
    factories.make_engagement(activity=giving, processor=acme, service="Newsletter")
    factories.make_engagement(
        activity=giving,
        processor=factories.make_processor(name="Below", country=factories.country("IN")),
        role=RecipientRole.SUB_PROCESSOR,
        sub_processor_of=acme,
    )
    ways = who_could_reach(DAY, About(activity=giving))
    assert [(str(way.holder), way.countries, way.how) for way in ways] == [
        ("Acme", ("United States",), "Processor: Newsletter"),
        ("Below", ("India",), "Sub-processor of Acme"),
    ]
    assert holders(processor=acme) == ["Acme", "Below"]


def test_who_reaches_a_processor_reaches_what_it_receives(giving, donors):
    engagement = factories.make_engagement(activity=giving)
    factories.make_access_grant(processor=engagement.processor, reference="AG-A")
    factories.make_access_grant(reference="AG-Elsewhere")
    grants = [way[1] for way in told(data_subjects=donors) if way[1].startswith("AG-")]
    assert grants == ["AG-A"]


@pytest.mark.parametrize("fields", [{"starts_on": AFTER}, {"ends_on": BEFORE}])
def test_access_to_what_was_not_there_is_told_with_a_doubt(fields):
    activity = factories.make_activity(reference="ACT", **fields)
    factories.make_access_grant(activity=activity)
    factories.make_engagement(activity=activity)
    doubts = [way.doubts for way in who_could_reach(DAY)]
    assert [f"“{activity}” was not in use." in of for of in doubts] == [True, True]


def test_totals_about_nobody_are_no_data(giving):
    factories.make_engagement(activity=giving, is_personal_data=False)
    assert holders(activity=giving) == []


def test_what_was_planned_is_told_with_a_doubt(giving):
    factories.make_engagement(
        activity=giving, state=EngagementState.PLANNED, starts_on=date(2018, 1, 1)
    )
    (way,) = who_could_reach(DAY, About(activity=giving))
    assert "Nobody has confirmed" in way.doubts[0]


def test_a_category_of_data_is_that_of_the_recipient_else_that_of_the_activity():
    names, cards = factories.make_data_category(), factories.make_data_category()
    activity = factories.make_activity(data_categories=[names, cards])
    for name, own in [("All", []), ("Names only", [names]), ("Cards only", [cards])]:
        factories.make_engagement(activity=activity, recipient=name, data_categories=own)
    other = factories.make_activity(data_categories=[cards])
    factories.make_engagement(activity=other, recipient="Other cards")
    assert holders(data_category=names) == ["All", "Names only"]


def test_narrowings_are_asked_together(giving, donors):
    names = factories.make_data_category()
    both = factories.make_activity(data_subjects=[donors], data_categories=[names])
    body = factories.make_body(name="Board")
    for activity in [giving, both]:
        factories.make_access_grant(activity=activity, body=body)
        factories.make_access_grant(activity=activity)
    assert holders(data_subjects=donors, data_category=names, body=body) == ["Board"]


def test_a_body_narrows_to_its_seats_too(giving):
    seat = factories.make_seat(designation="Auditor")
    factories.make_access_grant(seat=seat, activity=giving)
    factories.make_access_grant(activity=giving)
    factories.make_engagement(activity=giving)
    assert holders(body=seat.body) == ["Auditor"]


@pytest.mark.parametrize("system", ["donor DATA", "account", "acme"])
def test_a_system_is_found_by_where_access_and_storage_name_it(giving, system):
    factories.make_access_grant(activity=giving, body=factories.make_body(name="By storage"))
    acme = factories.make_processor(name="Acme")
    factories.make_access_grant(processor=acme, body=factories.make_body(name="By company"))
    named = factories.make_body(name="By access")
    factories.make_access_grant(body=named, system="Administrator account")
    expected = {"donor DATA": ["By storage"], "account": ["By access"], "acme": ["By company"]}
    assert holders(system=system) == expected[system]


def test_what_may_not_be_seen_is_left_out(giving):
    factories.make_access_grant(activity=giving)
    factories.make_engagement(activity=giving)

    def sees(rows):
        return rows.none() if rows.model._meta.model_name == "accessgrant" else rows

    (way,) = who_could_reach(DAY, sees=sees)
    assert way.by._meta.model_name == "engagement"
