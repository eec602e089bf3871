"""Who may open what of requests: every page, every role; and names are seen by two roles only."""

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from registry.groups import codenames
from registry.records.model import RegisterModel
from requests_app import models
from requests_app.models import Message, Requester
from requests_app.roles import ROLES
from tests.registry.admin.forms import as_sent
from tests.requests_app.admin.pages import address, letter, of
from tests.requests_app.factories import (
    FACTORIES,
    make_attachment,
    make_message,
    make_requested_right,
    make_requester,
)
from tests.support.factories import make_user
from tests.support.undone import made_once, stored, undone_afterwards

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TABLES = [model for model in FACTORIES if issubclass(model, RegisterModel)]
EVERYONE = [*ROLES, "editor", "committee reader", None]
HANDLERS = {"dpo", "requests officer"}
CANARIES = ["Canary Name", "canary@example.org", "Canary subject", "Canary text", "canary.txt"]


def allowed(role, action, model):
    return role in ROLES and f"{action}_{model._meta.model_name}" in set(codenames(ROLES, role))


def make_file():
    """A request with everything that may name somebody, and a row of each other table."""
    requester = make_requester(name="Canary Name", email="canary@example.org")
    file = requester.request
    message = make_message(
        request=file,
        subject="Canary subject",
        text="Canary text",
        correspondent="canary@example.org",
    )
    named = [
        file,
        requester,
        message,
        make_attachment(message=message, name="canary.txt"),
        make_requested_right(request=file),
    ]
    return {type(row): row for row in named} | {
        model: FACTORIES[model]() for model in TABLES if model not in {*map(type, named)}
    }


rows = made_once(make_file)


@pytest.fixture
def file(rows, db):
    return stored(rows[models.DataSubjectRequest])


@pytest.fixture(scope="module", params=EVERYONE, ids=lambda role: role or "staff without a role")
def role(request):
    return request.param


def list_of(model):
    return reverse(f"admin:requests_app_{model._meta.model_name}_changelist")


def pages_of(model, row, role):
    """The pages of a table that are opened here.

    All for whoever may read everything but names: some open and some do not. Of the others the
    permission is asked by which each of these pages opens; `test_pages` opens them for the lead.
    """
    if role == "auditor":
        return [list_of(model), of(row), of(row, "history")]
    return [list_of(model)] if role == "dpo" else []


def pages_of_file(file, role):
    """The pages of one request, and whether somebody may open them."""
    may_view = allowed(role, "view", models.DataSubjectRequest)
    return {
        address("casefile", file.pk): may_view,
        address("casefile_json", file.pk): allowed(role, "export", models.DataSubjectRequest),
        address("casefile", file.pk) + "?texts=yes": allowed(role, "view", Message),
        address("reveal", file.pk): allowed(role, "reveal", Requester),
        address("write", file.pk): role in HANDLERS,
        address("letter", file.pk, "acknowledge"): role in HANDLERS,
        address("step", "begin") + f"?ids={file.pk}": role in HANDLERS,
        address("add"): role in HANDLERS,
    }


@pytest.fixture(scope="module")
def somebody(rows, role, django_db_blocker):
    with django_db_blocker.unblock(), undone_afterwards():
        yield make_user(role=role)


@pytest.fixture(scope="module")
def answers(rows, role, somebody, django_db_blocker):
    """What somebody of the role gets to see on every page: opened once, for all that it says."""
    client = Client()
    pages = [reverse("admin:index"), *pages_of_file(rows[models.DataSubjectRequest], role)]
    for model, row in rows.items():
        pages += pages_of(model, row, role)
        if role == "auditor":
            pages.append(reverse(f"admin:requests_app_{model._meta.model_name}_export"))
    with django_db_blocker.unblock(), undone_afterwards():
        client.force_login(somebody)
        yield {page: client.get(page) for page in pages}


def test_every_table_is_for_those_whom_the_table_of_roles_names(rows, role, somebody, answers, rf):
    request = rf.get("/")
    request.user = stored(somebody)
    for model, row in rows.items():
        may_view = allowed(role, "view", model)
        assert site.get_model_admin(model).has_view_permission(request, row) is may_view, model
        for page in pages_of(model, row, role):
            assert (answers[page].status_code == 200) is may_view, page


def test_pages_of_a_request_open_for_those_who_need_them(file, role, answers):
    for page, is_allowed in pages_of_file(file, role).items():
        assert (answers[page].status_code == 200) is is_allowed, page


def test_names_and_words_appear_on_no_page_of_those_who_may_not_see_them(role, answers):
    texts = [answer.content.decode() for answer in answers.values()]
    seen = {canary for canary in CANARIES if any(canary in text for text in texts)}
    assert bool(seen) is (role in HANDLERS)


@pytest.mark.parametrize("role", ["dpo"], scope="module")
def test_lists_never_name_the_requester(role, answers):
    for model in set(TABLES) - {models.Attachment}:
        page = answers[list_of(model)].content.decode()
        assert not [canary for canary in CANARIES if canary in page], model


def test_titles_and_the_log_of_the_admin_hold_no_names(officer, file):
    for row in [file, Requester.objects.get(), Message.objects.get()]:
        page = officer.get(of(row))
        title = page.content.decode().partition("<title>")[2].partition("</title>")[0]
        assert not [canary for canary in CANARIES if canary in title]
        sent = as_sent(page) | {"remarks": "Seen", "change_reason": "A look"}
        assert officer.post(of(row), sent).status_code == 302
    letter(officer, file, delivery="post", text="Canary text")
    logged = str(list(LogEntry.objects.values_list("object_repr", "change_message")))
    assert not [canary for canary in CANARIES if canary in logged]


@pytest.mark.parametrize("model", TABLES)
def test_no_search_reaches_into_names(rows, rf, db, model):
    table = site.get_model_admin(model)
    found, _is_doubled = table.get_search_results(rf.get("/"), model.objects.all(), "Canary")
    assert not found.exists()


def test_nobody_but_a_page_of_its_own_writes_who_looked(sign_in, file):
    client = sign_in("dpo")
    page = reverse("admin:requests_app_reveal_add")
    assert client.get(page).status_code == client.post(page).status_code == 403
    assert not file.reveals.exists()


def test_strangers_are_asked_to_sign_in(client, file):
    for page in [address("changelist"), of(file), address("casefile_json", file.pk)]:
        assert client.get(page).url.startswith(reverse("admin:login"))
