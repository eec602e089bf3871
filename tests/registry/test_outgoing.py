"""Mail is sent when a server has taken it, and what stood against it is said without addresses."""

import pytest
from django.core import mail

from registry import outgoing
from registry.outgoing import AddressRefused, NoServer, NotTaken, deliver
from tests.support.mail_server import HANG_UP, SAY_NOTHING, mail_server

BACKENDS = "django.core.mail.backends"
ADDRESS = "ada@example.org"


def send(to=ADDRESS, subject="Yours", **fields):
    deliver(to, subject=subject, body="Grüße", **fields)


def refusal(settings, **answers) -> str:
    with mail_server(settings, **answers) as server:
        with pytest.raises(NotTaken) as told:
            send()
        assert server.taken == []
    return str(told.value)


def test_what_a_server_has_taken_is_sent(settings):
    with mail_server(settings) as server:
        send(
            reply_to="privacy@example.org",
            headers={"Message-ID": "<1@example.org>"},
            files=[("a.txt", "one", "text/plain")],
        )
    (message,) = server.taken
    assert server.recipients == [ADDRESS]
    assert (message["To"], message["Subject"]) == (ADDRESS, "Yours")
    assert (message["Reply-To"], message["Message-ID"]) == (
        "privacy@example.org",
        "<1@example.org>",
    )
    assert message.get_body().get_content().strip() == "Grüße"
    assert [part.get_filename() for part in message.iter_attachments()] == ["a.txt"]


@pytest.mark.parametrize("backend", ["console", "dummy", "filebased"])
def test_where_no_server_is_set_nothing_is_sent(settings, backend, tmp_path, capsys):
    settings.EMAIL_BACKEND = f"{BACKENDS}.{backend}.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    assert not outgoing.has_server()
    with pytest.raises(NoServer, match=r"No mail server is configured\. Set EMAIL_URL"):
        send()
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


def test_only_the_screen_shows_what_is_printed(settings):
    assert not outgoing.is_printed()
    settings.EMAIL_BACKEND = f"{BACKENDS}.console.EmailBackend"
    assert outgoing.is_printed()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            {"RCPT": "550 no ada@example.org here"},
            "it does not accept mail for this address (550).",
        ),
        ({"RCPT": "450 greylisted"}, "for this address (450). Try again later."),
        (
            {"MAIL": "553 not you"},
            "it does not accept mail from our own address, DEFAULT_FROM_EMAIL (553)",
        ),
        ({"MAIL": "530 sign in first"}, "it did not accept our user name or password (530)"),
        ({"DATA": "554 spam"}, "it rejected the text (554). Trying again will not help."),
        ({"TEXT": "552 too long"}, "it rejected the text (552). Trying again will not help."),
        ({"TEXT": "451 busy"}, "it rejected the text (451). Try again later."),
        (
            {"CONNECT": "421 closed"},
            "it did not answer like a mail server (421). Try again later",
        ),
        (
            {"CONNECT": "554 go away"},
            "it did not answer like a mail server (554). Trying again will not",
        ),
        ({"CONNECT": HANG_UP}, "the connection was lost or timed out"),
        ({"TEXT": HANG_UP}, "timed out. The message may have been sent nevertheless."),
        ({"EHLO": "500 no", "HELO": "500 no"}, "it did not answer like a mail server (500)"),
    ],
)
def test_why_a_server_did_not_take_it_is_said_in_words(settings, caplog, answers, said):
    why = refusal(settings, **answers)
    assert why.startswith("The mail server did not accept the message: ")
    assert said in why
    assert "ada@" not in why + caplog.text


def test_a_password_that_is_refused(settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "register", "wrong"
    why = refusal(settings, AUTH="535 wrong")
    assert "it did not accept our user name or password (535). Trying again will not help." in why


def test_a_server_without_what_was_asked_for(settings):
    settings.EMAIL_USE_TLS = True
    assert "it does not support what EMAIL_URL or the address needs." in refusal(settings)


def test_a_server_that_speaks_no_tls(settings):
    settings.EMAIL_USE_SSL = True
    assert "no secure connection was possible." in refusal(settings)


@pytest.mark.parametrize("phase", ["CONNECT", "EHLO", "RCPT", "TEXT"])
def test_a_server_that_falls_silent_is_waited_for_so_long_and_no_longer(settings, phase):
    settings.EMAIL_TIMEOUT = 0.1
    assert "the connection was lost or timed out." in refusal(settings, **{phase: SAY_NOTHING})


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("127.0.0.1", "it refused the connection"),
        ("nowhere.invalid", "the host name in EMAIL_URL was not found"),
    ],
)
def test_a_server_that_is_not_there(settings, host, said):
    settings.EMAIL_BACKEND = f"{BACKENDS}.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, 1
    with pytest.raises(NotTaken, match=said):
        send()


@pytest.mark.parametrize(
    "words", [{"subject": "a\nBcc: b@example.org"}, {"to": "a\nb@example.org"}]
)
def test_what_would_add_a_line_to_the_head_is_not_sent(settings, words):
    with (
        mail_server(settings) as server,
        pytest.raises(NotTaken, match="that are not allowed in mail"),
    ):
        send(**words)
    assert server.taken == []


def test_nobody_is_not_written_to():
    with pytest.raises(NotTaken, match="The message has no recipient"):
        send(to="")
    assert mail.outbox == []


@pytest.mark.parametrize("farewell", [HANG_UP, SAY_NOTHING, "500 what?"])
def test_what_was_taken_stays_sent_however_the_server_takes_its_leave(settings, farewell):
    settings.EMAIL_TIMEOUT = 0.1
    with mail_server(settings, QUIT=farewell) as server:
        send()
    assert len(server.taken) == 1


def test_only_the_address_that_a_server_refuses_is_told_apart(settings):
    with mail_server(settings, RCPT="550 no"), pytest.raises(AddressRefused):
        send()
    with mail_server(settings, TEXT="550 no"), pytest.raises(NotTaken) as told:
        send()
    assert type(told.value) is NotTaken


@pytest.mark.parametrize(
    ("answers", "logged"),
    [({"TEXT": "552 no"}, "SMTPDataError 552\n"), ({"RCPT": "550 no"}, "SMTPRecipientsRefused\n")],
)
def test_the_log_names_the_kind_of_failure_and_its_code(settings, caplog, answers, logged):
    refusal(settings, **answers)
    assert caplog.text.endswith(f"A message was not sent: {logged}")


@pytest.mark.parametrize(
    ("name", "content", "content_type", "said"),
    [
        ("a.txt", b"one\r\ntwo\n\x80", "text/plain", "text/plain"),
        ("a.pdf", b"%PDF-1.7\n.\n\x00", "application/pdf", "application/pdf"),
        ("a.eml", b"To: a\n\nHi", "message/rfc822", "application/octet-stream"),
    ],
)
def test_a_file_arrives_byte_by_byte(settings, name, content, content_type, said):
    with mail_server(settings) as server:
        deliver("ada@example.org", subject="A", body="B", files=[(name, content, content_type)])
    (part,) = server.taken[0].iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == (name, said)
    assert part.get_payload(decode=True) == content
