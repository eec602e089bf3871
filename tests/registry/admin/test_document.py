"""The page of the record as a document: on any day, and for each what they may see."""

import html
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from registry import lifecycle
from tests.support import factories

pytestmark = pytest.mark.django_db
PAGE = "/admin/registry/processingactivity/document/"


def text_of(answer):
    return html.unescape(answer.content.decode())


def test_it_is_led_to_from_home_and_shows_another_day(client):
    client.force_login(factories.make_user(role="auditor"))
    activity = factories.make_activity(name="Newsletter")
    factories.make_purpose(activity=activity, text="Old aim", ends_on=date(2018, 7, 16))
    assert f'href="{PAGE}"' in text_of(client.get(reverse("admin:index")))
    assert "Old aim" not in text_of(client.get(PAGE))
    page = text_of(client.get(PAGE, {"_on": "2018-07-16"}))
    assert "Old aim" in page
    assert page.count("by what is known today") == 2  # in the band, and in the document
    assert "Newsletter" not in text_of(client.get(PAGE, {"_known": "2018-07-16"}))


def test_a_committee_reader_reads_approved_entries_only_in_the_past_too(client):
    client.force_login(factories.make_user(role="committee reader"))
    factories.make_activity(name="Secret plan")
    approved = factories.make_approved_activity(name="Was approved")
    then = timezone.now().isoformat()
    page = text_of(client.get(PAGE))
    assert "Was approved" in page
    assert "Secret plan" not in page
    lifecycle.reopen(approved, by="test", reason="To be corrected")
    assert "Was approved" not in text_of(client.get(PAGE, {"_known": then}))


@pytest.mark.once
def test_who_may_not_view_entries_may_not_read_it(client):
    client.force_login(factories.make_user())
    assert client.get(PAGE).status_code == 403
