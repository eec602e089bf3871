"""What an organisation promises, and where it is shown."""

from datetime import date

import pytest
from django.urls import reverse

from registry.exchange.contents import document_of
from registry.models import ProcessingActivity
from registry.records.moments import Past
from registry.vocabulary import RightsAudience, RightsChannel
from tests.support.factories import make_activity, make_contact, make_promised_right, make_right

pytestmark = [pytest.mark.django_db, pytest.mark.once]

JULY = date(2018, 7, 17)


def told(activity, title, on=JULY):
    (entry,) = [
        entry
        for entry in document_of(ProcessingActivity.objects.all(), Past(on)).entries
        if entry.pk == activity.pk
    ]
    (point,) = [point for point in entry.points if title in point.title]
    return {
        part.title: {line.label: " ".join(line.values) for line in part.lines}
        for part in point.parts
    }


def test_a_document_tells_each_right_with_its_audience_channel_and_condition():
    activity = make_activity()
    of = {"organisation": activity.organisation}
    make_promised_right(
        right=make_right(name="Objection"),
        audience=RightsAudience.EEA,
        channel=RightsChannel.EMAIL,
        contact=make_contact(value="privacy@example.org", **of),
        condition="may or may not be honored",
        starts_on=JULY,
        **of,
    )
    other = make_activity(**of)
    make_promised_right(right=make_right(name="Portability"), activity=other, **of)
    rights = told(activity, "Rights")
    assert rights["Objection"]["Promised to"] == "Residents of the EEA"
    assert rights["Objection"]["Contact"] == "privacy@example.org"
    assert rights["Objection"]["Condition"] == "may or may not be honored"
    assert told(other, "Rights").keys() == {"Objection", "Portability"}
    assert told(activity, "Rights", on=date(2018, 7, 16)) == {}


def test_the_page_of_an_activity_names_the_rights_of_all_activities_too(admin_client):
    activity = make_activity()
    make_promised_right(right=make_right(name="Erasure"), organisation=activity.organisation)
    make_promised_right(right=make_right(name="Of somebody else"))
    address = reverse("admin:registry_processingactivity_change", args=[activity.pk])
    page = admin_client.get(address).text
    assert "Erasure" in page
    assert "Of somebody else" not in page
