"""Lists narrowed to what names a row."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.searching import filters
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ACTIVITIES = reverse("admin:registry_processingactivity_changelist")
PROCESSORS = reverse("admin:registry_processor_changelist")


@pytest.fixture
def lead(client):
    client.force_login(factories.make_user(role="dpo", is_staff=True))
    return client


def listed(client, address, **asked):
    page = client.get(address, asked)
    assert page.status_code == 200, page.context["why"]
    return [str(row) for row in page.context["cl"].result_list]


def test_activities_are_narrowed_by_people_data_company_and_country(lead):
    people, data = factories.make_data_subject_category(), factories.make_data_category()
    india, usa = factories.country("IN"), factories.country("US")
    vendor = factories.make_processor(country=india, processing_countries=[usa])
    body = factories.make_body()
    factories.make_seat(body=body, country=usa)
    one = factories.make_activity(reference="A-1", data_subjects=[people], data_categories=[data])
    two = factories.make_activity(reference="A-2")
    factories.make_activity(reference="A-3")
    factories.make_engagement(activity=one, processor=vendor)
    factories.make_engagement(activity=two, processor=None, body=body)
    assert listed(lead, ACTIVITIES, people=people.pk) == [str(one)]
    assert listed(lead, ACTIVITIES, data=data.pk) == [str(one)]
    assert listed(lead, ACTIVITIES, vendor=vendor.pk) == [str(one)]
    assert listed(lead, ACTIVITIES, to=india.pk) == [str(one)]
    assert {*listed(lead, ACTIVITIES, to=usa.pk)} == {str(one), str(two)}
    for country in (usa, india):
        assert listed(lead, PROCESSORS, to=country.pk) == [str(vendor)]
    assert listed(lead, PROCESSORS, activity=one.pk) == [str(vendor)]
    assert listed(lead, PROCESSORS, activity=two.pk) == []


def test_a_past_day_is_narrowed_by_what_held_then(lead):
    vendor = factories.make_processor()
    activity = factories.make_activity()
    factories.make_engagement(
        activity=activity, processor=vendor, starts_on=date(2019, 1, 1), ends_on=date(2020, 1, 1)
    )
    assert listed(lead, ACTIVITIES, vendor=vendor.pk, _on="2019-06-01") == [str(activity)]
    assert listed(lead, ACTIVITIES, vendor=vendor.pk, _on="2021-06-01") == []


def test_with_all_filters_a_list_keeps_its_budget_and_offers_few(lead):
    data, people = factories.make_data_category(), factories.make_data_subject_category()
    vendors = [factories.make_processor(name=f"Vendor {number:03}") for number in range(60)]
    activity = factories.make_activity(data_categories=[data], data_subjects=[people])
    with factories.one_block():
        for vendor in vendors:
            factories.make_engagement(activity=activity, processor=vendor)
    asked = {"data": data.pk, "people": people.pk, "vendor": vendors[-1].pk}
    lead.get(ACTIVITIES, asked)  # counts the open points
    with CaptureQueriesContext(connection) as captured:
        page = lead.get(ACTIVITIES, asked)
    assert len(captured) <= 10
    assert page.status_code == 200
    text = page.text
    assert "Vendor 000" in text
    assert "Vendor 055" not in text
    assert "Vendor 059" in text
    assert "The first 50 by name." in text


def test_choices_of_a_past_day_are_of_some_rows_and_any_other_may_be_asked_for(lead, monkeypatch):
    monkeypatch.setattr(filters, "AMONG", 1)
    activity = factories.make_activity()
    for code in ("IN", "US"):
        vendor = factories.make_processor(country=factories.country(code))
        factories.make_engagement(activity=activity, processor=vendor)
    for past, codes in [({}, ["IN", "US"]), ({"_on": str(timezone.localdate())}, ["IN"])]:
        page = lead.get(PROCESSORS, past)
        places = page.context["cl"].filter_specs[2]
        offered = [factories.country(code).name for code in codes]
        assert [name for _pk, name in places.lookup_choices] == offered
        assert ("What the first 1 rows of that day name." in page.text) is bool(past)
        assert listed(lead, ACTIVITIES, vendor=vendor.pk, **past) == [str(activity)]


def test_nobody_narrows_processors_by_a_draft_that_they_may_not_see(client):
    client.force_login(factories.make_user(role="committee reader", is_staff=True))
    draft = factories.make_activity(reference="SECRET")
    factories.make_engagement(activity=draft)
    page = client.get(PROCESSORS, {"activity": draft.pk})
    assert page.status_code == 400
    assert "SECRET" not in page.text + client.get(PROCESSORS).text


def test_what_only_a_draft_names_is_not_offered_to_whoever_sees_no_drafts(client):
    draft = factories.make_activity()
    factories.make_engagement(activity=draft, processor=factories.make_processor(name="SECRET LTD"))
    address = reverse("admin:registry_processingactivity_changelist")
    for role, is_offered in [("dpo", True), ("committee reader", False)]:
        client.force_login(factories.make_user(role=role))
        assert ("SECRET LTD" in client.get(address).text) is is_offered
