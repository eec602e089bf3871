"""Sign-ins, accounts and permissions leave events that say who did it."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from registry.vocabulary import EventName
from tests.support.factories import make_user
from tests.support.noted import facts_of, noting

pytestmark = [pytest.mark.django_db, pytest.mark.once]
User = get_user_model()
PASSWORD = "a long word that nobody guesses"


@pytest.fixture
def keeper():
    return User.objects.create_superuser("keeper", password=PASSWORD)


@pytest.fixture
def account():
    return make_user(role="editor")


def page(name, *args):
    return reverse(f"admin:auth_{name}", args=args)


def form_of(account, **changes):
    """What the form of an account sends, with what was changed in it."""
    flags = {name: "on" for name in ("is_active", "is_staff") if getattr(account, name)}
    groups = list(account.groups.values_list("pk", flat=True))
    return {"username": account.username, "groups": groups, **flags, **changes}


def test_a_sign_in_says_whose_and_by_what(client, keeper):
    with noting() as events:
        client.post(reverse("account_login"), {"login": "keeper", "password": PASSWORD})
    assert facts_of(events) == [(EventName.SIGN_IN, {"is_superuser": True, "means": ["password"]})]
    assert (events[0].author, events[0].about_id) == ("keeper", keeper.pk)


def test_a_change_of_an_account_says_who_changed_what(client, keeper, account):
    client.force_login(keeper)
    officers = Group.objects.get(name="requests officer")
    with noting() as events:
        changes = {"is_superuser": "on", "is_active": "", "groups": [officers.pk]}
        client.post(page("user_change", account.pk), form_of(account, **changes))
    assert facts_of(events) == [
        (
            EventName.ACCOUNT_CHANGED,
            {
                "is_active": {"from": True, "to": False},
                "is_superuser": {"from": False, "to": True},
            },
        ),
        (EventName.PERMISSIONS_CHANGED, {"removed": ["editor"], "of": "group"}),
        (EventName.PERMISSIONS_CHANGED, {"added": ["requests officer"], "of": "group"}),
    ]
    assert {event.author for event in events} == {"keeper"}
    assert {(event.about_model, event.about_id) for event in events} == {("auth.user", account.pk)}


def test_a_form_that_changes_nothing_says_nothing(client, keeper, account):
    client.force_login(keeper)
    with noting() as events:
        answer = client.post(page("user_change", account.pk), form_of(account))
    assert (answer.status_code, events) == (302, [])


def test_of_a_password_only_that_it_was_changed(account):
    with noting() as events:
        account.set_password(PASSWORD)
        account.save()
    assert facts_of(events) == [(EventName.ACCOUNT_CHANGED, {"password": "changed"})]


def test_of_an_address_only_that_it_was_changed(client, keeper, account):
    client.force_login(keeper)
    with noting() as events:
        changes = {"email": "other@example.org"}
        client.post(page("user_change", account.pk), form_of(account, **changes))
    assert facts_of(events) == [(EventName.ACCOUNT_CHANGED, {"email": "changed"})]


def test_a_new_account_is_said_to_be_new():
    with noting() as events:
        User.objects.create_superuser("second")
    flags = {"is_active": True, "is_staff": True, "is_superuser": True}
    assert facts_of(events) == [(EventName.ACCOUNT_CHANGED, {"is_new": True} | flags)]
    assert events[0].author == "command line"


def test_what_a_group_may_do_is_said_from_either_side():
    group = Group.objects.create(name="volunteers")
    may = Permission.objects.get(codename="view_processor")
    with noting() as events:
        group.permissions.add(may)
        group.permissions.add(may)
        may.group_set.remove(group)
        group.permissions.clear()
        group.name = "helpers"
        group.save()
        group.delete()
    assert [event.facts for event in events] == [
        {"added": ["view_processor"], "of": "permission"},
        {"removed": ["volunteers"], "of": "group"},
        {"cleared": [], "of": "permission"},
        {"name": {"from": "volunteers", "to": "helpers"}},
        {"deleted": "helpers"},
    ]
    assert {event.name for event in events} == {EventName.PERMISSIONS_CHANGED}


def test_an_account_is_not_deleted(client, keeper, account):
    for deletes in [account.delete, User.objects.filter(pk=account.pk).delete]:
        with pytest.raises(ValidationError, match="Deactivate the account"), transaction.atomic():
            deletes()
    client.force_login(keeper)
    assert client.post(page("user_delete", account.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [account.pk], "post": "yes"}
    assert client.post(page("user_changelist"), chosen).status_code < 500
    assert User.objects.filter(pk=account.pk).exists()
    assert "delete_selected" not in client.get(page("user_changelist")).content.decode()
