"""Who is on the list on which day, and what it says of them."""

from datetime import date

import pytest

from registry.lifecycle import approve, retire
from registry.publication import PublicContact, PublicCountry
from registry.publication.selection import first_public_day, published
from registry.records.history import recorded
from registry.vocabulary import ContactChannel, ContactUse, EngagementState
from tests.support.factories import (
    SEEN_TO,
    country,
    make_activity,
    make_body,
    make_complete_activity,
    make_contact,
    make_engagement,
    make_organisation,
    make_processor,
    make_seat,
)

pytestmark = pytest.mark.django_db

BEFORE, FIRST, LAST, AFTER = (
    date(2018, 7, 16),
    date(2018, 7, 17),
    date(2018, 7, 31),
    date(2018, 8, 1),
)
BELGIUM = PublicCountry("BE", "Belgium")
GERMANY = PublicCountry("DE", "Germany")


def list_processor(name="WP Engine", *, listed_from=FIRST, processor=None, **fields):
    processor = processor or make_processor(name=name, is_public=True)
    return make_engagement(processor=processor, listed_from=listed_from, **fields)


def list_body(name="Board", **fields):
    body = make_body(name=name, is_public=True)
    make_engagement(body=body, listed_from=FIRST, **fields)
    return body


def names(parts):
    return [part.name for part in parts]


# The two gates


@pytest.mark.parametrize(
    ("on", "is_shown"),
    [
        pytest.param(BEFORE, False, id="the day before it is listed"),
        pytest.param(FIRST, True, id="the first day"),
        pytest.param(LAST, True, id="the last day"),
        pytest.param(AFTER, False, id="the day after"),
    ],
)
def test_a_processor_is_shown_from_the_first_to_the_last_day_of_its_listing(on, is_shown):
    list_processor(listed_until=LAST)
    assert names(published(on=on).processors) == ["WP Engine"] * is_shown


def test_a_processor_that_may_not_be_shown_is_not():
    list_processor(processor=make_processor(is_public=False))
    assert published(on=FIRST).processors == ()


def test_a_processor_with_which_nothing_is_listed_is_not_shown():
    list_processor(listed_from=None)
    assert published(on=FIRST).processors == ()


def test_a_body_that_may_not_be_shown_is_not():
    make_engagement(body=make_body(is_public=False), listed_from=FIRST)
    assert published(on=FIRST).groups == ()


def test_a_retired_processor_is_shown_up_to_the_day_before():
    engagement = list_processor()
    retire(engagement.processor, by="test", reason="Closed", on=AFTER)
    assert names(published(on=LAST).processors) == ["WP Engine"]
    assert published(on=AFTER).processors == ()


def test_a_retired_body_is_shown_up_to_the_day_before():
    retire(list_body("Board"), by="test", reason="Dissolved", on=AFTER)
    assert names(published(on=LAST).groups) == ["Board"]
    assert published(on=AFTER).groups == ()


def test_a_retired_engagement_no_longer_lists_anybody():
    retire(list_processor(), by="test", reason="A mistake", on=AFTER)
    assert published(on=AFTER).processors == ()


def test_a_recipient_that_is_only_a_category_is_not_shown():
    make_engagement(recipient="Tax offices", listed_from=FIRST)
    everything = published(on=FIRST)
    assert (everything.processors, everything.groups) == ((), ())


# What is said of a processor


def test_a_processor_of_several_activities_is_shown_once_with_all_services():
    first = list_processor(service="Hosting")
    list_processor(processor=first.processor, activity=first.activity, service="Backups")
    [processor] = published(on=FIRST).processors
    assert [service.service for service in processor.services] == ["Backups", "Hosting"]


def test_the_same_service_for_two_activities_is_shown_once():
    first = list_processor(service="Hosting")
    activity = make_activity(organisation=first.activity.organisation)
    list_processor(processor=first.processor, activity=activity, service="Hosting")
    [processor] = published(on=FIRST).processors
    assert len(processor.services) == 1


def test_a_service_that_is_not_stated_comes_after_those_that_are():
    first = list_processor(service="")
    list_processor(processor=first.processor, activity=first.activity, service="Web analytics")
    [processor] = published(on=FIRST).processors
    assert [service.service for service in processor.services] == ["Web analytics", ""]


def test_a_service_names_the_organisation_that_it_is_for():
    first = list_processor(activity=make_activity(organisation=make_organisation(name="Sponsor")))
    project = make_organisation(name="Project", parent=first.activity.organisation)
    list_processor(processor=first.processor, activity=make_activity(organisation=project))
    [processor] = published(on=FIRST).processors
    assert [service.organisation for service in processor.services] == ["Project", "Sponsor"]


def test_a_planned_service_says_from_when():
    list_processor(starts_on=date(2099, 1, 1), state=EngagementState.PLANNED)
    [service] = published(on=FIRST).processors[0].services
    assert service.planned_from == date(2099, 1, 1)


def test_a_past_day_shows_as_planned_what_was_still_ahead_then():
    list_processor(starts_on=AFTER)
    assert published(on=LAST).processors[0].services[0].planned_from == AFTER
    assert published(on=AFTER).processors[0].services[0].planned_from is None


def test_a_recipient_of_aggregates_is_marked_as_such():
    list_processor(is_personal_data=False)
    [service] = published(on=FIRST).processors[0].services
    assert not service.is_personal_data


def test_a_processor_is_listed_since_the_first_of_its_listings():
    first = list_processor(service="Hosting")
    list_processor(
        processor=first.processor, activity=first.activity, service="Backups", listed_from=AFTER
    )
    assert published(on=AFTER).processors[0].listed_since == FIRST


def test_countries_are_shown_by_name():
    processor = make_processor(
        is_public=True, country=country("BE"), processing_countries=[country("DE"), country("BE")]
    )
    list_processor(processor=processor)
    [shown] = published(on=FIRST).processors
    assert (shown.country, shown.processing_countries) == (BELGIUM, (BELGIUM, GERMANY))


def test_names_are_in_one_order_whatever_the_database_thinks_of_capitals():
    for name in ["WP Engine", "WordPress", "mailchimp", "Zapier", "TypeForm"]:
        list_processor(name)
    assert names(published(on=FIRST).processors) == [
        "mailchimp",
        "TypeForm",
        "WordPress",
        "WP Engine",
        "Zapier",
    ]


@pytest.mark.slow
@pytest.mark.once
def test_the_list_takes_as_many_queries_for_ten_as_for_one(django_assert_num_queries):
    organisation = make_organisation()
    make_contact(organisation=organisation, use=ContactUse.PRIVACY)
    for count in [1, 9]:
        for number in range(count):
            processor = make_processor(
                name=f"Vendor {count} {number}",
                is_public=True,
                country=country("BE"),
                processing_countries=[country("DE")],
            )
            activity = make_activity(organisation=organisation)
            list_processor(processor=processor, activity=activity)
            make_seat(body=list_body(f"Body {count} {number}", activity=activity))
        with django_assert_num_queries(5):
            shown = published(on=FIRST)
    assert (len(shown.processors), len(shown.groups), len(shown.organisations)) == (10, 10, 1)


@pytest.mark.once
def test_what_is_said_of_a_processor_is_what_stands_there():
    said = {
        "location_as_published": "Ghent",
        "processing_certainty": "assumed",
        "may_process_elsewhere": "yes",
        "processing_as_published": "To the best of our knowledge, in Belgium",
        "website": "https://example.org/",
        "privacy_policy_url": "https://example.org/privacy",
        "subprocessor_list_url": "https://example.org/others",
    }
    list_processor(processor=make_processor(is_public=True, name="Acme", country=None, **said))
    [shown] = published(on=AFTER).processors
    assert {name: getattr(shown, name) for name in said} == said
    assert (shown.country, shown.processing_countries, shown.listed_since) == (None, (), FIRST)
    assert published(on=AFTER).on == AFTER


@pytest.mark.once
def test_services_come_by_organisation_planned_last_and_by_name_whatever_the_capitals():
    processor = make_processor(is_public=True)
    ours = make_activity(organisation=make_organisation(name="Bees"))
    other = make_activity(organisation=make_organisation(name="ants"))
    for activity, service, fields in [
        (ours, "Analytics", {"starts_on": AFTER}),
        (ours, "backups", {}),
        (ours, "Backups", {}),
        (ours, "Alarms", {}),
        (ours, "", {}),
        (ours, "Backups", {"is_personal_data": False}),
        (other, "Zoning", {}),
    ]:
        again = make_activity(organisation=activity.organisation)
        list_processor(processor=processor, activity=again, service=service, **fields)
    [shown] = published(on=FIRST).processors
    said = [(row.organisation, row.service, row.is_personal_data) for row in shown.services]
    assert said == [
        ("ants", "Zoning", True),
        ("Bees", "Alarms", True),
        ("Bees", "Backups", True),
        ("Bees", "Backups", False),
        ("Bees", "backups", True),
        ("Bees", "", True),
        ("Bees", "Analytics", True),
    ]
    assert [row.planned_from for row in shown.services] == [None] * 6 + [AFTER]


@pytest.mark.once
def test_capitals_do_not_decide_the_order():
    for name in ["acme", "Bees", "Ants"]:
        make_seat(body=list_body(name))
    assert names(published(on=FIRST).groups) == ["acme", "Ants", "Bees"]


@pytest.mark.once
def test_a_service_that_begins_today_is_not_ahead():
    list_processor(starts_on=FIRST)
    assert published(on=FIRST).processors[0].services[0].planned_from is None


# What is said of a group of people


def test_a_group_is_the_set_of_countries_of_its_seats():
    body = list_body()
    for code in ["DE", "BE", "DE"]:
        make_seat(body=body, country=country(code))
    [group] = published(on=FIRST).groups
    assert group.countries == (BELGIUM, GERMANY)


@pytest.mark.parametrize(
    ("on", "countries"),
    [
        pytest.param(LAST, (BELGIUM,), id="last day of the one"),
        pytest.param(AFTER, (GERMANY,), id="first day of the other"),
    ],
)
def test_a_seat_counts_from_its_first_to_its_last_day(on, countries):
    body = list_body()
    make_seat(body=body, designation="Treasurer", country=country("BE"), ends_on=LAST)
    make_seat(body=body, designation="Treasurer", country=country("DE"), starts_on=AFTER)
    assert published(on=on).groups[0].countries == countries


def test_a_seat_without_a_country_adds_none():
    make_seat(body=list_body())
    assert published(on=FIRST).groups[0].countries == ()


def test_a_group_with_access_for_two_activities_is_shown_once():
    body = list_body()
    make_engagement(body=body, listed_from=FIRST)
    assert names(published(on=FIRST).groups) == ["Board"]


# Whose list it is


def test_the_organisations_are_those_with_something_listed():
    make_organisation(name="Elsewhere")
    organisation = make_organisation(name="NumFOCUS, Inc.")
    list_processor(activity=make_activity(organisation=organisation))
    assert names(published(on=FIRST).organisations) == ["NumFOCUS, Inc."]


def test_only_contacts_for_privacy_that_are_in_force_are_shown():
    organisation = make_organisation()
    list_processor(activity=make_activity(organisation=organisation))
    make_contact(organisation=organisation, value="info@example.org", use=ContactUse.GENERAL)
    make_contact(organisation=organisation, value="old@example.org", ends_on=BEFORE)
    make_contact(organisation=organisation, value="new@example.org", starts_on=FIRST)
    [shown] = published(on=FIRST).organisations
    assert shown.contacts == (PublicContact(ContactChannel.EMAIL, "new@example.org"),)


@pytest.mark.parametrize(
    ("channel", "value", "address"),
    [
        (ContactChannel.EMAIL, "privacy@example.org", "mailto:privacy@example.org"),
        (ContactChannel.EMAIL, "a?bcc=b@example.org", "mailto:a%3Fbcc%3Db@example.org"),
        (ContactChannel.PHONE, "+1 (512) 222-5449", "tel:+15122225449"),
        (ContactChannel.WEB, "https://example.org/privacy", "https://example.org/privacy"),
        (ContactChannel.WEB, "javascript:alert(1)", ""),
        (ContactChannel.POST, "P.O. Box 90596, Austin, TX 78709", ""),
    ],
)
def test_a_contact_leads_where_its_channel_says(channel, value, address):
    assert PublicContact(channel, value).address == address


@pytest.mark.once
def test_all_contacts_for_privacy_are_shown_and_two_organisations_by_their_names():
    for name in ["Zoo", "aquarium"]:
        organisation = make_organisation(name=name)
        list_processor(name, activity=make_activity(organisation=organisation))
        for value in [f"one@{name}.example", f"two@{name}.example"]:
            make_contact(organisation=organisation, value=value, use=ContactUse.PRIVACY)
    assert {
        shown.name: {contact.value for contact in shown.contacts}
        for shown in published(on=FIRST).organisations
    } == {name: {f"one@{name}.example", f"two@{name}.example"} for name in ["aquarium", "Zoo"]}
    assert names(published(on=FIRST).organisations) == ["aquarium", "Zoo"]


# Whether somebody answers for it


@pytest.mark.once
def test_a_list_is_approved_where_every_entry_that_it_shows_is():
    assert published(on=FIRST).is_approved
    engagement = list_processor(activity=make_complete_activity())
    assert not published(on=FIRST).is_approved
    assert published(on=BEFORE).is_approved  # it shows nothing
    approve(engagement.activity, by="test", reason="Read", **SEEN_TO)
    assert published(on=FIRST).is_approved
    with recorded(by="test", reason="Another day"):
        engagement.service = "Backups"
        engagement.save()
    assert not published(on=FIRST).is_approved
    approve(engagement.activity, by="test", reason="Read again", **SEEN_TO)
    draft = list_processor("Zapier").activity
    assert not published(on=FIRST).is_approved
    retire(draft, by="test", reason="Ended", on=AFTER)
    assert published(on=FIRST).is_approved


# The first day


def test_the_first_day_is_that_of_the_first_public_listing():
    list_processor(processor=make_processor(is_public=False), listed_from=BEFORE)
    list_processor(listed_from=AFTER)
    list_processor("Zapier", listed_from=FIRST)
    assert first_public_day() == FIRST


def test_without_anything_public_there_is_no_first_day():
    list_processor(processor=make_processor(is_public=False))
    assert first_public_day() is None
