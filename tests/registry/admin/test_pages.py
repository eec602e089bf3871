"""Every page of the admin opens, for every table, and costs no more where there are many rows."""

import re

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format

from registry.models import AcknowledgedFinding, Engagement, Processor, Transfer
from tests.registry.admin.views import answer_to, opens
from tests.support.factories import FACTORIES, make_user, one_block
from tests.support.tables import TABLES, TYPED, each
from tests.support.undone import made_once, undone_afterwards

pytestmark = pytest.mark.django_db
# To these come four to know who asks, and what they may.
LIST, FORM = 6, 15


def make_rows():
    """Ten of each table at least; those of the pages below are the first."""
    with one_block():
        rows = {model: FACTORIES[model]() for model in TABLES}
        for model in TABLES:
            for _ in range(10 - model.objects.count()):
                FACTORIES[model]()
    return rows


rows = made_once(make_rows)


@pytest.fixture(scope="module")
def dpo(rows, django_db_blocker):
    """Signed in with a role, and asked already what it may."""
    with django_db_blocker.unblock(), undone_afterwards():
        user = make_user(role="dpo")
        user.get_all_permissions()
        user.holds_example = False  # comes with who is signed in
        yield user


def address(model, page, *args):
    return reverse(f"admin:registry_{model._meta.model_name}_{page}", args=args)


def opened(user, address, *, budget=FORM):
    """The page, which has to be there and may take so many queries."""
    with CaptureQueriesContext(connection) as captured:
        page = answer_to(user, address).render()
    assert page.status_code == 200
    assert len(captured) <= budget
    return page.text


@pytest.mark.once
@pytest.mark.parametrize("model", each(TYPED))
def test_a_list_opens_within_its_budget_and_leads_to_the_pages_beside_it(dpo, model):
    opened(dpo, address(model, "changelist"), budget=40)  # which counts open points anew
    page = opened(dpo, address(model, "changelist"), budget=LIST)
    assert "result_list" in page
    for beside in ["add", "import", "export"]:
        assert f'href="{address(model, beside)}' in page.replace("'", '"'), beside


@pytest.mark.once
@pytest.mark.parametrize("model", each(TYPED))
def test_an_empty_form_opens_and_asks_the_database_for_little(dpo, model):
    assert 'name="_save"' in opened(dpo, address(model, "add"), budget=4)


@pytest.mark.once
def test_the_words_of_the_scripts_are_kept_by_the_browser_and_by_nobody_between(dpo):
    words = answer_to(dpo, reverse("admin:jsi18n"))
    assert words["Cache-Control"] == "private, max-age=3600"


@pytest.mark.parametrize("model", each(TABLES))
def test_a_search_that_finds_nothing_among_all_leaves_an_empty_list(dpo, model):
    asked = {"q": "Nobody wrote this", "use": "all"}
    page = answer_to(dpo, address(model, "changelist"), **asked)
    assert page.context_data["cl"].result_count == 0
    assert "Nothing in this list matches." in page.render().text


@pytest.mark.parametrize("model", each(TABLES))
def test_an_entry_opens_within_its_budget_and_so_does_its_history(dpo, rows, model):
    row = rows[model]
    assert str(row) in opened(dpo, address(model, "change", row.pk))
    assert row.full_name in opened(dpo, address(model, "history", row.pk))


@pytest.mark.once
@pytest.mark.parametrize("model", each(TABLES))
def test_an_older_version_opens_and_one_that_never_was_is_not_found(dpo, rows, model):
    row = rows[model]
    version = row.history.earliest("history_id")
    page = opened(dpo, address(model, "version", row.pk, version.pk))
    assert "Nothing can be changed here." in page
    assert re.search(rf"<h1>Change of .+ on {date_format(version.history_date)}</h1>", page)
    with pytest.raises(Http404):
        answer_to(dpo, address(model, "version", row.pk, 10**9))


@pytest.mark.once
@pytest.mark.parametrize("model", each(TABLES))
def test_every_relation_answers_an_autocomplete(dpo, model):
    for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]:
        if field.related_model is None:
            continue
        about = {"app_label": "registry", "model_name": model._meta.model_name}
        answer = answer_to(dpo, reverse("admin:autocomplete"), **about, field_name=field.name)
        assert answer.status_code == 200, field.name


@pytest.mark.once
def test_nothing_offers_deletion(dpo, rows):
    for model in TABLES:
        assert not opens(dpo, address(model, "delete", rows[model].pk)), model


@pytest.mark.once
def test_the_page_of_an_entry_says_of_what_it_is(dpo):
    """Not what is said of it alone, such as “Not stated” for a transfer or “open” for a right."""
    importer = FACTORIES[Processor](name="Far Away Inc.")
    transfer = FACTORIES[Transfer](processor=importer)
    recipient = FACTORIES[Engagement](processor=importer, service="Hosting")
    finding = FACTORIES[AcknowledgedFinding](rule="owner", about="")
    for row, name in [
        (transfer, f"Far Away Inc., {transfer.country}"),
        (recipient, "Far Away Inc.: Hosting"),
        (finding, "No owner is recorded."),
    ]:
        page = answer_to(dpo, address(type(row), "change", row.pk)).render().content.decode()
        assert f"<h2>{name}</h2>" in page
        assert f"<title>{name} |" in page.replace("\n", "")
