"""Every page of a table of requests has what the pages of the register have."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.html import escape

from requests_app.admin.sections import FileAdmin
from tests.requests_app import factories
from tests.support.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MAKERS = {
    "attachment": factories.make_attachment,
    "checklistitem": factories.make_checklist_item,
    "datasubjectrequest": factories.make_request,
    "legalperiod": factories.make_legal_period,
    "message": factories.make_message,
    "messagetemplate": factories.make_message_template,
    "recipientnotice": factories.make_recipient_notice,
    "requestedright": factories.make_requested_right,
    "requester": factories.make_requester,
    "requestpolicy": factories.make_request_policy,
}


@pytest.fixture
def lead(client):
    client.force_login(make_user(role="dpo"))
    return client


def page_of(row, page="change"):
    return reverse(f"admin:requests_app_{row._meta.model_name}_{page}", args=[row.pk])


@pytest.mark.slow
@pytest.mark.parametrize("name", MAKERS)
def test_a_form_has_a_number_and_its_steps(lead, name):
    row = MAKERS[name]()
    page = lead.get(page_of(row))
    words = page.content.decode()
    assert 'name="form_number"' in words
    links = [escape(step.url) for step in page.context["steps"]]
    assert [link for link in links if link not in words] == []
    assert page_of(row, "redact") in words


@pytest.mark.parametrize("name", ["legalperiod", "messagetemplate", "requestpolicy"])
def test_a_form_for_a_new_row_has_a_number(lead, name):
    page = lead.get(reverse(f"admin:requests_app_{name}_add"))
    assert 'name="form_number"' in page.content.decode()


def test_a_form_that_comes_in_twice_is_done_once(lead):
    requester = factories.make_requester()
    form = lead.get(page_of(requester)).context["adminform"].form
    number = lead.get(page_of(requester)).context["form_number"]
    sent = {name: form[name].value() or "" for name in form.fields if name != "absences"}
    sent |= {"change_reason": "They moved", "address": "2 New Street", "form_number": number}
    for _click in range(2):
        page = lead.post(page_of(requester), sent)
        assert page.status_code == 302, page.context["errors"]
    assert requester.history.count() == 2


def test_every_table_of_requests_is_shown_in_the_same_way():
    tables = [table for table in admin.site._registry.values() if isinstance(table, FileAdmin)]
    assert len(tables) > len(MAKERS)
    assert {table.opts.model_name for table in tables if not table.change_form_template} == set()
