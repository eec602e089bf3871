"""Who may open what of requests: every page, every role; and names are seen by two roles only."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from registry.base.groups import codenames
from registry.base.model import RegisterModel
from requests_app import models
from requests_app.models import Message, Requester, Reveal
from requests_app.roles import ROLES
from tests.factories import make_user
from tests.registry.admin.forms import as_sent
from tests.requests_app.admin.pages import address, letter, of
from tests.requests_app.factories import (
    FACTORIES,
    make_attachment,
    make_message,
    make_requested_right,
    make_requester,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TABLES = [model for model in FACTORIES if issubclass(model, RegisterModel)]
EVERYONE = [*ROLES, "editor", "committee reader", None]
HANDLERS = {"dpo", "requests officer"}
CANARIES = ["Canary Name", "canary@example.org", "Canary subject", "Canary text", "canary.txt"]


def allowed(role, action, model):
    return role in ROLES and f"{action}_{model._meta.model_name}" in set(codenames(ROLES, role))


@pytest.fixture(params=EVERYONE, ids=lambda role: role or "staff without a role")
def role(request):
    return request.param


@pytest.fixture
def file():
    """A request with everything that may name somebody."""
    requester = make_requester(name="Canary Name", email="canary@example.org")
    make_requested_right(request=requester.request)
    message = make_message(
        request=requester.request,
        subject="Canary subject",
        text="Canary text",
        correspondent="canary@example.org",
    )
    make_attachment(message=message, name="canary.txt")
    return requester.request


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_every_table_opens_for_those_whom_the_table_of_roles_names(client, role, model):
    client.force_login(make_user(role=role))
    row = FACTORIES[model]()
    name = f"admin:requests_app_{model._meta.model_name}"
    for page in [reverse(f"{name}_changelist"), of(row), of(row, "history")]:
        opened = client.get(page).status_code == 200
        assert opened is allowed(role, "view", model), page


def test_pages_of_a_request_open_for_those_who_need_them(client, role, file):
    client.force_login(make_user(role=role))
    may_view = allowed(role, "view", models.DataSubjectRequest)
    for page, is_allowed in {
        address("casefile", file.pk): may_view,
        address("casefile_json", file.pk): allowed(role, "export", models.DataSubjectRequest),
        address("casefile", file.pk) + "?texts=yes": allowed(role, "view", Message),
        address("reveal", file.pk): allowed(role, "reveal", Requester),
        address("write", file.pk): role in HANDLERS,
        address("incoming", file.pk): role in HANDLERS,
        address("letter", file.pk, "acknowledge"): role in HANDLERS,
        address("step", "begin") + f"?ids={file.pk}": role in HANDLERS,
        address("add"): role in HANDLERS,
    }.items():
        assert (client.get(page).status_code == 200) is is_allowed, page


def test_names_and_words_appear_on_no_page_of_those_who_may_not_see_them(client, role, file):
    client.force_login(make_user(role=role))
    pages = [reverse("admin:index"), of(file), of(file, "history"), address("casefile", file.pk)]
    pages += [address("casefile_json", file.pk), address("reveal", file.pk)]
    for row in [Requester.objects.get(), *file.messages.all(), *models.Attachment.objects.all()]:
        pages += [of(row), of(row, "history")]
    for model in TABLES:
        name = f"admin:requests_app_{model._meta.model_name}"
        pages += [reverse(f"{name}_changelist"), reverse(f"{name}_export")]
    seen = {
        canary
        for page in pages
        for canary in CANARIES
        if canary in client.get(page).content.decode()
    }
    assert bool(seen) is (role in HANDLERS)


def test_lists_never_name_the_requester(sign_in, file):
    client = sign_in("dpo")
    for model in set(TABLES) - {models.Attachment}:
        page = client.get(reverse(f"admin:requests_app_{model._meta.model_name}_changelist"))
        assert not [canary for canary in CANARIES if canary in page.content.decode()], model


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


def test_no_search_reaches_into_names(sign_in, file):
    client = sign_in("dpo")
    for model in TABLES:
        name = f"admin:requests_app_{model._meta.model_name}_changelist"
        page = client.get(reverse(name), {"q": "Canary"})
        assert page.context["cl"].result_count == 0, model


def test_nobody_but_a_page_of_its_own_writes_who_looked(sign_in):
    client = sign_in("dpo")
    assert client.get(reverse("admin:requests_app_reveal_add")).status_code == 403
    assert not Reveal.objects.exists()


def test_strangers_are_asked_to_sign_in(client, file):
    for page in [address("changelist"), of(file), address("casefile_json", file.pk)]:
        assert client.get(page).url.startswith(reverse("admin:login"))
