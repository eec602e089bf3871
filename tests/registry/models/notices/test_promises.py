"""What an organisation promises, and where it is shown."""

from datetime import date

import pytest
from django.urls import reverse

from registry.exchange.contents import document_of
from registry.models import ProcessingActivity
from registry.records.moments import Past
from registry.vocabulary import RightsAudience, RightsChannel
from tests.support.factories import (
    country,
    make_activity,
    make_contact,
    make_data_category,
    make_data_provision,
    make_data_subject_category,
    make_general_basis,
    make_notice,
    make_promised_right,
    make_purpose,
    make_right,
    make_transfer_promise,
)

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


def in_words(parts):
    return {part.title: {it.label: " ".join(it.values) for it in part.lines} for part in parts}


def test_a_basis_in_general_and_a_conditional_safeguard_stand_with_the_organisation():
    organisation = make_activity().organisation
    make_general_basis(organisation=organisation, condition="in some cases", starts_on=JULY)
    make_transfer_promise(
        organisation=organisation, condition="where required", countries=[country("US")]
    )
    (keeper,) = document_of(ProcessingActivity.objects.all(), Past(JULY)).keepers
    (basis,) = in_words(keeper.bases).values()
    (safeguard,) = in_words(keeper.safeguards).values()
    assert basis["When it applies"] == "in some cases"
    assert (safeguard["Condition"], safeguard["Countries"]) == ("where required", "United States")
    (before,) = document_of(ProcessingActivity.objects.all(), Past(date(2018, 7, 16))).keepers
    assert before.bases == []


def test_each_item_of_data_says_whether_it_has_to_be_given_and_what_follows_if_not():
    provision = make_data_provision(
        data_category=make_data_category(name="Name"),
        requirement="contractual",
        consequence="We cannot sell a ticket.",
    )
    told_of = told(provision.activity, "Whose data")["Name"]
    assert told_of["Providing it is"] == "Required by the contract"
    assert told_of["Consequence of not providing it"] == "We cannot sell a ticket."


def test_a_purpose_says_how_consent_is_given_and_that_it_is_a_further_use():
    purpose = make_purpose(
        text="News",
        consent_form="double_opt_in",
        is_further_use=True,
        basis_condition="where required",
    )
    told_of = told(purpose.activity, "Purposes")["News"]
    assert told_of["How consent is given"] == "Double opt-in, confirmed by a message"
    assert "13(3)" in told_of["Further use"]
    assert told_of["When the bases apply"] == "where required"


def test_a_notice_has_days_of_its_own_and_says_what_it_covers():
    make_notice(
        title="Policy",
        published_on=date(2019, 12, 1),
        effective_on=date(2020, 1, 1),
        sites="https://example.org/",
        not_covered="Sites of others",
        data_subjects=[make_data_subject_category(name="Members")],
    )
    (notice,) = document_of(ProcessingActivity.objects.all(), Past()).notices
    told_of = {line.label: " ".join(line.values) for line in notice.lines}
    assert told_of["Sites and services covered"] == "https://example.org/"
    assert told_of["People covered"] == "Members"
    assert told_of["Published on"] != told_of["Effective from"]
