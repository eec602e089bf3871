"""The case file as a page to print and as JSON."""

import pytest

from registry.vocabulary import EventName
from tests.requests_app.admin.pages import address
from tests.requests_app.factories import make_message
from tests.requests_app.steps import request_in
from tests.support.noted import facts_of, noting

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("state", ["to_sort", "received", "answered", "refused", "closed"])
def test_the_page_opens_in_every_state(officer, state):
    request = request_in(state)
    page = officer.get(address("casefile", request.pk)).content.decode()
    assert f"Case file {request.reference}" in page


def test_the_json_is_a_file_with_the_time_line(officer):
    request = request_in("closed")
    with noting() as events:
        answer = officer.get(address("casefile_json", request.pk))
    assert facts_of(events) == [
        (EventName.EXPORTED, {"file": f"{request.reference}.json", "texts": False})
    ]
    assert answer["Content-Disposition"] == f'attachment; filename="{request.reference}.json"'
    assert [entry["why"] for entry in answer.json()["timeline"]] == ["Set up"] * 5


def test_words_of_messages_are_shown_on_demand(officer):
    message = make_message(text="What do you hold?")
    page = address("casefile", message.request_id)
    without = officer.get(page).content.decode()
    assert "What do you hold?" not in without
    assert "The requester is not named in this file." in without
    with_them = officer.get(page, {"texts": "yes"}).content.decode()
    assert "What do you hold?" in with_them
    assert "may name the requester" in with_them
    assert "The requester is not named" not in with_them
