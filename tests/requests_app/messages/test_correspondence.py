"""Letters are filled in safely, recorded with their step, and never called sent unless they are."""

import hashlib
from datetime import timedelta
from threading import Thread

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from requests_app.handling import lifecycle
from requests_app.messages import correspondence
from requests_app.messages.correspondence import Letter
from requests_app.models import Message
from requests_app.vocabulary import Channel, MessageKind, RequestState
from tests.requests_app.factories import (
    NOON,
    make_message,
    make_requester,
    receive_request,
)
from tests.support.factories import make_contact
from tests.support.mail_server import SAY_NOTHING, mail_server

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


@pytest.mark.django_db(transaction=True)
def test_a_letter_goes_to_the_requester_with_the_reference_in_its_subject(request_of_ada):
    message = write(request_of_ada)
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    assert sent.subject == f"We have it [{request_of_ada.reference}]"
    assert sent.body == "Thank you.\nGrüße"
    assert sent.extra_headers["Message-ID"] == message.message_id


@pytest.mark.once
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

    with pytest.raises(ValidationError, match="is not possible in the"):
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


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_failure_to_send_is_said_without_names(request_of_ada, without_mail_server, caplog):
    message = write(request_of_ada)
    with pytest.raises(ValidationError, match="did not accept the message"):
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


# What may be sent


def send(message):
    correspondence.send(message, by="test", reason="Now")


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_sent_once(request_of_ada):
    message = write(request_of_ada)
    with pytest.raises(ValidationError, match="was already sent, or recorded as sent"):
        send(message)
    assert len(mail.outbox) == 1


def test_a_message_that_came_in_is_not_sent_back(request_of_ada):
    message = make_message(request=request_of_ada)
    with pytest.raises(ValidationError, match="This is an incoming message"):
        send(message)
    assert mail.outbox == []


def test_a_letter_that_was_put_aside_is_not_sent(request_of_ada):
    message = make_message(request=request_of_ada, direction="out", retired_on=DAY())
    with pytest.raises(ValidationError, match="was already sent, or recorded as sent"):
        send(message)


def test_what_was_removed_is_not_sent(request_of_ada):
    message = make_message(request=request_of_ada, direction="out", message_id="", text="[removed]")
    for step in [send, recorded_as_sent]:
        with pytest.raises(ValidationError, match="text of this letter was removed"):
            step(message)
    assert mail.outbox == []


def test_while_a_letter_is_on_its_way_nobody_else_sends_it(request_of_ada):
    message = make_message(request=request_of_ada, direction="out")
    with (
        correspondence._on_its_way(message),
        pytest.raises(ValidationError, match="is being sent at the moment"),
    ):
        send(message)
    send(message)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_the_same_moment_send_one_letter(request_of_ada, settings):
    message = make_message(request=request_of_ada, direction="out")
    refusals = []

    def click():
        try:
            send(message)
        except ValidationError as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    with mail_server(settings) as server:
        clicks = [Thread(target=click) for _number in range(3)]
        for thread in clicks:
            thread.start()
        for thread in clicks:
            thread.join()
    assert len(server.taken) == 1
    assert len(refusals) == 2


def test_a_letter_is_sent_on_the_day_on_which_it_was_taken(request_of_ada):
    message = make_message(request=request_of_ada, direction="out", at=NOON)
    send(message)
    assert timezone.localdate(Message.objects.get().at) == DAY()


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"RCPT": "550 ada@example.org who?"}, "it does not accept mail for this address (550)"),
        ({"AUTH": "535 no"}, "it did not accept our user name or password (535)"),
        ({"TEXT": SAY_NOTHING}, "the connection was lost or timed out"),
    ],
)
def test_what_a_server_refuses_stays_unsent_with_the_reason(
    request_of_ada, settings, caplog, answers, why
):
    settings.EMAIL_TIMEOUT = 0.1
    if "AUTH" in answers:
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "register", "wrong"
    with mail_server(settings, **answers):
        message = correspondence.write(request_of_ada, make_letter(), by="test", reason="First")
    assert why in message.refusal
    assert "was kept and marked as unsent" in message.refusal
    assert "ada@" not in message.refusal + caplog.text
    assert correspondence.is_unsent(Message.objects.get())


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_letter_that_was_taken_has_no_refusal(request_of_ada, settings):
    with mail_server(settings) as server:
        message = correspondence.write(request_of_ada, make_letter(), by="test", reason="First")
    assert message.refusal == ""
    assert server.taken[0]["Message-ID"] == message.message_id


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("backend", ["console", "dummy", "filebased"])
def test_without_a_mail_server_no_letter_is_called_sent(
    request_of_ada, settings, backend, tmp_path
):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    message = correspondence.write(request_of_ada, make_letter(), by="test", reason="First")
    assert "No mail server is configured" in message.refusal
    assert correspondence.is_unsent(Message.objects.get())
    assert list(tmp_path.iterdir()) == []


# Sent otherwise


def recorded_as_sent(message, **fields):
    fields = {"on": DAY(), "channel": Channel.POST} | fields
    correspondence.sent_otherwise(message, by="test", reason="By hand", **fields)


def test_an_unsent_letter_is_recorded_as_it_went(request_of_ada):
    message = make_message(request=request_of_ada, direction="out", subject="A", text="B")
    recorded_as_sent(message, on=request_of_ada.received_on)
    sent = Message.objects.get()
    assert (sent.channel, sent.message_id) == ("post", "")
    assert timezone.localdate(sent.at) == request_of_ada.received_on
    assert sent.byte_count == len("A\n\nB")
    assert not correspondence.unsent().exists()


def test_a_letter_cannot_have_been_sent_tomorrow(request_of_ada):
    message = make_message(request=request_of_ada, direction="out")
    with pytest.raises(ValidationError, match="in the future"):
        recorded_as_sent(message, on=DAY() + timedelta(days=1))
    recorded_as_sent(message)


@pytest.mark.parametrize("fields", [{"direction": "in"}, {"direction": "out", "byte_count": 5}])
def test_only_what_waits_is_recorded_as_sent_otherwise(request_of_ada, fields):
    message = make_message(request=request_of_ada, **fields)
    with pytest.raises(ValidationError):
        recorded_as_sent(message)


# What subjects say


@pytest.mark.once
def test_a_subject_names_the_request_once(request_of_ada):
    name = request_of_ada.reference
    assert correspondence.with_reference("Hello", request_of_ada) == f"Hello [{name}]"
    assert correspondence.with_reference(f"On {name}", request_of_ada) == f"On {name}"


@pytest.mark.once
def test_the_id_of_a_letter_ends_in_the_domain_of_our_address(request_of_ada, settings):
    for address, domain in [("Privacy <p@example.org>", "example.org"), ("register", "register")]:
        settings.DEFAULT_FROM_EMAIL = address
        assert correspondence._our_domain() == domain
    settings.DEFAULT_FROM_EMAIL = ""
    assert correspondence._our_domain() == "localhost"
