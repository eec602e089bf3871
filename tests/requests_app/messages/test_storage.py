"""Files of requests: private, whole, under names that say nothing, and gone when they should be."""

import stat
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import timezone

from registry.files_kept import names
from registry.files_kept import storage as on_disk
from registry.files_kept.storage import FileGone
from registry.models import Mark
from registry.records.history import recorded
from registry.vocabulary import MarkName
from requests_app.messages import storage
from requests_app.models import Attachment, Message
from requests_app.vocabulary import Channel, Direction

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"
    return settings.PRIVATE_FILES


def files_in(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def store(content=b"%PDF", **fields):
    with recorded(by="test", reason="Set up"):
        message = Message.objects.create(
            direction=Direction.IN, channel=Channel.EMAIL, at=timezone.now()
        )
        return storage.store(content, message=message, **{"name": "copy.pdf"} | fields)


# Keeping


def test_a_file_lies_under_a_random_name_for_its_owner_only(private):
    attachment = store()
    (path,) = files_in(private)
    assert path.name == attachment.stored_name
    assert "copy" not in str(path.relative_to(private))
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (private, path.parent, path)]
    assert modes == [0o700, 0o700, 0o600]


def test_what_is_known_of_a_file_is_kept_with_it():
    attachment = store(b"%PDF-1.7", content_type="Application/PDF")
    assert attachment.byte_count == 8
    assert attachment.sha256 == sha256(b"%PDF-1.7").hexdigest()
    assert (attachment.name, attachment.content_type) == ("copy.pdf", "application/pdf")


def test_a_file_can_come_as_a_stream():
    attachment = store(BytesIO(b"x" * 1_000_000))
    with on_disk.open_kept(attachment) as file:
        assert file.read() == b"x" * 1_000_000


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\temp\\a.txt", "C__temp_a.txt"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ("a\0b\nc.pdf", "ab c.pdf"),
        ("", "Attachment"),
        (" .", "Attachment"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("Größe 1.pdf", "Größe 1.pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_mislead(name, shown):
    assert names.display_name(name) == shown


@pytest.mark.parametrize(
    "claim", ["", "text", "text/html; charset=x", "a/b\nc: d", "x/" + "y" * 99]
)
def test_a_type_that_is_none_is_an_unknown_type(claim):
    assert names.claimed_type(claim) == "application/octet-stream"


# Limits


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(private):
    with pytest.raises(ValidationError, match="cannot be kept"):
        store(b"x" * 11, limit=10)
    assert (files_in(private), Attachment.objects.count()) == ([], 0)


def test_the_files_of_a_message_are_limited_together(monkeypatch, private):
    monkeypatch.setattr(storage, "MESSAGE_LIMIT", 10)
    message = store(b"x" * 6).message
    with (
        pytest.raises(ValidationError, match="cannot be kept"),
        on_disk.gone_if_undone(),
        recorded(by="test", reason="One more"),
    ):
        storage.store(b"x" * 6, message=message, name="b")
    assert len(files_in(private)) == 1


# Giving back


@pytest.mark.parametrize("name", ["../../../etc/passwd", "", "A" * 32, "a" * 31])
def test_nothing_but_stored_files_can_be_opened(name):
    with pytest.raises(FileGone):
        on_disk.open_kept(Attachment(stored_name=name))


def test_a_file_that_is_gone_is_said_to_be(private):
    attachment = store()
    files_in(private)[0].unlink()
    with pytest.raises(FileGone, match="no longer there"):
        on_disk.open_kept(attachment)


def test_a_file_that_was_changed_is_not_given_out(private):
    attachment = store()
    files_in(private)[0].write_bytes(b"another")
    with pytest.raises(FileGone, match="not the one"):
        on_disk.open_kept(attachment)


# Going


def test_files_of_a_block_that_fails_go_with_their_rows(private):
    with suppress(DatabaseError), on_disk.gone_if_undone():
        store()
        raise DatabaseError
    assert files_in(private) == []


def test_a_file_is_removed_when_the_transaction_commits(
    private, django_capture_on_commit_callbacks
):
    attachment = store()
    with django_capture_on_commit_callbacks(execute=True):
        on_disk.remove(attachment.stored_name)
        assert len(files_in(private)) == 1
    assert files_in(private) == []


def test_removing_a_file_that_is_gone_is_no_fault(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        on_disk.remove("0" * 32)


def test_what_a_killed_server_left_is_swept_up_and_nothing_else(private):
    kept = store()
    orphan = on_disk.put(b"left over")
    assert on_disk.sweep(timezone.now() - timedelta(days=1)) == 0
    assert on_disk.sweep(timezone.now() + timedelta(seconds=1)) == 1
    assert [path.name for path in files_in(private)] == [kept.stored_name]
    assert orphan.stored_name != kept.stored_name


def test_the_example_sweeps_nothing_up_for_it_may_be_of_another_register(private):
    on_disk.put(b"of the register that began after it")
    Mark.put(MarkName.EXAMPLE)
    assert on_disk.sweep(timezone.now() + timedelta(seconds=1)) == 0
    assert len(files_in(private)) == 1
