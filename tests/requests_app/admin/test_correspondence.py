"""Messages are read, sent again where they did not go, and attachments saved, never opened here."""

from datetime import UTC, datetime

import pytest
from django.core import mail

from registry.records.history import recorded
from requests_app.messages.storage import store
from requests_app.models import Message
from requests_app.vocabulary import MessageKind
from tests.registry.admin.forms import as_sent
from tests.requests_app.admin.pages import of, take
from tests.requests_app.factories import make_attachment, make_message, make_requester
from tests.support.taking import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def stored(content=b"<script>alert(1)</script>", name="letter.html", claimed="text/html"):
    message = make_message()
    with recorded(by="test", reason="Set up"):
        return store(content, message=message, name=name, content_type=claimed)


def test_a_message_shows_its_words_and_attachments_with_size_and_digest(officer):
    attachment = stored()
    page = officer.get(of(attachment.message)).content.decode()
    assert "letter.html" in page
    assert attachment.sha256 in page
    assert of(attachment, "download") in page


@pytest.mark.parametrize(
    ("kind", "direction", "name"),
    [
        ("other", "in", "Message of May 25, 2018, received"),
        ("answer", "out", "Answer of May 25, 2018, outgoing"),
        ("prepared", "own", "Files to send of May 25, 2018"),
    ],
)
def test_a_message_is_named_by_what_it_is_for_its_day_and_its_way(officer, kind, direction, name):
    at = datetime(2018, 5, 25, 12, tzinfo=UTC)
    message = make_message(kind=kind, direction=direction, at=at)
    assert f"<title>{name} |" in officer.get(of(message)).text.replace("\n", "")


def test_words_of_a_message_cannot_be_changed(officer):
    message = make_message(text="As it came")
    officer.post(of(message), {"text": "Other", "kind": "request", "change_reason": "x"})
    assert Message.objects.get().text == "As it came"


def test_what_came_to_identify_somebody_is_marked_on_its_page(officer):
    file = stored()
    for row, field, value in [
        (file, "is_identification", True),
        (file.message, "kind", MessageKind.IDENTIFICATION),
    ]:
        data = as_sent(officer.get(of(row))) | {field: value, "change_reason": "For the check"}
        assert officer.post(of(row), data).status_code == 302
        row.refresh_from_db()
        assert getattr(row, field) == value


def test_an_attachment_is_saved_and_never_shown_by_the_browser(officer):
    answer = officer.get(of(stored(), "download"))
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"] == 'attachment; filename="letter.html.unchecked"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_what_was_recognised_is_saved_under_its_name_and_type(officer):
    answer = officer.get(of(stored(b"%PDF-1.7", "letter.pdf", "application/pdf"), "download"))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert answer["Content-Type"] == "application/pdf"


def test_a_message_warns_of_what_may_do_harm(officer):
    assert "May be harmful when opened" in officer.get(of(stored().message)).content.decode()


@pytest.mark.parametrize("role", ["auditor", "editor", "committee reader"])
def test_an_attachment_is_for_those_who_handle_requests(sign_in, role):
    assert sign_in(role).get(of(stored(), "download")).status_code == 403


def test_an_attachment_whose_file_is_gone_is_not_found(officer):
    assert officer.get(of(make_attachment(stored_name="0" * 32), "download")).status_code == 404


@pytest.fixture
def unsent():
    requester = make_requester(email="ada@example.org")
    return make_message(
        request=requester.request, direction="out", subject="Yours", text="Here it is."
    )


def test_an_unsent_letter_says_so_and_offers_to_send_it(officer, unsent):
    page = officer.get(of(unsent))
    assert "Not sent." in page.content.decode()
    assert [str(step.label) for step in page.context["steps"]] == [
        "Send it now",
        "Record that it was sent otherwise",
    ]


@pytest.mark.django_db(transaction=True)
def test_an_unsent_letter_is_sent_from_its_page(officer, unsent):
    take(officer, "send", unsent, reason="The server is back")
    assert mail.outbox[0].body == "Here it is."
    unsent.refresh_from_db()
    assert unsent.byte_count


def test_an_unsent_letter_may_be_recorded_as_sent_otherwise(officer, unsent):
    take(officer, "sent_otherwise", unsent, on="2026-02-03", channel="post", reason="By post")
    unsent.refresh_from_db()
    assert (unsent.channel, str(unsent.at.date()), unsent.message_id) == ("post", "2026-02-03", "")
    assert unsent.byte_count
    assert mail.outbox == []


def test_where_no_mail_server_is_set_the_page_offers_the_other_way_only(officer, unsent, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = officer.get(of(unsent))
    assert [step.label for step in page.context["steps"]] == ["Record that it was sent otherwise"]
    assert "No mail server is configured." in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_where_no_mail_server_is_set_nothing_is_sent_by_hand_either(officer, unsent, settings):
    page = officer.get(page_of("send", unsent))
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    answer = take(officer, "send", unsent, page=page, reason="Now")
    unsent.refresh_from_db()
    assert unsent.byte_count is None
    assert "No mail server is configured" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_second_click_sends_an_unsent_letter_once(officer, unsent):
    page = officer.get(page_of("send", unsent))
    take(officer, "send", unsent, page=page, form_number="1")
    again = take(officer, "send", unsent, page=page, form_number="1", follow=True)
    assert "It was processed once." in again.content.decode()
    assert len(mail.outbox) == 1
