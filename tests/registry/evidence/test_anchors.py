"""Checkpoints go where nobody takes them back: files, mailboxes, time-stamp authorities."""

import json
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils.crypto import salted_hmac

from registry.evidence import anchors
from registry.evidence.log import checkpoints
from registry.evidence.redaction.list_file import as_data
from registry.models import EvidenceAnchor, EvidenceEvent
from registry.records.events import announce
from registry.refusals import Refused
from registry.vocabulary import AnchorMethod, EventName
from tests.registry.evidence.log.test_timestamps import REFUSAL, receipt_for
from tests.support.factories import make_processor
from tests.support.mail_server import mail_server

pytestmark = pytest.mark.django_db

BOXES = ["board@example.org", "auditor@example.com"]


@pytest.fixture
def mailboxes(settings):
    settings.EVIDENCE_MAILBOXES = [*BOXES, "Board@example.org"]


class OneIsDown(EmailBackend):
    """Delivers to the second mailbox only."""

    def send_messages(self, messages):
        if messages[0].to == BOXES[:1]:
            raise SMTPServerDisconnected("secret.example.org is gone")
        return super().send_messages(messages)


def anchor_evidence(*arguments):
    call_command("anchor_evidence", *arguments)


def test_a_checkpoint_is_read_back_as_it_was_written():
    newest = checkpoints.newest()
    assert checkpoints.read(newest.text) == newest == checkpoints.at(newest.size)
    assert len(newest.groups) == 16
    assert checkpoints.at(newest.size + 1) is None


@pytest.mark.parametrize(
    "text", ["", "x\n1\n", "x\n0\n" + "A" * 43 + "=\n", "x\n1\n" + "A" * 42 + "B=\n"]
)
def test_what_is_no_checkpoint_is_not_read(text):
    with pytest.raises(ValueError, match=r"checkpoint|usual form"):
        checkpoints.read(text)


def test_a_checkpoint_in_a_file_is_kept_and_never_replaced(tmp_path, capsys):
    newest = checkpoints.newest()
    anchor_evidence(tmp_path)
    file = tmp_path / f"checkpoint-{newest.size}.txt"
    assert json.loads((tmp_path / "redactions.json").read_text()) == as_data()
    assert str(file) in capsys.readouterr().out
    assert file.read_text(encoding="utf-8") == newest.text
    anchor = EvidenceAnchor.objects.get()
    assert (anchor.size, anchor.checkpoint, anchor.method) == (newest.size, newest.text, "file")
    with pytest.raises(CommandError, match="is never overwritten"):
        anchor_evidence(file)
    assert EvidenceAnchor.objects.count() == 1


def test_the_log_itself_says_that_a_checkpoint_left_and_not_to_whom():
    anchors.keep(checkpoints.newest(), AnchorMethod.MAIL, by="test", target=BOXES[0])
    event = EvidenceEvent.objects.latest("pk")
    assert (event.name, event.facts["method"]) == ("anchor", "mail")
    assert BOXES[0] not in event.details


def test_each_mailbox_gets_a_message_when_there_is_news_and_only_then(mailboxes, capsys):
    anchor_evidence("--mail")
    assert [message.to for message in mail.outbox] == [[box] for box in BOXES]
    checkpoint, redactions = mail.outbox[0].attachments
    assert checkpoint.content in mail.outbox[0].body
    assert json.loads(redactions.content) == as_data()
    assert "2 mailboxes" in capsys.readouterr().out

    announce(EventName.VERIFIED, by="verify_evidence")
    anchor_evidence("--mail")
    assert len(mail.outbox) == 2

    make_processor()
    anchor_evidence("--mail")
    assert len(mail.outbox) == 4


def test_a_mailbox_that_could_not_be_reached_gets_it_the_next_time(mailboxes, settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.OneIsDown"
    with pytest.raises(CommandError, match=r"1 mailbox .* board@example.org") as failure:
        anchor_evidence("--mail")
    assert "secret.example.org" not in str(failure.value)
    assert anchors.last_anchor() is None  # whoever can empty one mailbox could empty this one
    settings.EMAIL_BACKEND = working
    anchor_evidence("--mail")
    assert sorted(message.to[0] for message in mail.outbox) == sorted(BOXES)
    assert anchors.last_anchor() == _kept_at(AnchorMethod.MAIL).first()


def _kept_at(method):
    kept = EvidenceAnchor.objects.filter(method=method).order_by("created_at")
    return kept.values_list("created_at", flat=True)


def test_a_checkpoint_is_given_when_the_second_mailbox_has_it(mailboxes):
    checkpoint = checkpoints.newest()
    for target in ["board@example.org", "Board@Example.org"]:
        anchors.keep(checkpoint, AnchorMethod.MAIL, by="test", target=target)
    assert anchors.last_anchor() is None
    anchors.keep(checkpoint, AnchorMethod.MAIL, by="test", target="auditor@example.org")
    assert anchors.last_anchor() == _kept_at(AnchorMethod.MAIL)[1]
    in_a_file = anchors.keep(checkpoint, AnchorMethod.FILE, by="test", target="/srv/a.txt")
    assert anchors.last_anchor() == in_a_file.created_at


@pytest.mark.parametrize("boxes", [[], BOXES[:1], ["a@example.org", "A@example.org"]])
def test_one_mailbox_is_not_enough(settings, boxes):
    settings.EVIDENCE_MAILBOXES = boxes
    with pytest.raises(CommandError, match="at least two"):
        anchor_evidence("--mail")


def test_a_time_stamp_is_asked_for_and_its_receipt_is_kept(tmp_path, capsys):
    asked = checkpoints.newest()
    anchor_evidence("--tsq", tmp_path / "a.tsq")
    assert (tmp_path / "a.checkpoint").read_text(encoding="utf-8") == asked.text
    make_processor()  # the log goes on while the authority answers
    reply = receipt_for((tmp_path / "a.tsq").read_bytes())
    (tmp_path / "a.tsr").write_bytes(reply)
    anchor_evidence("--tsr", tmp_path / "a.tsr")
    anchor = EvidenceAnchor.objects.get()
    assert (anchor.size, anchor.checkpoint, anchor.method) == (asked.size, asked.text, "rfc3161")
    assert bytes(anchor.receipt) == reply
    assert anchor.target == "time stamp of 2026-11-26 09:23:19 UTC"
    assert "signature was not checked" in capsys.readouterr().out
    with pytest.raises(CommandError, match="already kept"):
        anchor_evidence("--tsr", tmp_path / "a.tsr")


def test_a_receipt_that_is_not_ours_is_refused():
    _checkpoint, request = anchors.time_stamp_request()
    with pytest.raises(Refused, match="refused it"):
        anchors.take_receipt(REFUSAL, by="test")
    with pytest.raises(Refused, match="not for a checkpoint"):
        anchors.take_receipt(receipt_for(anchors.timestamps.request(b"x", 1 << 63)), by="test")
    nonce = anchors.timestamps.read_request(request)[1].to_bytes(8, "big")
    of_others = receipt_for(request).replace(nonce, b"\x80" + bytes(7))
    with pytest.raises(Refused, match="another request"):
        anchors.take_receipt(of_others, by="test")
    assert EvidenceAnchor.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "Give a target"),
        (["nowhere/x"], "No such file"),
        (["--tsr", "nowhere"], "No such file"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, why):
    with pytest.raises(CommandError, match=why):
        anchor_evidence(*arguments)


def receipt_asked_before(**overrides):
    with override_settings(**overrides):
        checkpoint, request = anchors.time_stamp_request()
    return checkpoint, receipt_for(request)


def test_a_receipt_that_was_asked_for_under_an_earlier_key_is_taken(settings):
    _checkpoint, reply = receipt_asked_before(SECRET_KEY="the key of last year")
    with pytest.raises(Refused, match="another request"):
        anchors.take_receipt(reply, by="test")
    settings.SECRET_KEY_FALLBACKS = ["another", "the key of last year"]
    anchors.take_receipt(reply, by="test")
    assert EvidenceAnchor.objects.count() == 1


def test_a_new_request_is_made_with_the_key_of_today(settings):
    _checkpoint, reply = receipt_asked_before(SECRET_KEY_FALLBACKS=["the key of last year"])
    settings.SECRET_KEY_FALLBACKS = []
    anchors.take_receipt(reply, by="test")
    assert EvidenceAnchor.objects.count() == 1


def test_the_nonce_is_the_same_whatever_the_module_is_called(settings):
    settings.SECRET_KEY = "a key"
    checkpoint = checkpoints.newest()
    mac = salted_hmac("registry.evidence.anchors", checkpoint.text, algorithm="sha256").digest()
    assert anchors._nonces(checkpoint)[0] == int.from_bytes(mac[:8], "big") | 1 << 63


def test_where_no_mail_server_is_set_no_checkpoint_is_called_mailed(mailboxes, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with pytest.raises(CommandError, match="No mail server is configured"):
        anchor_evidence("--mail")
    assert not EvidenceAnchor.objects.exists()


def test_a_mailbox_that_the_server_refuses_is_named_with_the_reason(mailboxes, settings):
    with mail_server(settings, RCPT="550 no"), pytest.raises(CommandError) as failure:
        anchor_evidence("--mail")
    assert "board@example.org (The mail server did not accept the message" in str(failure.value)
    assert not EvidenceAnchor.objects.exists()


def test_the_message_says_which_register_it_is_from(mailboxes, settings):
    settings.BASE_URL = "https://register.example.org"
    anchor_evidence("--mail")
    assert "https://register.example.org/admin/registry/evidenceanchor/" in mail.outbox[0].body
