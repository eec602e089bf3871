"""Transfers in the workplace: decisions in words, and those that hold before those that ended."""

from datetime import date

import pytest
from django.urls import reverse

from registry.models import Transfer
from registry.vocabulary import TransferTool
from tests.support.factories import make_adequacy_decision, make_transfer, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def dpo(client):
    client.force_login(make_user(role="dpo"))
    return client


@pytest.fixture
def shield(db):
    return make_adequacy_decision(
        name="US Privacy Shield",
        covers="certified recipients",
        valid_from=date(2016, 7, 12),
        valid_until=date(2020, 7, 15),
        declared_invalid_on=date(2020, 7, 16),
    )


@pytest.mark.once
def test_what_was_struck_down_since_is_told_on_a_day_of_the_past(dpo, shield):
    make_transfer(
        tool=TransferTool.ADEQUACY,
        adequacy_decision=shield,
        starts_on=date(2018, 1, 1),
        ends_on=date(2020, 7, 15),
    )
    page = dpo.get(reverse("admin:registry_transfer_changelist"), {"_on": "2018-07-17"})
    assert "US Privacy Shield, relied on, later declared invalid" in page.text


def test_of_the_choices_those_in_force_come_first(dpo, shield):
    make_adequacy_decision(
        name="US Data Privacy Framework",
        covers="certified recipients",
        valid_from=date(2015, 1, 1),
    )
    field = Transfer._meta.get_field("adequacy_decision")
    about = {"app_label": "registry", "model_name": "transfer", "field_name": field.name}
    found = dpo.get(reverse("admin:autocomplete"), about | {"term": "US"}).json()["results"]
    assert [choice["text"] for choice in found] == [
        "US Data Privacy Framework, in force, certified recipients",
        "US Privacy Shield, declared invalid, certified recipients",
    ]
