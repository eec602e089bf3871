"""The menu by task, on every page, and the page of each task."""

import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from registry.models import Processor
from tests.support.factories import FACTORIES, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
VENDORS = "Vendors and processors"
ALL = f"Activities, {VENDORS}, People with access, Requests, Notices, Evidence, Settings"
MARKED = re.compile(r'<a href="([^"]+)" aria-current="(page|true)"')


@pytest.fixture
def sign_in(client):
    def sign_in(role):
        client.force_login(make_user(role=role) if role else make_user(is_staff=True))
        return client

    return sign_in


def labels(page):
    return ", ".join(str(item.label) for item in page.context["menu"]())


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("dpo", ALL),
        ("editor", ALL.replace("Requests, ", "").replace("Evidence, ", "")),
        ("requests officer", ALL.replace("Evidence, ", "")),
        ("auditor", ALL),
        ("", ""),
    ],
)
def test_the_menu_shows_the_tasks_behind_which_somebody_finds_something(sign_in, role, shown):
    home = sign_in(role).get(reverse("admin:index"))
    assert labels(home) == shown
    assert ("You do not have access to anything yet" in home.text) is (not shown)


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("index", ("index", "page")),
        ("area_vendors", ("area_vendors", "page")),
        ("registry_processor_changelist", ("area_vendors", "true")),
        ("registry_processoragreement_add", ("area_vendors", "true")),
        ("access", ("area_people", "true")),
        ("rules", ("area_activities", "true")),
        ("requests_app_datasubjectrequest_changelist", ("area_requests", "true")),
        ("registry_country_changelist", ("area_settings", "true")),
    ],
)
def test_each_page_marks_the_task_that_it_belongs_to(sign_in, page, marked):
    name, how = marked
    answer = sign_in("dpo").get(reverse(f"admin:{page}"))
    assert {*MARKED.findall(answer.text)} == {(reverse(f"admin:{name}"), how)}
    assert answer.text.count('class="menu ') == 2  # in a row, and folded
    assert '<nav class="sticky toggle-nav-sidebar' not in answer.text


def ways(page) -> list[str]:
    """What the page says it stands on, word by word."""
    (crumbs,) = re.findall(r'<div class="breadcrumbs">(.*?)</div>', page.text, re.DOTALL)
    return [" ".join(word.split()) for word in re.sub("<[^>]+>", "", crumbs).split("&rsaquo;")]


def test_lists_forms_and_pages_say_the_task_on_the_way_back(sign_in):
    vendor = FACTORIES[Processor](name="Acme")
    client = sign_in("dpo")
    for page, of, then in [
        ("registry_processor_changelist", [], [VENDORS, "Processors"]),
        ("registry_processor_change", [vendor.pk], [VENDORS, "Processors", "Acme"]),
        ("registry_processor_history", [vendor.pk], [VENDORS, "Processors", "Acme", "History"]),
        ("registry_evidenceentry_change", [1], ["Evidence", "Entries of the log", "1"]),
        ("map", [], ["Activities", "Map of the data"]),
        ("account", [client.session["_auth_user_id"]], ["Settings", "People and roles"]),
    ]:
        way = ways(client.get(reverse(f"admin:{page}", args=of)))
        assert way[: len(then) + 1] == ["Home", *then]


def test_the_task_of_vendors_names_what_the_law_calls_them(sign_in):
    page = sign_in("editor").get(reverse("admin:area_vendors"))
    assert page.context["title"] == VENDORS
    assert str(Processor._meta.verbose_name_plural) in VENDORS
    glossary = (Path(__file__).parents[3] / "docs" / "glossary.md").read_text("utf-8")
    assert f"*{VENDORS}*" in glossary


def test_each_table_stands_behind_one_task_with_a_sentence_that_says_what_it_is_for():
    request = RequestFactory().get("/")
    request.user = make_user(is_superuser=True, is_staff=True)
    desk = admin.site.desk(request)
    listed = [
        table for area in desk.areas for _heading, tables in desk.groups(area) for table in tables
    ]
    assert sorted(table.label for table in listed) == sorted(
        model._meta.label_lower for model in admin.site._registry
    )
    assert [table.label for table in listed if not table.about] == []
    assert {*desk.about} == {table.label for table in listed}
    assert all(page.url for area in desk.areas for page in desk.pages(area))


def test_the_page_of_a_task_lists_its_tables_and_offers_what_one_may_do(sign_in):
    FACTORIES[Processor]()
    page = sign_in("committee reader").get(reverse("admin:area_vendors")).text
    assert f'href="{reverse("admin:registry_transfer_changelist")}"' in page
    assert "Data that goes to other countries" in page
    assert reverse("admin:registry_transfer_add") not in page
    assert reverse("admin:registry_transfer_add") in (
        sign_in("editor").get(reverse("admin:area_vendors")).text
    )


def test_who_finds_nothing_behind_a_task_has_no_page_of_it(sign_in):
    assert sign_in("editor").get(reverse("admin:area_evidence")).status_code == 403
