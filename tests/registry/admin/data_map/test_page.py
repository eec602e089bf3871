"""The map of the data: what it shows of which day, for whom, at what cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.lifecycle import retire
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]

QUERIES = 15


@pytest.fixture
def activity():
    """Donors' data goes to a processor in the United States and to tax authorities."""
    with factories.one_block():
        donors = factories.make_data_subject_category(name="Donors")
        activity = factories.make_activity(reference="DON-1", data_subjects=[donors])
        company = factories.make_processor(name="Paywell", country=factories.country("US"))
        factories.make_engagement(activity=activity, processor=company)
        factories.make_engagement(activity=activity, recipient="tax authorities", country=None)
    return activity


def page(client, role="dpo", status=200, **asked):
    client.force_login(factories.make_user(role=role))
    answer = client.get(reverse("admin:map"), asked)
    assert answer.status_code == status
    return answer.text


def picture_of(text):
    return text[text.index('<svg class="data-map"') :].split("</svg>")[0]


def boxes(text):
    return set(re.findall(r'class="map-node[^>]*><title>(.*?)</title>', picture_of(text)))


def test_it_shows_whose_data_goes_for_what_to_whom_and_where(client, activity):
    text = page(client)
    assert {"Donors", str(activity), "Paywell", "tax authorities", "United States"} <= boxes(text)
    assert "not stated" in boxes(text)  # where the tax authorities are
    assert re.search(r'class="map-node country abroad"><title>United States', text)
    table = text[text.index('id="map-table"') :]
    assert all(words in table for words in ("Donors", "Paywell", "tax authorities"))


def test_who_gets_totals_only_is_no_box_and_in_the_table_with_that(client):
    activity = factories.make_activity(reference="DON-2")
    factories.make_engagement(activity=activity, recipient="auditors", is_personal_data=False)
    text = page(client)
    assert "auditors" not in boxes(text)
    table = text[text.index('id="map-table"') :]
    assert "auditors" in table
    assert "(sees totals only, none of the data)" in table
    assert "nobody on record" not in table


def test_a_recipient_may_be_called_as_a_place_that_nobody_states(client, activity):
    factories.make_engagement(activity=activity, recipient="not stated", country=None)
    picture = picture_of(page(client))
    assert picture.count("<title>not stated</title>") == 2
    assert 'class="map-node recipient"><title>not stated' in picture


def test_a_box_leads_to_the_map_of_what_it_names_and_from_there_to_its_entry(client, activity):
    processor = activity.engagements.exclude(processor=None).get().processor
    assert f'href="?processor={processor.pk}"' in picture_of(page(client))
    narrowed = page(client, processor=processor.pk)
    entry = reverse("admin:registry_processor_change", args=[processor.pk])
    assert f'href="{entry}"' in picture_of(narrowed)
    assert "tax authorities" not in boxes(narrowed)
    assert "Paywell" in boxes(narrowed)


def test_a_country_alone_leaves_what_goes_there(client, activity):
    text = page(client, country=factories.country("US").pk)
    assert "Paywell" in boxes(text)
    assert "tax authorities" not in boxes(text)


def test_it_shows_another_day(client, activity):
    retire(activity.engagements.exclude(processor=None).get(), by="test", reason="Ended")
    assert "Paywell" not in boxes(page(client))
    text = page(client, _on="2020-01-01")
    assert "Paywell" in boxes(text)
    assert "_on=2020-01-01" in picture_of(text)


def test_committee_readers_see_no_draft(client, activity):
    approved = factories.make_approved_activity(reference="NEW-1")
    assert {str(activity), str(approved)} <= boxes(page(client))
    seen = boxes(page(client, role="committee reader"))
    assert str(approved) in seen
    assert not {str(activity), "Paywell"} & seen


@pytest.mark.parametrize(
    "asked", [{"country": "abc"}, {"country": "99999999"}, {"_on": "nonsense"}, {"x": "1"}]
)
def test_an_address_that_nothing_leads_to_is_refused_in_words(client, asked):
    page(client, status=400, **asked)


def test_an_empty_register_says_so(client):
    assert "Nothing on record" in page(client)


def test_its_queries_do_not_grow(client, activity):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("admin:map"))
        return len(captured)

    page(client)
    few = queries()
    with factories.one_block():
        for number in range(5):
            body = factories.make_body(name=f"Body {number}")
            factories.make_seat(body=body, country=factories.country("FR"))
            factories.make_engagement(activity=activity, body=body, processor=None)
    assert queries() <= min(QUERIES, few + 1)  # where members of bodies are
