"""Who may do what with requests, and above all: who may see who asked."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import post_migrate

from registry.groups import codenames
from registry.roles import ROLES as REGISTER_ROLES
from requests_app.roles import FILE, NAMES, OFFICE, ROLES, TIMERS
from tests.support.factories import make_user
from tests.support.tables import REQUEST_TABLES, WITHOUT_VERSIONS

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TABLES = {
    model._meta.model_name for model in REQUEST_TABLES if model.__name__ not in WITHOUT_VERSIONS
}
WITHOUT_ACCESS = ["editor", "committee reader"]


def held(role):
    group = Group.objects.get(name=role)
    permissions = group.permissions.filter(content_type__app_label="requests_app")
    return set(permissions.values_list("codename", flat=True))


def may(role, action):
    """The tables with which a member of the group may do something."""
    user = make_user(role=role)
    return {name for name in TABLES if user.has_perm(f"requests_app.{action}_{name}")}


def test_the_roles_are_about_all_tables_and_no_others():
    assert {*FILE, *NAMES, *OFFICE, *TIMERS, "reveal"} == TABLES


def test_the_roles_are_those_of_the_register():
    assert ROLES.keys() <= REGISTER_ROLES.keys()


@pytest.mark.parametrize("role", ROLES)
def test_every_permission_of_a_role_exists(role):
    known = Permission.objects.filter(content_type__app_label="requests_app")
    assert set(codenames(ROLES, role)) <= set(known.values_list("codename", flat=True))


@pytest.mark.parametrize("role", ROLES)
def test_a_group_holds_exactly_what_its_row_says(role):
    assert held(role) == set(codenames(ROLES, role))


def test_migrating_again_repairs_every_group_and_takes_nothing_from_the_register():
    groups = Group.objects.filter(name__in=REGISTER_ROLES)
    before = {group.name: {*group.permissions.all()} for group in groups}
    assert before.keys() == REGISTER_ROLES.keys()
    ours = apps.get_app_config("requests_app")
    for group in groups:
        group.permissions.remove(*group.permissions.filter(content_type__app_label=ours.label))
    # What `migrate` ends with.
    post_migrate.send(sender=ours, app_config=ours, using="default")
    assert {group.name: {*group.permissions.all()} for group in groups} == before


@pytest.mark.parametrize(
    ("role", "tables"),
    [
        ("dpo", TABLES),
        ("requests officer", TABLES - {"calendartoken"}),
        ("auditor", TABLES - set(NAMES)),
        ("editor", set()),
        ("committee reader", set()),
    ],
)
def test_who_may_see_which_tables(role, tables):
    assert may(role, "view") == tables


@pytest.mark.parametrize(
    ("role", "tables"),
    [
        ("dpo", {*FILE, *NAMES, *OFFICE}),
        ("requests officer", {*FILE, *NAMES}),
        ("auditor", set()),
        ("editor", set()),
        ("committee reader", set()),
    ],
)
def test_who_may_add_and_import(role, tables):
    assert may(role, "add") == may(role, "import") == tables


@pytest.mark.parametrize("role", WITHOUT_ACCESS)
def test_who_does_not_handle_requests_sees_nothing_of_them(role):
    assert held(role) == set()


@pytest.mark.parametrize("action", ["view", "add", "change", "import", "export"])
def test_an_auditor_does_not_reach_who_asked_nor_what_was_said(action):
    assert not may("auditor", action) & set(NAMES)


def test_only_the_privacy_lead_confirms_what_retention_proposes():
    allowed = {role for role in REGISTER_ROLES if "minimise_datasubjectrequest" in held(role)}
    assert allowed == {"dpo"}


def test_nobody_writes_or_changes_who_has_looked():
    for role in ROLES:
        assert not {"add_reveal", "change_reveal", "import_reveal"} & held(role)


@pytest.mark.parametrize("role", REGISTER_ROLES)
def test_no_role_may_delete_or_touch_versions(role):
    assert not {code for code in held(role) if code.startswith("delete_") or "historical" in code}
