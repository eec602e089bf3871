"""The public list on the page of a processor: where one looks for it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

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


@pytest.mark.parametrize(
    ("days", "told", "why"),
    [(-1, "ended on", "it works for no activity any more"), (1, "ends on", "is empty")],
)
def test_what_has_ended_is_told_as_such_and_its_end_is_no_fault(client, days, told, why):
    client.force_login(factories.make_user(role="editor"))
    last = timezone.localdate() + timedelta(days=days)
    row = factories.make_engagement(ends_on=last)
    address = reverse("admin:registry_processor_change", args=[row.processor.pk])
    page = client.get(address).text
    said = f"{told} {date_format(last)}"
    assert f'class="band retired">{said[0].upper()}{said[1:]}.' in page
    assert f"{row} ({said})" in page
    assert "Not shown:" in page
    assert why in page
    assert ("Put it right" in page) == (days > 0)
    assert ("Show on the public list" in page) == (days > 0)
    assert 'class="step">Retire' not in page
    assert said in client.get(reverse("admin:registry_processor_changelist")).text


def test_what_is_listed_from_a_day_to_come_needs_nothing_to_be_put_right(client):
    client.force_login(factories.make_user(role="editor"))
    tomorrow = timezone.localdate() + timedelta(days=1)
    processor = factories.make_processor(is_public=True)
    factories.make_engagement(processor=processor, listed_from=tomorrow, service="Sends letters")
    factories.make_engagement(processor=processor)
    page = client.get(reverse("admin:registry_processor_change", args=[processor.pk])).text
    assert f"Shown from {date_format(tomorrow)}." in page
    assert "Not shown:" not in page
    assert "Put it right" not in page


def test_one_of_two_that_goes_on_is_no_end_and_only_that_is_in_the_way(client):
    client.force_login(factories.make_user(role="editor"))
    over = factories.make_engagement(ends_on=timezone.localdate() - timedelta(days=1))
    going_on = factories.make_engagement(processor=over.processor)
    page = client.get(reverse("admin:registry_processor_change", args=[over.processor.pk])).text
    assert "Ended on" not in page
    assert f"{going_on.activity}: “Listed from” is empty" in page
    assert f"{over.activity}: “Listed from” is empty" not in page


def test_an_end_is_not_told_to_those_who_may_not_see_what_goes_on(client):
    over = factories.make_engagement(
        activity=factories.make_approved_activity(),
        ends_on=timezone.localdate() - timedelta(days=1),
    )
    address = reverse("admin:registry_processor_change", args=[over.processor.pk])
    client.force_login(factories.make_user(role="committee reader"))
    assert "Ended on" in client.get(address).text
    draft = factories.make_engagement(processor=over.processor)
    assert draft.activity.state == "draft"
    assert "Ended on" not in client.get(address).text


@pytest.mark.parametrize("ends_on", ["2018-07-17", "2018-01-31"])
def test_on_a_day_of_the_past_nothing_leads_to_where_it_would_be_changed(client, ends_on):
    client.force_login(factories.make_user(role="editor"))
    row = factories.make_engagement(ends_on=ends_on)
    address = reverse("admin:registry_processor_change", args=[row.processor.pk])
    page = client.get(address, {"_on": "2018-03-01"}).text
    assert "Not shown:" in page
    assert "Put it right" not in page
    assert ("Ends on" in page) == (ends_on == "2018-07-17")
    assert ("Ended on" in page) == (ends_on == "2018-01-31")
