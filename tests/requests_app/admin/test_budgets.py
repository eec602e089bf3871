"""What a page for requests costs does not grow with its table."""

from datetime import date
from itertools import count

import pytest
from django.db import models
from django.urls import reverse

from registry.records.model import RegisterModel
from requests_app.models import DataSubjectRequest, MessageTemplate, RequestedRight
from tests.requests_app.admin.pages import FORM, address, of, queries
from tests.requests_app.factories import (
    FACTORIES,
    make_clock_event,
    make_message,
    make_message_template,
    make_request,
    make_requested_right,
    make_requester,
    receive_request,
    right,
)
from tests.support.factories import (
    make_activity,
    make_data_subject_category,
    make_engagement,
    make_organisation,
    one_block,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
languages = (f"l{number}" for number in count())
MAKE = FACTORIES | {MessageTemplate: lambda: make_message_template(language=next(languages))}
TABLES = [model for model in FACTORIES if issubclass(model, RegisterModel)]
every_table = pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
LIST, HOME = 10, 15


@pytest.mark.slow
@every_table
def test_a_list_of_any_length_keeps_its_budget(lead, model):
    page = reverse(f"admin:requests_app_{model._meta.model_name}_changelist")
    MAKE[model]()
    one = len(queries(lead, page))
    with one_block():
        for _ in range(9):
            MAKE[model]()
    ten = len(queries(lead, page))
    assert ten <= one
    assert ten <= LIST


@pytest.mark.slow
def test_the_file_of_a_request_keeps_its_budget_however_much_is_in_it(lead):
    people, organisation = make_data_subject_category(), make_organisation()
    size = 12
    with one_block():
        for _ in range(size):
            make_engagement(
                activity=make_activity(organisation=organisation, data_subjects=[people])
            )
    request = receive_request(
        "erasure", "access", "objection", organisation=organisation, data_subjects=[people]
    )
    with one_block():
        make_requester(request=request)
        make_clock_event(request=request)
        for _ in range(size):
            make_message(request=request)
    assert len(queries(lead, of(request))) <= FORM
    assert len(queries(lead, address("letter", request.pk, "acknowledge"))) <= FORM


def make_a_thousand_like(request):
    """Without versions, which neither a list nor a form reads."""
    fields = {"organisation": request.organisation, "channel": request.channel}
    fields |= {"received_on": request.received_on, "due_on": request.due_on}
    requests = models.QuerySet(DataSubjectRequest).bulk_create(
        DataSubjectRequest(reference=f"R-{number:06}", **fields) for number in range(1_000)
    )
    rights = list(request.rights.values_list("right", flat=True))
    models.QuerySet(RequestedRight).bulk_create(
        RequestedRight(request=row, right_id=pk) for row in requests for pk in rights
    )


@pytest.mark.slow
def test_the_list_under_each_filter_and_a_form_keep_their_budgets_at_a_thousand_requests(lead):
    with one_block():
        request = make_request(due_on=date(2026, 2, 28))
        for code in ["access", "erasure"]:
            make_requested_right(request=request, right=right(code))
    make_a_thousand_like(request)
    for query in [{}, {"due": "overdue"}, {"right": "access"}, {"q": "R-"}]:
        assert len(queries(lead, address("changelist"), **query)) <= LIST, query
    assert len(queries(lead, of(request))) <= FORM


def test_the_page_for_a_new_request_keeps_its_budget(lead):
    with one_block():
        for _ in range(30):
            make_organisation()
    assert len(queries(lead, address("add"))) <= FORM


def test_the_home_page_keeps_its_budget(lead):
    receive_request("access")
    assert len(queries(lead, reverse("admin:index"))) <= HOME
