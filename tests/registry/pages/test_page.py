"""A page is one class, and one line in the table that has it: its address, its button, who may."""

import ast
from pathlib import Path

import pytest
from django.contrib import admin
from django.test import override_settings
from django.urls import include, path, reverse

from config.admin import RegisterAdminSite
from registry.admin.evidence.redactions import RedactPage
from registry.models import Processor
from registry.pages.model_admin import RegisterModelAdmin
from registry.pages.page import LIST, Page
from registry.pages.paged import PagedAdmin
from tests.support.factories import make_processor, make_user
from tests.support.production import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TABLES = [one for one in admin.site._registry.values() if isinstance(one, RegisterModelAdmin)]
PAGED = [one for one in admin.site._registry.values() if isinstance(one, PagedAdmin)]
MOST_ANCESTORS = 10


class NotePage(Page):
    """All that it takes to add a page."""

    name = "note"
    address = "<path:object_id>/note/"
    template = "admin/registry/page.html"
    permission = "registry.redact_evidenceevent"
    label = "A note on it"


class ListPage(NotePage):
    name = "notes"
    address = "notes/"
    stands_on = LIST
    label = "All notes"


def with_pages(table, *pages):
    return type("Noted", (type(table),), {"pages": [*table.pages, *pages]})


class WithTwoMore:
    """The site with two pages more at every table."""

    site = RegisterAdminSite("admin")
    for table in TABLES:
        site.register(table.model, with_pages(table, NotePage(), ListPage()))
    urlpatterns = [
        path("admin/", site.urls),
        path("account/", include("registry.signing_in.urls")),
        path("", include("requests_app.urls")),
        path("", include("registry.urls")),
    ]


@pytest.fixture(scope="module")
def noted():
    """For all that follows here: its addresses take a second to be read, and so do the others."""
    with override_settings(ROOT_URLCONF=WithTwoMore):
        yield WithTwoMore.site


def of(page, *args, model=Processor):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_a_page_is_added_to_every_table_by_one_class_and_one_line(noted):
    for table in TABLES:
        address = of("note", 1, model=table.model)
        assert address == of("change", 1, model=table.model).replace("change", "note")


def test_what_every_table_has_each_of_them_has():
    """So that one line in `RegisterModelAdmin.pages` reaches all."""
    for table in TABLES:
        assert {page.name for page in RegisterModelAdmin.pages} <= table.by_name.keys(), table
        assert "redact" in table.by_name, table
        assert "bundle" in table.by_name, table


@pytest.mark.parametrize(("role", "status"), [("dpo", 200), ("editor", 403)])
def test_its_permission_is_asked_and_its_button_leads_there(noted, client, role, status):
    client.force_login(make_user(role=role))
    processor = make_processor()
    for page, shown_on in [
        (of("note", processor.pk), of("change", processor.pk)),
        (of("notes"), of("changelist")),
    ]:
        assert client.get(page).status_code == status
        leads_there = f'href="{page}"' in client.get(shown_on).content.decode()
        assert leads_there is (status == 200)


def test_of_a_row_that_is_none_those_who_may_not_open_the_page_learn_nothing(noted, client):
    client.force_login(make_user(role="editor"))
    assert client.get(of("note", 10**9)).status_code == 403
    client.force_login(make_user(role="dpo"))
    for key in (10**9, "abc", "1/2"):
        assert client.get(of("note", key)).status_code == 404


def test_a_page_shows_the_row_and_the_heads_of_the_site(noted, client):
    client.force_login(make_user(role="dpo"))
    processor = make_processor()
    page = client.get(of("note", processor.pk))
    assert page.context["object"] == processor
    assert page.context["opts"] == Processor._meta
    assert page.context["has_permission"]


def test_a_page_has_no_past_unless_it_says_so(client):
    client.force_login(make_user(role="dpo"))
    processor = make_processor()
    assert client.get(of("redact", processor.pk), {"_on": "2018-07-17"}).status_code == 400
    assert client.get(of("export"), {"_on": "2018-07-17"}).status_code == 200


def test_of_two_pages_with_one_name_the_later_takes_the_place():
    class Other(RedactPage):
        pass

    table = with_pages(admin.site._registry[Processor], Other())(Processor, admin.site)
    assert type(table.page("redact")) is Other
    assert list(table.by_name) == list(admin.site._registry[Processor].by_name)
    assert len([one for one in table.get_urls() if one.name == "registry_processor_redact"]) == 1


def test_the_pages_of_a_table_know_their_own_table():
    for table in PAGED:
        assert {page.table for page in table.by_name.values()} <= {table}


def test_the_library_that_brings_files_in_has_no_page_of_its_own():
    """Its import would write past the rules of the register."""
    for table in TABLES:
        names = [pattern.name for pattern in table.get_urls() if pattern.name]
        assert len(names) == len(set(names)), table
        for pattern in table.get_urls():
            view = pattern.callback
            while hasattr(view, "__wrapped__"):
                view = view.__wrapped__
            assert not view.__module__.startswith("import_export"), pattern


def test_without_a_page_for_it_nothing_is_imported():
    bare = type("Bare", (RegisterModelAdmin,), {"pages": []})(Processor, RegisterAdminSite("bare"))
    names = {pattern.name for pattern in bare.get_urls()}
    assert "registry_processor_import" not in names


def test_a_class_of_the_admin_stands_on_few_others_of_ours():
    for table in admin.site._registry.values():
        ours = [
            one
            for one in type(table).__mro__[1:]
            if one.__module__.partition(".")[0] in {"registry", "requests_app", "config"}
        ]
        assert len(ours) <= MOST_ANCESTORS, ours


@pytest.mark.slow
def test_addresses_and_the_frame_of_a_page_are_made_in_one_place():
    made = {"get_urls": set(), "each_context": set()}
    for package in ("config", "registry", "requests_app"):
        for file in Path(ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                name = getattr(node, "attr", None) or getattr(node, "name", None)
                if name == "each_context" or (
                    name == "get_urls" and isinstance(node, ast.FunctionDef)
                ):
                    made[name].add(file.relative_to(ROOT).as_posix())
    assert made == {
        "get_urls": {"registry/pages/paged.py", "config/admin.py"},
        "each_context": {"registry/pages/frame.py"},
    }
