"""The history of a request is that of its whole file, in words that its reader may have."""

import html

import pytest
from django.urls import reverse

from registry.records.history import recorded
from tests.requests_app import closed, factories

pytestmark = pytest.mark.django_db


def address(row, page="history"):
    return reverse(f"admin:requests_app_{row._meta.model_name}_{page}", args=[row.pk])


def history(client, row):
    answer = client.get(address(row))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def change(row, reason, **fields):
    with recorded(by="test", reason=reason):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def test_what_is_done_for_a_request_stands_in_its_history(officer):
    item = factories.make_checklist_item()
    change(item, "Looked in the archive", note="Two letters found")
    page = history(officer, item.request)
    assert "Looked in the archive" in page
    assert "Two letters found" in page
    assert str(item.activity) in page


def test_messages_and_their_files_are_told_to_those_who_may_read_them(sign_in):
    file = factories.make_request()
    message = factories.make_message(request=file, subject="My data, please")
    factories.make_attachment(message=message, name="passport.pdf")
    for role, reads in [("requests officer", True), ("auditor", False)]:
        page = history(sign_in(role), file)
        assert ("My data, please" in page) == reads
        assert ("passport.pdf" in page) == reads


def test_who_asked_is_not_told(lead):
    requester = factories.make_requester(name="A name of somebody")
    assert "A name of somebody" not in history(lead, requester.request)


def test_the_words_of_a_file_that_was_closed_long_ago_are_for_the_privacy_lead(sign_in):
    file = closed.make_closed()
    change(factories.make_checklist_item(request=file), "Noted", note="Two letters found")
    factories.make_message(request=file, subject="My data, please", text="All of it")
    page = history(sign_in("requests officer"), file)
    assert "[for the privacy lead]" in page
    for words in ("Two letters found", "My data, please", "All of it"):
        assert words not in page
    answer = sign_in("requests officer").post(address(file, "history_file"))
    rows = answer.getvalue().decode()
    assert "Two letters found" not in rows
    assert "[for the privacy lead]" in rows
    assert "Two letters found" in history(sign_in("dpo"), file)


def test_messages_come_and_go_in_no_file(lead):
    message = factories.make_message(request=factories.make_request(), subject="My data, please")
    rows = lead.post(address(message.request, "history_file")).getvalue().decode()
    assert message.request.reference in rows
    assert "My data, please" not in rows


def test_a_state_of_a_request_is_taken_again(officer):
    file = factories.make_request(hold_reason="A case in court", hold_review_on="2030-01-01")
    first = file.history.latest("history_id").history_id
    change(file, "It is over", hold_reason="", hold_review_on=None)
    page = officer.get(address(file, "change"), {"_again": first})
    assert page.context["adminform"].form["hold_reason"].value() == "A case in court"
    assert "Filled with the version of" in page.text
