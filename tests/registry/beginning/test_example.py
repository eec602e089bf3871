"""Where the example may give way, and where there is more than the example."""

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.beginning import orders
from registry.beginning.example import shipped, what_is_more
from registry.models import Mark
from registry.records.history import recorded
from registry.vocabulary import MarkName
from requests_app.handling.lifecycle import receive
from requests_app.vocabulary import Channel
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def example():
    Mark.put(MarkName.EXAMPLE)
    return factories.make_organisation(name=min(shipped()))


@pytest.fixture
def lead(client):
    user = factories.make_user(role="dpo")
    client.force_login(user)
    return user


def come_in(by, organisation):
    with recorded(by=by, reason="Came in"):
        return receive(
            organisation=organisation,
            received_on=timezone.localdate(),
            channel=Channel.EMAIL,
            by=by,
            reason="Came in",
        )


def test_what_was_tried_in_the_example_does_not_stand_in_the_way(example, lead):
    factories.make_processor()
    factories.make_activity(organisation=example)
    come_in("load_request_example", example)
    come_in(lead, example)
    assert what_is_more(lead) == []


def test_what_belongs_to_nobodys_example_does(example, lead):
    factories.make_organisation(name="Foundation")
    factories.make_user(role="editor", last_login=timezone.now())
    request = come_in("receive_mail", example)
    assert what_is_more(lead) == [
        "an organisation of your own: Foundation",
        "somebody else who has signed in",
        f"a request that came from outside: {request.reference}",
    ]


@pytest.mark.parametrize(
    ("is_served", "is_more", "told"),
    [
        (True, False, "with all entries that you tried in it"),
        (True, True, "an organisation of your own: Foundation"),
        (False, False, "only where “make run” serves it"),
    ],
)
def test_it_is_offered_only_where_it_can_be_done_and_loses_nothing(
    client, example, lead, monkeypatch, tmp_path, is_served, is_more, told
):
    left = []
    monkeypatch.setattr(orders, "leave", lambda **what: left.append(what))
    if is_served:
        monkeypatch.setattr(orders.served, "by_serve", 1)
        monkeypatch.setattr(orders, "database_file", lambda: tmp_path / "register.sqlite3")
    if is_more:
        factories.make_organisation(name="Foundation")
    address = reverse("admin:own_register")
    assert told in client.get(address).text
    client.post(address, {"name": "Society"})
    assert [what["organisation"] for what in left] == ["Society"] * (is_served and not is_more)


def test_an_own_register_is_never_put_aside(client, lead, monkeypatch):
    monkeypatch.setattr(orders, "may_be_left", lambda: True)
    monkeypatch.setattr(orders, "leave", None)
    page = client.post(reverse("admin:own_register"), {"name": "Society"})
    assert "it is your own already" in page.text


def test_whoever_asked_waits_until_the_new_server_answers(client, lead, monkeypatch):
    monkeypatch.setattr(orders, "waits", lambda: True)
    page = client.get(reverse("admin:first_steps"))
    assert page["Refresh"]
    assert "is being made" in page.text
