"""The case file tells the authority what was done, and nobody who asked."""

import json
from datetime import date

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from requests_app.handling import lifecycle
from requests_app.handling.casefile import case_file
from requests_app.vocabulary import RequestState
from tests.requests_app.factories import (
    make_attachment,
    make_checklist_item,
    make_message,
    make_recipient_notice,
    make_requester,
    make_reveal,
    receive_request,
)
from tests.requests_app.steps import DUE, WHO, request_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def as_text(request, **options):
    return json.dumps(case_file(request, **options), cls=DjangoJSONEncoder)


def test_who_asked_and_what_was_written_is_not_in_it():
    request = receive_request("access")
    make_requester(
        request=request, name="Canary Name", email="canary@example.org", remarks="Canary remark"
    )
    make_message(request=request, subject="Canary subject", text="Canary text")
    message = make_message(
        request=request, correspondent="Canary sender", message_id="<canary@x.example>"
    )
    make_attachment(message=message, name="canary.pdf")
    assert "canary" not in as_text(request).lower()


def test_remarks_for_colleagues_are_not_in_it():
    request = receive_request("access")
    make_checklist_item(request=request, remarks="Canary")
    assert "Canary" not in as_text(request)


def test_the_words_of_messages_are_in_it_for_those_who_may_see_them():
    request = receive_request("access")
    make_message(request=request, text="What do you hold?")
    assert "What do you hold?" in as_text(request, with_texts=True)


def test_attachments_are_in_it_by_kind_size_and_digest():
    message = make_message(request=receive_request("access"))
    make_attachment(message=message, sha256="5" * 64)
    (told,) = case_file(message.request)["messages"]
    assert told["attachments"] == [
        {"type": "text/plain", "check": "Unknown type", "bytes": 5, "sha256": "5" * 64}
    ]


def test_it_shows_how_the_day_was_counted():
    clock = case_file(receive_request("access"))["clock"]
    assert (clock["due_on"], clock["end_before_rolling"]) == (DUE, date(2026, 2, 28))
    assert clock["derivation"][0] == "received 30 January 2026"


def test_its_time_line_says_who_did_what_when_and_why():
    request = receive_request("access", reason="A letter came")
    lifecycle.acknowledge(request, on=date(2026, 2, 2), by="officer", reason="First answer")
    first, second = case_file(request)["timeline"]
    assert first["why"] == "A letter came"
    assert "Right invoked: Right to access" in first["what"]
    assert second["by"] == "officer"
    assert second["what"] == ["State: Acknowledged", "Acknowledged on: Feb. 2, 2026"]


def test_a_refusal_shows_its_ground_and_that_remedies_were_explained():
    file = case_file(request_in(RequestState.REFUSED))
    assert file["rights"][0]["outcome"] == "Refused"
    assert "21(1)" in file["rights"][0]["ground"]
    assert file["complaint_explained"]
    assert file["judicial_remedy_explained"]


def test_recipients_show_whether_they_were_told():
    request = receive_request("erasure")
    make_recipient_notice(request=request, recipient="Tax office", told_on=date(2026, 2, 3))
    (told,) = case_file(request)["recipients"]
    assert told["recipient"] == "Tax office"
    assert told["told_on"] == date(2026, 2, 3)


def test_whoever_looked_at_who_it_is_stands_in_it():
    reveal = make_reveal()
    (seen,) = case_file(reveal.request)["seen_by"]
    assert seen["why"] == "To post the answer"
    assert seen["by"] == reveal.revealed_to.get_username()


def test_a_closed_file_tells_its_end():
    request = request_in(RequestState.IN_PROGRESS)
    lifecycle.withdraw(request, on=date(2026, 2, 9), **WHO)
    lifecycle.close(request, on=date(2026, 2, 10), **WHO)
    request.refresh_from_db()
    file = case_file(request)
    assert (file["withdrawn_on"], file["closed_on"]) == (date(2026, 2, 9), date(2026, 2, 10))
