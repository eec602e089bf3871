"""The files of requests: what goes out comes back in, and a file is no way round the rules."""

from datetime import date
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from registry.exchange.folders import FILES
from registry.files.all_or_nothing import import_sheets
from registry.files.reading.delimited import csv_lines
from registry.files.reading.sheets import read_sheet
from registry.files.resource import tables
from registry.models import Organisation
from requests_app import resources
from requests_app.models import Attachment, ClockEvent, DataSubjectRequest, Message
from tests.requests_app.factories import (
    FACTORIES,
    make_clock_event,
    make_request,
    make_requested_right,
    make_requester,
    receive_request,
    right,
)
from tests.support.factories import (
    make_activity,
    make_organisation,
    make_processor,
    make_user,
    one_block,
)
from tests.support.tables import REQUEST_TABLES, everything

pytestmark = pytest.mark.django_db

TABLES = {
    "data_subject_requests": resources.RequestResource,
    "requested_rights": resources.RequestedRightResource,
    "clock_events": resources.ClockEventResource,
    "checklist_items": resources.ChecklistItemResource,
    "recipient_notices": resources.RecipientNoticeResource,
    "legal_periods": resources.LegalPeriodResource,
    "request_policies": resources.RequestPolicyResource,
    "message_templates": resources.MessageTemplateResource,
    "requesters": resources.RequesterResource,
}


def file_of(table):
    resource = TABLES[table]()
    return "".join(csv_lines(resource.with_headers(resource.model.objects.all())))


def take(*files, by="test"):
    """Imports texts, each into its table; the results say what became of the rows."""
    sheets = [
        (TABLES[table], read_sheet(f"{table}.csv", text.encode()))
        for table, text in zip(files[::2], files[1::2], strict=True)
    ]
    return import_sheets(sheets, by=by, reason="Import")


def refusals_of(*files, **options):
    return [str(refusal) for result in take(*files, **options) for refusal in result.refusals]


@pytest.mark.once
@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_found_by_its_name(table):
    assert tables()[table] is TABLES[table]


@pytest.mark.once
@pytest.mark.parametrize("table", TABLES)
def test_the_key_comes_first_then_the_other_fields_as_the_model_declares_them(table):
    model = TABLES[table]._meta.model
    fields = sorted(
        [*model._meta.concrete_fields, *model._meta.local_many_to_many],
        key=lambda field: field.creation_counter,
    )
    last = ["remarks", *["first_day"] * model.is_lasting, "retired_on"]
    names = [field.name for field in fields if field.name not in {"id", "absences", *last}]
    others = [name for name in names if name not in model.key]
    assert TABLES[table]._meta.fields == [*model.key, *others, *last]


@pytest.mark.once
def test_the_folder_of_the_register_holds_no_requests():
    assert not {f"{table}.csv" for table in TABLES} & FILES.keys()


@pytest.mark.once
def test_messages_and_attachments_have_no_file():
    assert not {Message, Attachment} & {table._meta.model for table in tables().values()}


def test_tables_imported_over_themselves_change_nothing():
    kinds = iter(["answer", "refusal", "identity"])
    with one_block():
        for table, _number in product(TABLES, range(3)):
            more = {"kind": next(kinds)} if table == "message_templates" else {}
            FACTORIES[TABLES[table]._meta.model](**more)
    receive_request("access", "erasure")
    before = everything(REQUEST_TABLES)
    for table in TABLES:
        (result,) = take(table, file_of(table))
        assert (result.new, result.changed, result.refused) == (0, 0, 0), table
        assert result.unchanged >= 3, table
    assert everything(REQUEST_TABLES) == before


def test_due_dates_are_counted_whatever_a_file_says():
    organisation = make_organisation()
    text = (
        "reference,organisation,received_on,channel,due_on,clock_steps\n"
        f"X-1,{organisation},2026-01-31,email,2030-01-01,because we say so\n"
    )
    (result,) = take("data_subject_requests", text)
    assert result.new == 1
    request = DataSubjectRequest.objects.get()
    assert request.due_on == date(2026, 3, 2)
    assert request.clock_steps != "because we say so"
    assert request.history.count() == 1


@pytest.mark.once
def test_a_changed_rule_moves_the_due_date():
    request = receive_request("access", received_on=date(2026, 3, 2))
    due = request.due_on
    take("data_subject_requests", f"reference,calendar\n{request.reference},BE\n")
    request.refresh_from_db()
    assert (request.calendar, request.due_on) == ("BE", due)


def test_an_imported_question_moves_the_due_date_of_its_request():
    request = receive_request("access", received_on=date(2026, 3, 2))
    text = (
        f"request,need,asked_on,answered_on\n{request.reference},identity,2026-03-03,2026-03-13\n"
    )
    (result,) = take("clock_events", text)
    assert result.new == 1
    request.refresh_from_db()
    assert request.due_on > date(2026, 4, 2)


@pytest.mark.once
def test_a_question_that_cannot_be_counted_is_refused_at_its_line():
    request = receive_request("access", received_on=date(2026, 3, 2))
    text = f"request,need,asked_on\n{request.reference},identity,2026-02-01\n"
    (refusal,) = refusals_of("clock_events", text)
    assert refusal.startswith("clock_events.csv, line 2, column asked_on")
    assert not ClockEvent.objects.exists()


@pytest.mark.once
def test_an_unknown_calendar_is_refused_at_its_column():
    organisation = make_organisation()
    text = (
        "reference,organisation,received_on,channel,calendar\n"
        f"X-1,{organisation},2026-01-31,email,ZZ\n"
    )
    assert any(
        "column calendar" in refusal for refusal in refusals_of("data_subject_requests", text)
    )


def test_12_3_an_extension_told_too_late_comes_in_as_late_and_extends_nothing():
    request = receive_request("access", received_on=date(2026, 3, 2))
    text = (
        "reference,extended_on,extension_notified_on,extension_reason\n"
        f"{request.reference},2026-04-20,2026-04-20,complex\n"
    )
    take("data_subject_requests", text)
    request.refresh_from_db()
    assert request.is_extension_late
    assert request.due_on == date(2026, 4, 2)


@pytest.mark.once
@pytest.mark.parametrize(
    ("rest", "is_taken"), [("", False), (",The bank is told by letter", True)], ids=["", "a reason"]
)
def test_a_file_does_not_say_erased_while_searches_are_open(rest, is_taken):
    text = CLOSED.format(make_organisation(name="We"))
    head, row = text.splitlines()
    text = f"{head}{rest and ',why_unfinished'}\n{row}{rest}\n"
    right("erasure")
    make_activity(organisation=Organisation.objects.get(name="We"), reference="PA")
    rights = "request,right,outcome\nX-1,erasure,fulfilled\n"
    searches = "request,activity,finding\nX-1,PA,open\n"
    files = ["data_subject_requests", text, "requested_rights", rights]
    refusals = refusals_of(*files, "checklist_items", searches)
    assert (refusals == []) == is_taken
    assert is_taken or "1 search is still open" in refusals[0]


@pytest.mark.once
@pytest.mark.parametrize("state", ["closed", "answered", "to_sort"])
def test_a_state_that_no_step_leads_to_is_refused(state):
    request = receive_request("access", received_on=date(2026, 3, 2))
    text = (
        "reference,state,answered_on,closed_on\n"
        f"{request.reference},{state},2026-03-05,2026-03-05\n"
    )
    refusals = refusals_of("data_subject_requests", text)
    assert any("is not possible after “Received”" in refusal for refusal in refusals)
    request.refresh_from_db()
    assert request.state == "received"


@pytest.mark.once
def test_a_state_that_a_step_leads_to_is_taken():
    request = receive_request("access", received_on=date(2026, 3, 2))
    text = f"reference,state,acknowledged_on\n{request.reference},acknowledged,2026-03-03\n"
    (result,) = take("data_subject_requests", text)
    assert result.changed == 1


CLOSED = (
    "reference,organisation,state,received_on,channel,answered_on,closed_on,"
    "identity_state,identity_reason\n"
    "X-1,{},closed,2026-01-31,email,2026-02-10,2026-02-11,not_needed,signed in\n"
)


def test_a_closed_file_without_outcomes_is_refused():
    text = CLOSED.format(make_organisation())
    assert any("rights" in refusal for refusal in refusals_of("data_subject_requests", text))
    assert not DataSubjectRequest.objects.exists()


def test_a_closed_file_comes_together_with_its_rights():
    right("access")
    rights = "request,right,outcome\nX-1,access,fulfilled\n"
    text = CLOSED.format(make_organisation())
    assert refusals_of("data_subject_requests", text, "requested_rights", rights) == []
    assert DataSubjectRequest.objects.get().rights.get().outcome == "fulfilled"


def test_an_outcome_that_the_identity_forbids_is_refused():
    request = make_request()
    make_requested_right(request=request)
    text = f"request,right,outcome\n{request.reference},access,fulfilled\n"
    (refusal,) = refusals_of("requested_rights", text)
    assert "verify the identity first" in refusal


@pytest.mark.once
@pytest.mark.parametrize(
    ("stopped_on", "why"),
    [
        ("2026-02-03", ""),
        ("2026-01-29", "cannot have stopped before it was asked for"),
        ("2999-01-01", "is in the future"),
    ],
)
def test_since_when_something_has_stopped_a_file_can_say_within_reason(stopped_on, why):
    request = make_request()
    make_requested_right(request=request, right=right("consent-withdrawal"))
    text = f"request,right,stopped_on\n{request.reference},consent-withdrawal,{stopped_on}\n"
    refused = refusals_of("requested_rights", text)
    assert why in str(refused)
    assert bool(refused) is bool(why)


def test_whoever_handles_a_request_is_named_by_account():
    user = make_user(username="officer")
    make_request(reference="X-1", handler=user)
    assert ",officer," in file_of("data_subject_requests").splitlines()[1]
    make_user(username="second")
    take("data_subject_requests", "reference,handler\nX-1,second\n")
    assert DataSubjectRequest.objects.get().handler.username == "second"


@pytest.mark.once
def test_an_unknown_account_is_refused():
    make_request(reference="X-1")
    (refusal,) = refusals_of("data_subject_requests", "reference,handler\nX-1,nobody\n")
    assert "is not an account" in refusal


@pytest.mark.once
def test_no_file_but_that_of_requesters_names_them():
    request = receive_request("access", "erasure")
    make_requester(request=request, name="Canary Person", email="canary@example.org")
    make_clock_event(request=request)
    for table in TABLES:
        assert ("anary" in file_of(table)) == (table == "requesters")


@pytest.mark.once
def test_requesters_are_no_file_for_those_who_may_not_see_them():
    make_requester()
    for user in (make_user(), make_user(role="auditor"), make_user(role="editor")):
        with pytest.raises(PermissionDenied):
            resources.RequesterResource(user=user)
    for role in ("dpo", "requests officer"):
        resources.RequesterResource(user=make_user(role=role))


@pytest.mark.once
def test_a_file_of_the_register_is_still_recognised_beside_those_of_requests():
    make_processor()
    (refusal, *_more) = refusals_of("requested_rights", "name,legal_name,website\nZapier,,\n")
    assert "looks like processors.csv" in refusal
