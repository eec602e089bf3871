"""Many recipients told, many activities searched: on one page, for those of one request."""

import pytest

from requests_app.vocabulary import RequestState
from tests.requests_app.admin.pages import address, of, step, take
from tests.requests_app.factories import (
    make_checklist_item,
    make_recipient_notice,
    make_request,
)
from tests.requests_app.steps import request_in
from tests.support.factories import make_processor

pytestmark = pytest.mark.django_db


def test_several_recipients_are_told_at_once(officer):
    request = make_request()
    told = [
        make_recipient_notice(request=request, processor=make_processor(name=name))
        for name in ["Mailchimp", "Zapier"]
    ]
    left = make_recipient_notice(request=request, why_not="impossible")
    assert "Mailchimp" in officer.get(step("told", *told)).content.decode()
    answer = take(officer, "told", *told, left, on="2026-02-03", reason="Wrote to all")
    assert (
        "Enter either when the recipient was told or why not, not both." in answer.content.decode()
    )
    days = [str(notice.told_on) for notice in request.recipient_notices.all()]
    assert days == ["2026-02-03", "2026-02-03", "None"]


@pytest.mark.once
def test_several_activities_are_searched_at_once_and_the_way_leads_back_to_the_request(officer):
    request = make_request()
    items = [make_checklist_item(request=request) for _ in range(2)]
    assert f"?q={request.reference}" in officer.get(of(request)).content.decode()
    answer = take(officer, "searched", *items, finding="nothing", on="2026-02-03")
    assert answer.url == address("change", request.pk)
    found = request.checklist.values_list("finding", "searched_on", "done_on")
    assert [(one, str(on), done) for one, on, done in found] == [
        ("nothing", "2026-02-03", None)
    ] * 2


@pytest.mark.once
def test_of_a_closed_file_nothing_is_searched(lead):
    item = make_checklist_item(request=request_in(RequestState.CLOSED))
    answer = take(lead, "searched", item, finding="found", on="2026-02-03", reason="Late")
    assert "The request is closed. Reopen it first." in answer.content.decode()
