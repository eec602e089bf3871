"""Where those who may see names do not find them either: lists, titles, the log, a search.

Who may open what is asked of every page by `tests/who_may`.
"""

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from registry.records.model import RegisterModel
from requests_app import models
from requests_app.models import Message, Requester
from tests.registry.admin.forms import as_sent
from tests.requests_app.admin.pages import letter, of
from tests.requests_app.factories import (
    FACTORIES,
    make_attachment,
    make_message,
    make_requested_right,
    make_requester,
)
from tests.support.undone import made_once, stored

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TABLES = [model for model in FACTORIES if issubclass(model, RegisterModel)]
CANARIES = ["Canary Name", "canary@example.org", "Canary subject", "Canary text", "canary.txt"]


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


def list_of(model):
    return reverse(f"admin:requests_app_{model._meta.model_name}_changelist")


@pytest.fixture
def file(rows, db):
    return stored(rows[models.DataSubjectRequest])


@pytest.mark.parametrize("model", [model for model in TABLES if model is not models.Attachment])
def test_lists_never_name_the_requester(lead, file, model):
    page = lead.get(list_of(model)).content.decode()
    assert not [canary for canary in CANARIES if canary in page]


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
