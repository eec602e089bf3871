"""Every page of the admin opens, for every table, with and without rows."""

import pytest
from django.urls import reverse

from tests.factories import FACTORIES, make_user
from tests.tables import TABLES

pytestmark = pytest.mark.django_db
every_table = pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)


@pytest.fixture
def dpo(client):
    client.force_login(make_user(role="dpo", is_staff=True))
    return client


def address(model, page, *args):
    return reverse(f"admin:registry_{model._meta.model_name}_{page}", args=args)


@every_table
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_the_list_and_the_empty_form_open(dpo, model, page):
    assert dpo.get(address(model, page)).status_code == 200


@every_table
@pytest.mark.parametrize("page", ["change", "history"])
def test_an_entry_and_its_history_open(dpo, model, page):
    row = FACTORIES[model]()
    assert str(row) in dpo.get(address(model, page, row.pk)).content.decode()


@every_table
def test_an_older_version_opens(dpo, model):
    row = FACTORIES[model]()
    version = row.history.get()
    page = dpo.get(address(model, "version", row.pk, version.pk))
    assert "Nothing can be changed here." in page.content.decode()


@every_table
def test_a_list_searches_and_shows_what_is_retired(dpo, model):
    FACTORIES[model]()
    assert dpo.get(address(model, "changelist"), {"q": "word", "use": "all"}).status_code == 200


@every_table
def test_every_relation_answers_an_autocomplete(dpo, model):
    for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]:
        if field.related_model is None:
            continue
        about = {"app_label": "registry", "model_name": model._meta.model_name}
        answer = dpo.get(reverse("admin:autocomplete"), {**about, "field_name": field.name})
        assert answer.status_code == 200, field.name


@every_table
def test_a_version_that_never_was_is_not_found(dpo, model):
    row = FACTORIES[model]()
    assert dpo.get(address(model, "version", row.pk, 10**9)).status_code == 404


@every_table
def test_nothing_offers_deletion(dpo, model):
    row = FACTORIES[model]()
    assert dpo.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


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
