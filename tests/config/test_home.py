"""Home: what waits for whoever asks, a few figures, and the ways into the register."""

from datetime import date

import pytest
from django.urls import reverse

from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def home(client, role):
    client.force_login(factories.make_user(role=role))
    return client.get(reverse("admin:index"))


@pytest.mark.parametrize(
    ("role", "is_told"),
    [("editor", True), ("dpo", True), ("auditor", False), ("committee reader", False)],
)
def test_what_waits_is_shown_to_those_who_may_do_it(client, role, is_told):
    processor = factories.make_processor()
    factories.make_transfer(processor=processor)
    page = home(client, role)
    told = [str(line.label) for line in page.context["waiting"]]
    assert ("Transfers without a transfer tool" in told) is is_told
    assert ("?without_tool=yes" in page.text) is is_told


def test_what_is_nought_is_not_listed_but_said_in_a_sentence(client):
    page = home(client, "editor")
    assert len(page.context["to_do"]) > 5
    assert "Nothing waits for you." in page.text
    assert "Entries due for review" not in page.text
    assert page.context["figures"] == []
    factories.make_activity(reviewed_on=date(2018, 1, 1))
    page = home(client, "editor")
    assert [(line.count, str(line.label)) for line in page.context["figures"]] == [
        (1, "Activities: draft")
    ]
