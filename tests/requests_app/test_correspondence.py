"""Letters are filled in safely, recorded with their step, and never called sent unless they are."""

import hashlib

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from requests_app import correspondence, lifecycle
from requests_app.correspondence import Letter
from requests_app.models import Message, MessageTemplate
from requests_app.vocabulary import Channel, MessageKind, RequestState
from tests.factories import make_contact
from tests.requests_app.factories import (
    make_message_template,
    make_requested_right,
    make_requester,
    receive_request,
)

DAY = timezone.localdate
BROKEN = "django.core.mail.backends.smtp.EmailBackend"


def make_letter(**fields):
    defaults = {
        "kind": MessageKind.ACKNOWLEDGEMENT,
        "channel": Channel.EMAIL,
        "on": DAY(),
        "subject": "We have it",
        "text": "Thank you.\r\nGrüße",
        "is_mailed": True,
    }
    return Letter(**defaults | fields)


def write(request, step=None, **fields):
    written = correspondence.write(
        request, make_letter(**fields), by="test", reason="First letter", step=step
    )
    return Message.objects.get(pk=written.pk)


@pytest.fixture
def request_of_ada(db):
    request = receive_request("access")
    make_requester(request=request, name="Ada Example", email="ada@example.org")
    return request


@pytest.fixture
def without_mail_server(settings):
    settings.EMAIL_BACKEND = BROKEN
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_names_in_braces_are_filled_in_and_nothing_else():
    text = "{reference} {unknown} {reference.__class__} {0} {} { {{reference}}"
    filled = correspondence.fill(text, {"reference": "R-1"})
    assert filled == "R-1 {unknown} {reference.__class__} {0} {} { {R-1}"


def test_what_is_filled_in_is_not_filled_again():
    assert correspondence.fill("{name}", {"name": "{contact}", "contact": "x"}) == "{contact}"


def test_a_draft_names_the_request_and_whom_to_write_to(request_of_ada):
    make_contact(organisation=request_of_ada.organisation, value="privacy@example.org")
    template = make_message_template(
        subject="About {reference}", text="Dear {name}, {rights}, {received_on}, {contact}"
    )
    subject, text = correspondence.draft(template, request_of_ada)
    assert subject == f"About {request_of_ada.reference}"
    assert text == "Dear Ada Example, right to access, 30 January 2026, privacy@example.org"


@pytest.mark.django_db
def test_a_draft_for_nobody_in_particular_reads_well():
    request = receive_request("access")
    template = make_message_template(text="Dear {name},")
    assert correspondence.draft(template, request)[1] == "Dear,"


@pytest.mark.django_db(transaction=True)
def test_a_letter_goes_to_the_requester_with_the_reference_in_its_subject(request_of_ada):
    message = write(request_of_ada)
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    assert sent.subject == f"We have it [{request_of_ada.reference}]"
    assert sent.body == "Thank you.\nGrüße"
    assert sent.extra_headers["Message-ID"] == message.message_id


@pytest.mark.django_db(transaction=True)
def test_answers_go_to_the_privacy_contact(request_of_ada):
    make_contact(organisation=request_of_ada.organisation, value="privacy@example.org")
    write(request_of_ada)
    assert mail.outbox[0].reply_to == ["privacy@example.org"]


@pytest.mark.django_db(transaction=True)
def test_of_what_was_sent_size_and_salted_fingerprint_are_kept(request_of_ada):
    message = write(request_of_ada)
    content = f"{message.subject}\n\n{message.text}".encode()
    salted = bytes.fromhex(message.fingerprint_salt) + content
    assert message.byte_count == len(content)
    assert message.fingerprint == hashlib.sha256(salted).hexdigest()


@pytest.mark.django_db(transaction=True)
def test_two_equal_letters_have_different_fingerprints(request_of_ada):
    assert write(request_of_ada).fingerprint != write(request_of_ada).fingerprint


@pytest.mark.django_db(transaction=True)
def test_a_letter_and_its_step_are_one(request_of_ada):
    def acknowledge():
        lifecycle.acknowledge(request_of_ada, on=DAY(), by="test", reason="First letter")

    write(request_of_ada, step=acknowledge)
    request_of_ada.refresh_from_db()
    assert request_of_ada.state == RequestState.ACKNOWLEDGED
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_or_recorded_when_the_step_is_refused(request_of_ada):
    def close():
        lifecycle.close(request_of_ada, on=DAY(), by="test", reason="Too early")

    with pytest.raises(ValidationError, match="does not lead on"):
        write(request_of_ada, step=close)
    assert mail.outbox == []
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_the_mail_server_did_not_take_is_kept_as_unsent(
    request_of_ada, without_mail_server
):
    message = write(request_of_ada)
    assert correspondence.is_unsent(message)
    assert list(correspondence.unsent()) == [message]
    assert message.fingerprint == ""


@pytest.mark.django_db(transaction=True)
def test_an_unsent_letter_is_sent_again(request_of_ada, without_mail_server, settings):
    message = write(request_of_ada)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    correspondence.send(message, by="test", reason="The server is back")
    assert not correspondence.unsent().exists()
    assert mail.outbox[0].to == ["ada@example.org"]


@pytest.mark.django_db(transaction=True)
def test_a_failure_to_send_is_said_without_names(request_of_ada, without_mail_server, caplog):
    message = write(request_of_ada)
    with pytest.raises(ValidationError, match="did not take the message"):
        correspondence.send(message, by="test", reason="Again")
    assert "was not sent: ConnectionRefusedError" in caplog.text
    assert "ada@example.org" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_without_an_address_nothing_is_called_sent():
    message = write(receive_request("access"))
    assert correspondence.is_unsent(message)


def test_a_letter_that_went_by_post_is_recorded_with_its_day(request_of_ada):
    message = write(
        request_of_ada, channel=Channel.POST, is_mailed=False, on=request_of_ada.received_on
    )
    assert message.at.date() == request_of_ada.received_on
    assert not correspondence.is_unsent(message)
    assert mail.outbox == []


@pytest.mark.django_db
def test_shipped_templates_are_added_once_and_never_overwritten():
    make_message_template(kind=MessageKind.REFUSAL, text="Our own words")
    call_command("load_request_terms", verbosity=0)
    call_command("load_request_terms", verbosity=0)
    assert MessageTemplate.objects.get(kind=MessageKind.REFUSAL).text == "Our own words"
    assert MessageTemplate.objects.count() == 7


@pytest.mark.django_db
def test_the_shipped_refusal_names_complaint_and_remedy_and_every_name_is_known():
    call_command("load_request_terms", verbosity=0)
    request = make_requested_right().request
    for template in MessageTemplate.objects.all():
        assert "{" not in "".join(correspondence.draft(template, request))
    refusal = MessageTemplate.objects.get(kind=MessageKind.REFUSAL).text
    assert "Article 77" in refusal
    assert "Article 79" in refusal
