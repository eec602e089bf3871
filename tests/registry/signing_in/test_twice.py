"""Two clicks on the page of a code are one sign-in, and the code counts for no other."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from tests.registry.signing_in.door import (
    HOME,
    code,
    enter,
    recovery_codes,
    sign_in,
    somebody,
    with_app,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def same_browser(client, **head) -> Client:
    """As it is before the answer to the first click has come."""
    other = Client(headers=head)
    other.cookies.load({name: morsel.value for name, morsel in client.cookies.items()})
    return other


@pytest.mark.parametrize("of", ["an app", "a recovery code"])
def test_a_second_click_is_answered_like_the_first_and_is_no_second_sign_in(of):
    user = somebody()
    secret = with_app(user)
    now = code(secret) if of == "an app" else recovery_codes(user)[0]
    client, _answer = sign_in(user)
    again = same_browser(client)
    first, second = (enter(one, "mfa_authenticate", now) for one in (client, again))
    assert first["Location"] == second["Location"] == HOME
    assert again.get(HOME).status_code == client.get(HOME).status_code == 200
    assert again.session.session_key == client.session.session_key
    assert UserSession.objects.filter(user=user).count() == 1


def test_the_code_lets_in_no_other_browser_and_no_other_sign_in():
    user = somebody()
    now = code(with_app(user))
    client, _answer = sign_in(user)
    stolen = same_browser(client, user_agent="Another")
    other, _answer = sign_in(user)
    assert enter(client, "mfa_authenticate", now)["Location"] == HOME
    assert enter(other, "mfa_authenticate", now).status_code == 200
    assert enter(stolen, "mfa_authenticate", now)["Location"] != HOME
    assert [one.get(HOME).status_code for one in (other, stolen)] == [302, 302]


def test_a_wrong_code_is_wrong_twice_and_what_has_ended_is_not_begun_again():
    user = somebody()
    now = code(with_app(user))
    client, _answer = sign_in(user)
    for _click in range(2):
        assert enter(client, "mfa_authenticate", "000000").status_code == 200
    again = same_browser(client)
    enter(client, "mfa_authenticate", now)
    client.post("/account/logout/")
    assert enter(again, "mfa_authenticate", now)["Location"] != HOME
    assert again.get(HOME).status_code == 302
