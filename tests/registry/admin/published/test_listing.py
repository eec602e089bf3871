"""The public list on the page of a processor: where one looks for it."""

import re

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


@pytest.mark.parametrize(
    ("activities", "leads_to"),
    [
        (0, "/admin/registry/processingactivity/library/"),
        (1, "/change/?open=engagements#engagements-heading"),
        (2, 'href="/admin/registry/processingactivity/"'),
    ],
)
def test_what_no_activity_names_leads_to_where_one_names_it(client, activities, leads_to):
    client.force_login(factories.make_user(role="editor"))
    processor = factories.make_processor(is_public=True)
    for _number in range(activities):
        factories.make_activity()
    page = client.get(reverse("admin:registry_processor_change", args=[processor.pk])).text
    way = page[page.index("No activity in use names it") :][:250]
    assert leads_to in way
    assert "Show on the public list" not in page  # it could not work yet


def test_what_is_retired_leads_to_the_step_that_brings_it_back(client):
    client.force_login(factories.make_user(role="editor"))
    processor = factories.make_processor(is_public=True, retired_on="2020-01-01")
    page = client.get(reverse("admin:registry_processor_change", args=[processor.pk])).text
    (way,) = re.findall(r'It is retired. <a href="([^"]+)"', page)
    assert "Bring back" in client.get(way.replace("&amp;", "&")).text


def test_a_reader_is_not_told_of_drafts(client):
    client.force_login(factories.make_user(role="committee reader"))
    engagement = factories.make_engagement()
    address = reverse("admin:registry_processor_change", args=[engagement.processor.pk])
    page = client.get(address).content.decode()
    assert "Not shown:" in page
    assert engagement.activity.name not in page
