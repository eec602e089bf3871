"""Where an entry is used, as links."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.searching.used import SHOWN
from tests.requests_app.factories import make_recipient_notice, make_request
from tests.support import factories
from tests.support.tables import TYPED

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(client, row, **asked):
    address = reverse(f"admin:registry_{row._meta.model_name}_used", args=[row.pk])
    return client.get(address, asked)


def groups(page):
    return {
        group["name"]: [name for name, _url in group["rows"]] for group in page.context["groups"]
    }


@pytest.fixture
def lead(client):
    client.force_login(factories.make_user(role="dpo", is_staff=True))
    return client


def test_what_names_a_company_is_listed_and_each_link_leads_there(lead):
    vendor = factories.make_processor(name="Acme")
    activity = factories.make_activity(reference="A-1")
    factories.make_engagement(activity=activity, processor=vendor)
    factories.make_engagement(activity=activity, processor=factories.make_processor())
    factories.make_tracker(activity=activity, processor=vendor, name="Pixel")
    page = page_of(lead, vendor)
    assert groups(page) == {"Recipients": ["A-1, Acme"], "Trackers": ["A-1, Pixel"]}
    for group in page.context["groups"]:
        assert lead.get(group["all_url"]).context["cl"].result_count == group["total"] == 1
        for _name, url in group["rows"]:
            assert lead.get(url).status_code == 200


def test_two_fields_of_one_table_are_told_apart(lead):
    country = factories.country("US")
    factories.make_processor(name="Acme", country=country, processing_countries=[country])
    assert [*groups(page_of(lead, country))] == [
        "Processors: established in",
        "Processors: countries of processing",
    ]


@pytest.mark.slow
def test_the_first_are_shown_and_the_list_has_all_at_the_same_cost(lead):
    vendor, activity = factories.make_processor(), factories.make_activity()
    costs = []
    for count in (1, SHOWN + 2):
        for number in range(count):
            factories.make_engagement(
                activity=activity, processor=vendor, service=f"Service {count} {number}"
            )
        with CaptureQueriesContext(connection) as captured:
            page = page_of(lead, vendor)
        costs.append(len(captured))
    (group,) = page.context["groups"]
    assert (len(group["rows"]), group["total"]) == (SHOWN, SHOWN + 3)
    assert costs[0] == costs[1] <= 10
    assert lead.get(group["all_url"]).context["cl"].result_count == SHOWN + 3


def test_drafts_are_neither_shown_nor_counted_for_whoever_sees_none(client):
    client.force_login(factories.make_user(role="committee reader", is_staff=True))
    category = factories.make_data_category()
    factories.make_activity(reference="SECRET", data_categories=[category])
    page = page_of(client, category)
    assert groups(page) == {}
    assert "SECRET" not in page.text


def test_requests_go_by_their_reference_for_those_who_see_requests(lead, client):
    people = factories.make_data_subject_category()
    file = make_request(reference="R-1", data_subjects=[people])
    (group,) = page_of(lead, people).context["groups"]
    address = reverse("admin:requests_app_datasubjectrequest_change", args=[file.pk])
    assert group["rows"] == [("R-1", address)]
    vendor = factories.make_processor()
    make_recipient_notice(request=file, processor=vendor)
    assert groups(page_of(lead, vendor)) == {"Notices to recipients": ["R-1"]}
    client.force_login(factories.make_user(role="committee reader", is_staff=True))
    assert groups(page_of(client, people)) == groups(page_of(client, vendor)) == {}


def test_a_past_day_shows_what_named_it_then(lead):
    vendor = factories.make_processor()
    factories.make_engagement(
        processor=vendor, starts_on=date(2019, 1, 1), ends_on=date(2020, 1, 1)
    )
    assert [*groups(page_of(lead, vendor, _on="2019-06-01"))] == ["Recipients"]
    assert groups(page_of(lead, vendor, _on="2021-06-01")) == {}


@pytest.mark.slow
def test_every_table_that_people_fill_in_has_the_page(lead):
    with factories.one_block():
        rows = [factories.FACTORIES[model]() for model in TYPED]
    assert [str(row) for row in rows if page_of(lead, row).status_code != 200] == []
