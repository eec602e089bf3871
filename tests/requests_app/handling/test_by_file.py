"""A file changes of a request what its pages would change, and is no way round the steps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import read_sheet
from requests_app import resources
from requests_app.handling.by_file import leads_to
from requests_app.models import DataSubjectRequest
from requests_app.vocabulary import RequestState
from tests.requests_app.factories import make_clock_event, right
from tests.requests_app.steps import request_in
from tests.support.factories import make_organisation, make_user
from tests.support.tables import REQUEST_TABLES, everything

pytestmark = [pytest.mark.django_db, pytest.mark.once]

S = RequestState
TOMORROW = timezone.localdate() + timedelta(days=1)
TABLES = {
    "data_subject_requests": resources.RequestResource,
    "requested_rights": resources.RequestedRightResource,
    "clock_events": resources.ClockEventResource,
    "checklist_items": resources.ChecklistItemResource,
    "recipient_notices": resources.RecipientNoticeResource,
}


def take(table, text, by="test"):
    sheet = read_sheet(f"{table}.csv", text.encode())
    (result,) = import_sheets([(TABLES[table], sheet)], by=by, reason="Import")
    return result


def change(request, **cells):
    text = f"reference,{','.join(cells)}\n{request.reference},{','.join(cells.values())}\n"
    return take("data_subject_requests", text)


# The state that a request is in, and the cells of a file that no page of it would write.
REFUSED = {
    "an open request put aside": (S.IN_PROGRESS, {"retired_on": "2026-02-03"}),
    "an answered request put aside": (S.ANSWERED, {"retired_on": "2026-02-03"}),
    "another day of receipt": (S.RECEIVED, {"received_on": "2026-02-02"}),
    "another channel": (S.RECEIVED, {"channel": "post"}),
    "a day of answer without the answer": (S.IN_PROGRESS, {"answered_on": "2026-02-03"}),
    "another day of answer": (S.ANSWERED, {"answered_on": "2026-02-01"}),
    "another day of answer on the way to closed": (
        S.ANSWERED,
        {"state": "closed", "closed_on": "2026-02-10", "answered_on": "2026-02-01"},
    ),
    "a day of acknowledgement alone": (S.RECEIVED, {"acknowledged_on": "2026-02-03"}),
    "a day of withdrawal alone": (S.RECEIVED, {"withdrawn_on": "2026-02-03"}),
    "another day of closing": (S.CLOSED, {"closed_on": "2026-02-11"}),
    "another handler of a closed file": (S.CLOSED, {"calendar": "BE"}),
    "an extension of what is answered": (
        S.ANSWERED,
        {
            "extended_on": "2026-02-03",
            "extension_notified_on": "2026-02-03",
            "extension_reason": "Many",
        },
    ),
}


@pytest.mark.parametrize(("state", "cells"), REFUSED.values(), ids=REFUSED)
def test_what_no_page_would_write_is_refused_and_nothing_is_written(state, cells):
    request = request_in(state)
    before = everything(REQUEST_TABLES)
    result = change(request, **cells)
    assert {refusal.column for refusal in result.refusals} & cells.keys()
    assert "Take the step" in str(result.refusals[0])
    assert everything(REQUEST_TABLES) == before


TAKEN = {
    "a note": (S.ANSWERED, {"remarks": "Seen"}),
    "a note on a closed file": (S.CLOSED, {"remarks": "Seen"}),
    "what waits to be sorted put aside": (S.TO_SORT, {"retired_on": "2026-02-03"}),
    "an acknowledgement with its day": (
        S.RECEIVED,
        {"state": "acknowledged", "acknowledged_on": "2026-02-03"},
    ),
    "a closing with its day": (S.ANSWERED, {"state": "closed", "closed_on": "2026-02-10"}),
    "an identity that was checked": (
        S.IN_PROGRESS,
        {
            "identity_state": "verified",
            "identity_method": "A call",
            "identity_on": "2026-02-03",
            "identity_by": "Desk",
        },
    ),
    "an extension": (
        S.IN_PROGRESS,
        {
            "extended_on": "2026-02-03",
            "extension_notified_on": "2026-02-03",
            "extension_reason": "Many",
        },
    ),
}


@pytest.mark.parametrize(("state", "cells"), TAKEN.values(), ids=TAKEN)
def test_what_a_page_would_write_is_taken(state, cells):
    result = change(request_in(state), **cells)
    assert [str(refusal) for refusal in result.refusals] == []
    assert result.changed == 1


def test_what_was_put_aside_comes_back_by_a_file():
    request = request_in(S.TO_SORT)
    change(request, retired_on="2026-02-03")
    assert change(request, retired_on="").changed == 1


def test_what_was_put_aside_is_not_worked_on_by_a_file():
    request = request_in(S.TO_SORT)
    change(request, retired_on="2026-02-03")
    assert change(request, state="received").refused == 1


@pytest.mark.parametrize("column", ["received_on", "retired_on"])
def test_a_new_request_has_no_day_that_is_still_to_come(column):
    days = {"received_on": "2026-01-31", "retired_on": ""} | {column: str(TOMORROW)}
    text = (
        f"reference,organisation,channel,state,{','.join(days)}\n"
        f"X-1,{make_organisation()},email,to_sort,{','.join(days.values())}\n"
    )
    (refusal,) = take("data_subject_requests", text).refusals
    assert (refusal.column, "in the future" in refusal.message) == (column, True)
    assert not DataSubjectRequest.objects.exists()


def test_the_rules_hold_for_those_who_may_do_everything_too():
    request = request_in(S.IN_PROGRESS)
    text = f"reference,retired_on\n{request.reference},2026-02-03\n"
    by = make_user(is_superuser=True)
    assert take("data_subject_requests", text, by=by).refused == 1


def question(request, text):
    return take("clock_events", f"request,need,asked_on,{text[0]}\n{request.reference},{text[1]}\n")


def test_an_answer_that_came_is_taken_once_and_not_replaced():
    request = request_in(S.WAITING_IDENTITY)
    asked = request.clock_events.get().asked_on
    first = question(request, ("answered_on", f"identity,{asked},2026-02-05"))
    assert first.changed == 1
    second = question(request, ("answered_on", f"identity,{asked},2026-02-09"))
    assert [refusal.column for refusal in second.refusals] == ["answered_on"]
    assert str(request.clock_events.get().answered_on) == "2026-02-05"


def test_an_answer_of_a_day_to_come_is_refused():
    request = request_in(S.WAITING_IDENTITY)
    asked = request.clock_events.get().asked_on
    result = question(request, ("answered_on", f"identity,{asked},{TOMORROW}"))
    assert "in the future" in str(result.refusals[0])


def test_a_question_that_was_put_is_not_taken_back_by_a_file():
    request = request_in(S.WAITING_IDENTITY)
    asked = request.clock_events.get().asked_on
    result = question(request, ("retired_on", f"identity,{asked},2026-02-05"))
    assert [refusal.column for refusal in result.refusals] == ["retired_on"]


def test_an_answer_is_not_added_to_a_request_that_is_answered():
    request = request_in(S.ANSWERED)
    event = make_clock_event(request=request)
    result = question(request, ("answered_on", f"{event.need},{event.asked_on},2026-02-05"))
    assert result.refused == 1


PARTS = {
    "requested_rights": "request,right,outcome\n{},access,fulfilled\n",
    "clock_events": "request,need,asked_on\n{},fee,2026-02-03\n",
}


@pytest.mark.parametrize(("table", "text"), PARTS.items(), ids=PARTS)
@pytest.mark.parametrize("state", [S.CLOSED, S.TO_SORT])
def test_a_file_that_has_ended_gets_no_new_parts(table, text, state):
    right("access")
    request = request_in(state)
    if state == S.TO_SORT:
        change(request, retired_on="2026-02-03")
    before = everything(REQUEST_TABLES)
    result = take(table, text.format(request.reference))
    assert any("the request is closed" in str(refusal) for refusal in result.refusals)
    assert everything(REQUEST_TABLES) == before


def test_a_decided_right_of_a_closed_file_stays_as_it_is():
    request = request_in(S.CLOSED)
    decided = request.rights.get()
    text = f"request,right,outcome\n{request.reference},{decided.right.code},no_data\n"
    result = take("requested_rights", text)
    assert "Reopen it first" in str(result.refusals[0])
    assert request.rights.get().outcome == decided.outcome


@pytest.mark.parametrize(
    ("before", "after", "leads"),
    [
        (S.RECEIVED, S.ACKNOWLEDGED, True),
        (S.WAITING_IDENTITY, S.WAITING_CLARIFICATION, True),
        (S.RECEIVED, S.CLOSED, False),
        (S.TO_SORT, S.ANSWERED, False),
        (S.CLOSED, S.RECEIVED, False),
        (S.CLOSED, S.CLOSED, False),
        (S.RECEIVED, S.RECEIVED, True),
    ],
)
def test_states_follow_one_another_as_the_steps_do(before, after, leads):
    assert leads_to(before, after) is leads
