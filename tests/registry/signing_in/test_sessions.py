"""A session ends after a while, and when its account becomes another one."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.urls import reverse

from registry.serving.session_store import SessionStore
from registry.signing_in import sessions
from tests.registry.signing_in.door import HOME, PASSWORD, is_in, sign_in, somebody, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MINUTES = 60


@pytest.mark.parametrize(
    ("began", "used", "goes_on"),
    [
        pytest.param(11 * 60, 29, True, id="busy"),
        pytest.param(60, 30.1, False, id="idle for half an hour"),
        pytest.param(12 * 60 + 1, 0, False, id="twelve hours old"),
        pytest.param(None, None, False, id="from before it said when it began"),
    ],
)
def test_a_session_ends_when_idle_and_when_old(client, began, used, goes_on):
    client.force_login(somebody())
    session = client.session
    for name, minutes in ((sessions.BEGAN, began), (sessions.USED, used)):
        if minutes is None:
            del session[name]
        else:
            session[name] = time.time() - minutes * MINUTES
    session.save()
    assert is_in(client) is goes_on
    if not goes_on:
        page = client.get(HOME, follow=True).content.decode()
        assert "You were signed out after a while" in page


def test_being_used_is_noted_once_a_minute(client):
    client.force_login(somebody())
    session = client.session
    session[sessions.USED] -= 30
    session.save()
    noted = []
    for seconds in (0, 60):
        session = client.session
        session[sessions.USED] -= seconds
        session.save()
        before = session[sessions.USED]
        is_in(client)
        noted.append(client.session[sessions.USED] > before)
    assert noted == [False, True]


def role(user):
    user.groups.add(Group.objects.get(name="auditor"))


def role_from_the_other_side(user):
    Group.objects.get(name="auditor").user_set.add(user)


def roles_cleared(user):
    Group.objects.get(name="dpo").user_set.clear()


def superuser(user):
    user.is_superuser = True
    user.save()


def password(user):
    user.set_password("another long word that nobody guesses")
    user.save()


def factor(user):
    with_app(user)


@pytest.mark.parametrize(
    "change", [role, role_from_the_other_side, roles_cleared, superuser, password, factor]
)
def test_what_changes_an_account_ends_its_sessions_and_no_others(change):
    user = somebody()
    clients = [sign_in(user)[0] for _device in range(2)]
    other, _answer = sign_in(somebody(role="editor"))
    assert all(map(is_in, [*clients, other]))
    change(user)
    assert [is_in(client) for client in [*clients, other]] == [False, False, True]


def test_a_session_is_known_and_ended_however_it_began(client):
    client.force_login(user := somebody())
    role(user)
    assert not is_in(client)


def test_who_changes_the_own_password_goes_on_here_and_nowhere_else():
    user = somebody()
    here, elsewhere = (sign_in(user)[0] for _device in range(2))
    new = "another long word that nobody guesses"
    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post(reverse("account_change_password"), said).status_code == 302
    assert (is_in(here), is_in(elsewhere)) == (True, False)


@pytest.mark.slow
def test_everybody_sees_and_ends_their_own_sessions_one_by_one_or_all():
    user = somebody()
    here, second, third = (sign_in(user)[0] for _device in range(3))
    stranger, _answer = sign_in(somebody())
    page = here.get(reverse("usersessions_list"))
    assert page.content.decode().count("this one") == 1
    assert page.context["session_count"] == 3
    of_second = UserSession.objects.get(session_key=second.session.session_key)
    end = reverse("session_end", args=[of_second.pk])
    assert confirmed(stranger, end).status_code == 404
    assert is_in(second)
    confirmed(here, end)
    assert [is_in(client) for client in (here, second, third)] == [True, False, True]
    here.post(reverse("usersessions_list"))  # asked a moment ago
    assert [is_in(client) for client in (here, third, stranger)] == [True, False, True]
    assert UserSession.objects.filter(user=user).count() == 1


def confirmed(client, page):
    """What is answered once the password was said again; the key of the session is another then."""
    asked = client.post(page)["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    before = client.session.session_key
    answer = client.post(asked, {"password": PASSWORD})
    assert client.session.session_key != before
    assert not SessionStore(before).exists(before)
    return answer


def test_a_browser_forgets_what_it_has_when_somebody_signs_out():
    client, _answer = sign_in(somebody())
    answer = client.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(client)


def test_a_factor_that_goes_is_an_event_and_ends_sessions_too():
    user = somebody()
    with_app(user)
    client, _answer = sign_in(user)
    Authenticator.objects.filter(user=user).delete()
    assert not is_in(client)
