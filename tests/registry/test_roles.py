"""After `migrate` there is a group for each role, with what the table says and nothing else."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from registry.roles import FILES, PEOPLE, REGISTER, ROLES, SUBMISSIONS, permissions_of
from tests.support.factories import make_user
from tests.support.tables import TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NAMES = {model._meta.model_name for model in TABLES}
BY_STEPS = {*SUBMISSIONS, *FILES}
TYPED = NAMES - BY_STEPS
OF_PEOPLE = {"person", "accessgrant", "accessreview", "accessdecision"}


def held(role):
    group = Group.objects.get(name=role)
    return {
        permission.codename
        for permission in group.permissions.filter(content_type__app_label="registry")
    }


def test_the_roles_are_about_all_tables_and_no_others():
    assert len(REGISTER) == len(set(REGISTER))
    assert {*REGISTER, *BY_STEPS} == NAMES


@pytest.mark.parametrize("role", ROLES)
def test_every_permission_of_a_role_exists(role):
    known = Permission.objects.filter(content_type__app_label="registry")
    assert set(permissions_of(role)) <= set(known.values_list("codename", flat=True))


@pytest.mark.parametrize("role", ROLES)
def test_a_group_holds_exactly_what_its_row_says(role):
    assert held(role) == set(permissions_of(role))


@pytest.mark.slow
def test_migrating_again_repairs_and_makes_the_groups_and_leaves_alone_what_others_gave():
    Group.objects.filter(name="dpo").update(name="lost")
    foreign = Permission.objects.get(codename="view_user")
    too_much = Permission.objects.get(codename="add_historicalperson")
    others = [role for role in ROLES if role != "dpo"]
    for role in others:
        Group.objects.get(name=role).permissions.set([foreign, too_much])
    own = Group.objects.create(name="volunteers")
    own.permissions.add(Permission.objects.get(codename="view_processor"))
    call_command("migrate", verbosity=0, stdout=StringIO())
    assert {role: held(role) for role in ROLES} == {
        role: set(permissions_of(role)) for role in ROLES
    }
    for role in others:
        assert foreign in Group.objects.get(name=role).permissions.all()
    assert held("volunteers") == {"view_processor"}


def may(role, action):
    """The tables with which a member of the group may do something."""
    user = make_user(role=role)
    return {name for name in NAMES if user.has_perm(f"registry.{action}_{name}")}


@pytest.mark.parametrize(
    ("role", "writes", "exports", "imports"),
    [
        ("dpo", TYPED, NAMES, TYPED),
        ("editor", TYPED, NAMES, TYPED),
        ("requests officer", set(), set(), set()),
        ("committee reader", set(), set(), set()),
        ("auditor", set(), NAMES, set()),
    ],
)
def test_who_may_write_export_and_import(role, writes, exports, imports):
    assert may(role, "add") == may(role, "change") - {*FILES} == writes
    assert may(role, "export") == exports
    assert may(role, "import") == imports


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        ("dpo", set()),
        ("editor", set()),
        ("requests officer", {*OF_PEOPLE, *BY_STEPS}),
        ("committee reader", {*OF_PEOPLE, *BY_STEPS}),
        ("auditor", set()),
    ],
)
def test_who_may_not_see_which_tables(role, hidden):
    assert NAMES - may(role, "view") == hidden
    assert set(PEOPLE) == {"person"}


@pytest.mark.parametrize(
    ("action", "roles"),
    [
        ("approve", {"dpo"}),
        ("review", {"dpo", "editor"}),
        ("view_draft", {"dpo", "editor", "requests officer", "auditor"}),
    ],
)
def test_who_may_take_which_step(action, roles):
    allowed = {role for role in ROLES if "processingactivity" in may(role, action)}
    assert allowed == roles


@pytest.mark.parametrize("role", ROLES)
def test_no_role_may_delete_or_touch_versions_and_accounts(role):
    group = Group.objects.get(name=role)
    codes = set(group.permissions.values_list("codename", flat=True))
    assert not {code for code in codes if code.startswith("delete_") or "historical" in code}
    assert not {code for code in codes if code.endswith(("_user", "_group", "_permission"))}


def test_an_unknown_role_is_an_error():
    with pytest.raises(KeyError):
        list(permissions_of("janitor"))
