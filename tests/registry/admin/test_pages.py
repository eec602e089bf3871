"""Every page of the admin opens, for every table, with and without rows."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import FACTORIES, make_user
from tests.tables import TABLES
from tests.undone import made_once, undone_afterwards

pytestmark = pytest.mark.django_db
every_table = pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)


rows = made_once(lambda: {model: FACTORIES[model]() for model in TABLES})


@pytest.fixture(scope="module")
def dpo(rows, django_db_blocker):
    client = Client()
    with django_db_blocker.unblock(), undone_afterwards():
        client.force_login(make_user(role="dpo"))
        yield client


def address(model, page, *args):
    return reverse(f"admin:registry_{model._meta.model_name}_{page}", args=args)


@every_table
def test_the_list_and_the_empty_form_open(dpo, model):
    for page in ["changelist", "add"]:
        assert dpo.get(address(model, page)).status_code == 200, page


@every_table
def test_a_search_that_finds_nothing_among_all_leaves_an_empty_list(dpo, model):
    page = dpo.get(address(model, "changelist"), {"q": "Nobody wrote this", "use": "all"})
    assert page.context["cl"].result_count == 0


@every_table
def test_an_entry_and_its_history_open(dpo, rows, model):
    for page in ["change", "history"]:
        shown = dpo.get(address(model, page, rows[model].pk)).content.decode()
        assert str(rows[model]) in shown, page


@every_table
def test_an_older_version_opens_and_one_that_never_was_is_not_found(dpo, rows, model):
    row = rows[model]
    version = row.history.earliest("history_id")
    page = dpo.get(address(model, "version", row.pk, version.pk))
    assert "Nothing can be changed here." in page.content.decode()
    assert dpo.get(address(model, "version", row.pk, 10**9)).status_code == 404


@every_table
def test_every_relation_answers_an_autocomplete(dpo, model):
    for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]:
        if field.related_model is None:
            continue
        about = {"app_label": "registry", "model_name": model._meta.model_name}
        answer = dpo.get(reverse("admin:autocomplete"), {**about, "field_name": field.name})
        assert answer.status_code == 200, field.name


@every_table
def test_nothing_offers_deletion(dpo, rows, model):
    page = address(model, "delete", rows[model].pk)
    assert dpo.post(page, {"post": "yes"}).status_code == 403


def test_the_home_page_groups_tables_by_what_people_do(dpo):
    headings = [group["name"] for group in dpo.get(reverse("admin:index")).context["app_list"]]
    assert headings == [
        "Requests of data subjects",
        "Record of processing",
        "Processors and transfers",
        "People with access",
        "Organisation and notices",
        "Words of the register",
        "Evidence",
    ]
