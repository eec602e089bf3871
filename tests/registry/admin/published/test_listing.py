"""The public list on the page of a processor: where one looks for it."""

import pytest
from django.urls import reverse

from registry.models import Engagement
from tests.support import factories, taking

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_processor_is_shown_and_taken_off_on_its_page(client):
    client.force_login(factories.make_user(role="editor"))
    engagement = factories.make_engagement(is_personal_data=True)
    address = reverse("admin:registry_processor_change", args=[engagement.processor.pk])
    page = client.get(address).content.decode()
    field = reverse("admin:registry_engagement_change", args=[engagement.pk]) + "#id_listed_from"
    assert "Not shown:" in page
    assert f'href="{field}"' in page
    taking.take(client, "show", engagement.processor, on="2018-03-01")
    page = client.get(address).content.decode()
    assert "Shown." in page
    assert "Take off the public list" in page
    taking.take(client, "take-off", engagement.processor, on="2018-05-01")
    assert str(Engagement.objects.get().listed_until) == "2018-04-30"


def test_a_reader_is_not_told_of_drafts(client):
    client.force_login(factories.make_user(role="committee reader"))
    engagement = factories.make_engagement()
    address = reverse("admin:registry_processor_change", args=[engagement.processor.pk])
    page = client.get(address).content.decode()
    assert "Not shown:" in page
    assert engagement.activity.name not in page
