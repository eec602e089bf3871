"""People get roles, lose them, and come in by a link: each step with who, why, and an event."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError

from registry.accounts import changing, inviting, rules
from registry.accounts.people import roles
from registry.models import EvidenceEvent
from registry.roles import ROLES
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WHY = {"reason": "The board decided"}


@pytest.fixture
def lead():
    return factories.make_user(role="dpo")


def events_about(account):
    return [
        (event.name, event.author, event.facts)
        for event in EvidenceEvent.objects.filter(
            about_model="auth.user", about_id=account.pk
        ).order_by("id")
    ]


def test_who_is_invited_gets_in_by_a_role_and_each_event_says_who_and_why(lead):
    account = inviting.invite(username="new", email="", names=["editor"], by=lead, **WHY)
    assert account.is_staff
    assert not account.has_usable_password()
    assert not account.is_superuser
    said = [(name, who, facts["reason"]) for name, who, facts in events_about(account)]
    assert {(who, why) for _name, who, why in said} == {(lead.username, "The board decided")}
    assert {name for name, _who, _why in said} == {"account changed", "permissions changed"}


def test_nobody_without_a_role_gets_in_and_other_groups_stay(lead):
    account = factories.make_user(role="editor")
    own = Group.objects.create(name="volunteers")
    account.groups.add(own)
    changing.change_roles(account, names=[], by=lead, **WHY)
    account.refresh_from_db()
    assert [*account.groups.all()] == [own]
    account.groups.clear()
    changing.change_roles(account, names=[], by=lead, **WHY)
    account.refresh_from_db()
    assert not account.is_staff
    changing.change_roles(account, names=["auditor"], by=lead, **WHY)
    account.refresh_from_db()
    assert account.is_staff


def test_the_lead_may_give_every_role_that_ships(lead):
    assert roles().keys() == ROLES.keys()
    for name in roles():
        assert [group.name for group in rules.groups_of([name], lead)] == [name]


def emergency():
    return factories.make_user(is_superuser=True)


def former_emergency():
    return factories.make_user(is_superuser=True, is_active=False)


def with_more():
    account = factories.make_user(role="editor")
    account.user_permissions.add(Permission.objects.get(codename="change_user"))
    return account


@pytest.mark.parametrize("make", [emergency, former_emergency, with_more])
@pytest.mark.parametrize(
    "step",
    [
        lambda account, by: changing.change_roles(account, names=["dpo"], by=by, **WHY),
        lambda account, by: changing.deactivate(account, by=by, **WHY),
        lambda account, by: changing.reactivate(account, by=by, **WHY),
        lambda account, by: changing.take_factors_away(account, by=by, **WHY),
        lambda account, by: inviting.forget_password(account, by=by, **WHY),
    ],
)
def test_the_lead_changes_nobody_who_may_do_more(lead, make, step):
    with pytest.raises(ValidationError, match=r"for emergencies|may do more"):
        step(make(), lead)


def test_nobody_raises_themselves_or_others_beyond_what_they_may(lead):
    with pytest.raises(ValidationError, match="their own rights"):
        changing.change_roles(lead, names=["dpo", "auditor"], by=lead, **WHY)
    helper = factories.make_user(role="editor")
    helper.user_permissions.add(Permission.objects.get(codename="manage_accounts_organisation"))
    helper = get_user_model().objects.get(pk=helper.pk)
    with pytest.raises(ValidationError, match="may do more than they may themselves"):
        inviting.invite(username="new", email="", names=["dpo"], by=helper, **WHY)
    with pytest.raises(ValidationError, match="does not let you"):
        inviting.invite(
            username="new", email="", names=["editor"], by=factories.make_user(role="editor"), **WHY
        )
    with pytest.raises(ValidationError, match="no role"):
        inviting.invite(username="new", email="", names=["volunteers"], by=lead, **WHY)


def test_the_last_lead_stays(lead):
    by = emergency()
    with pytest.raises(ValidationError, match="last active account"):
        changing.deactivate(lead, by=by, **WHY)
    with pytest.raises(ValidationError, match="last active account"):
        changing.change_roles(lead, names=["editor"], by=by, **WHY)
    factories.make_user(role="dpo")
    changing.deactivate(lead, by=by, **WHY)
    lead.refresh_from_db()
    assert not lead.is_active


def test_a_role_that_ships_is_not_deleted():
    with pytest.raises(ValidationError, match="is a role of the register"):
        Group.objects.get(name="editor").delete()


def test_a_second_account_of_one_name_or_address_is_refused(lead):
    inviting.invite(username="new", email="new@example.org", names=["editor"], by=lead, **WHY)
    for other in ({"username": "NEW", "email": ""}, {"username": "x", "email": "New@Example.org"}):
        with pytest.raises(ValidationError, match="Another account has"):
            inviting.invite(**other, names=["editor"], by=lead, **WHY)
