"""“Who had access to donor data on 1 August 2018?”, asked of the example."""

from datetime import date

import pytest
from django.urls import reverse

from registry.access.reach import who_could_reach
from registry.access.ways import About
from registry.models import Body, DataSubjectCategory, Processor
from tests.support import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("example"),
    pytest.mark.slow,
]

DAY = date(2018, 8, 1)


def donors():
    return DataSubjectCategory.objects.get(code="donor")


def test_staff_had_access_to_donor_data_from_the_united_states():
    ways = who_could_reach(DAY, About(data_subjects=donors()))
    told = {(str(way.holder), str(way.body), way.countries, str(way.by)) for way in ways}
    assert told == {
        ("Staff member, United States", "NumFOCUS Staff", ("United States",), "NF-02-STAFF")
    }
    assert ways[0].by.why.startswith("need the information to perform a specific job")


def test_two_clicks_from_home_the_page_says_so(client):
    client.force_login(factories.make_user(role="dpo"))
    assert reverse("admin:access") in client.get(reverse("admin:index")).content.decode()
    asked = {"_on": DAY.isoformat(), "data_subjects": donors().pk}
    text = client.get(reverse("admin:access"), asked).content.decode()
    assert "Staff member, United States" in text
    assert "NF-02-STAFF" in text


def test_committee_members_could_reach_the_services_from_ten_countries():
    body = Body.objects.get(name="NumFOCUS Committee Members")
    ways = who_could_reach(DAY, About(body=body))
    assert len({way.countries for way in ways}) == 10


def test_a_processor_is_named_with_its_country():
    processor = Processor.objects.get(name="Mailchimp")
    ways = who_could_reach(DAY, About(processor=processor))
    assert {(str(way.holder), way.countries) for way in ways} == {
        ("Mailchimp", ("United States",)),
    }
