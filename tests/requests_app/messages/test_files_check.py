"""Whether the files on the disk are those that the attachments name, and gone where they say so."""

import os
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from registry.evidence.redaction.forgetting import forget
from registry.evidence.redaction.list_file import as_data
from registry.evidence.verify.whole import verify
from registry.files_kept import storage as kept
from registry.hooks import values_forgotten
from registry.models import EvidenceRedaction
from registry.records.history import recorded
from registry.records.personal import MARKER
from registry.vocabulary import RedactionGround
from requests_app.messages import storage
from requests_app.models import Attachment
from requests_app.retention.applying import apply
from requests_app.retention.proposals import outlook
from requests_app.retention.removal import FINGERPRINTS, remove_files, remove_parts
from tests.requests_app.closed import A_YEAR_LATER, make_closed
from tests.requests_app.factories import make_message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"
    return settings.PRIVATE_FILES


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What happens right after a commit happens at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def store(name="letter.pdf", *, request=None, content=b"%PDF-1.7") -> Attachment:
    message = make_message(request=request or make_closed(), text="Canary")
    with recorded(by="test", reason="Filed"):
        return storage.store(content, message=message, name=name)


def path_of(attachment):
    return kept.path_of(attachment.stored_name)


def faults() -> list[str]:
    return [str(fault) for fault in verify().faults]


def forget_name(attachment):
    forget(
        attachment,
        ["requests_app.attachment:name"],
        by="dpo",
        ground=RedactionGround.MISTAKE,
        reason="Not ours",
    )


def test_files_that_are_what_came_are_counted_and_no_fault():
    store()
    store(content=b"")
    report = verify()
    assert (report.faults, report.files) == ([], 2)


def make_a_folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        pytest.param(lambda path: path.unlink(), "its file is missing.", id="missing"),
        pytest.param(
            lambda path: path.write_bytes(b"%PDF-1.8"),
            "its file is not the one that was stored.",
            id="of the same length",
        ),
        pytest.param(lambda path: path.write_bytes(b""), "is not the one", id="emptied"),
        pytest.param(make_a_folder, "cannot be read: Is a directory.", id="no file"),
    ],
)
def test_a_file_that_is_missing_or_another_is_a_line_with_its_row(harm, what):
    whole, harmed = store(), store()
    harm(path_of(harmed))
    (said,) = faults()
    assert said.startswith(f"requests_app.attachment {harmed.pk}: ")
    assert what in said
    assert path_of(whole).exists()


def test_each_file_has_a_line_of_its_own_and_the_command_ends_with_1():
    for _number in range(3):
        path_of(store()).unlink()
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_evidence", "--since", "last", stdout=out)
    assert end.value.code == 1
    assert out.getvalue().count("its file is missing.\n") == 3
    assert out.getvalue().endswith("3 faults.\n")


def test_a_row_that_leads_out_of_the_folder_names_no_file():
    attachment = store()
    models.QuerySet(Attachment).filter(pk=attachment.pk).update(stored_name="../../etc/passwd")
    assert any("has no file name." in said for said in faults())


def test_after_a_redaction_of_its_name_the_file_is_gone_and_nothing_is_wrong(committed):
    attachment = store()
    with committed():
        forget_name(attachment)
    attachment.refresh_from_db()
    assert attachment.file_removed_on == timezone.localdate()
    assert attachment.history.latest().file_removed_on == timezone.localdate()
    assert not path_of(attachment).exists()
    assert faults() == []


def test_a_file_that_is_there_again_after_it_was_removed_is_a_fault(committed):
    attachment = store()
    with committed():
        forget_name(attachment)
    path_of(attachment).write_bytes(b"%PDF-1.7")
    (said,) = faults()
    assert said.startswith(
        f"requests_app.attachment {attachment.pk}: its file should have been removed, but"
    )
    assert said.endswith("still exists. Run apply_retention.")
    with committed():
        apply(outlook(A_YEAR_LATER), by="test")
    assert not path_of(attachment).exists()


# What looks like a marker, and is what somebody wrote


@pytest.mark.once
@pytest.mark.parametrize("name", [MARKER, "[removed 1]"])
def test_a_file_that_somebody_names_like_a_marker_stays_until_its_time(committed, name):
    attachment = store(name)
    other = store()
    with committed():
        apply(outlook(A_YEAR_LATER.replace(year=2024, month=3)), by="test", is_confirmed=True)
        forget_name(other)
    attachment.refresh_from_db()
    assert (attachment.name, attachment.file_removed_on) == (name, None)
    assert path_of(attachment).exists()
    assert faults() == []


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("name", [MARKER, "[removed 1]"])
def test_when_its_time_has_come_it_goes_as_all_others_do(committed, name):
    request = make_closed()
    attachment = store(name, request=request)
    assert [proposal.request for proposal in outlook(A_YEAR_LATER).due] == [request]
    with committed():
        apply(outlook(A_YEAR_LATER), by="test", is_confirmed=True)
    attachment.refresh_from_db()
    assert attachment.name == MARKER
    assert attachment.file_removed_on
    assert not path_of(attachment).exists()
    assert faults() == []
    assert outlook(A_YEAR_LATER).due == []


def test_the_list_for_restored_copies_names_it_too(committed):
    attachment = store(MARKER)
    forget_name(attachment)
    assert EvidenceRedaction.objects.filter(
        entry__model="requests_app.attachment", field="name"
    ).exists()
    assert "name" in str(as_data()["redactions"])


def test_without_its_fingerprint_a_file_is_known_by_its_size(committed):
    request = make_closed()
    attachment = store(request=request)
    with recorded(by="test", reason="Time is up"):
        remove_parts(FINGERPRINTS, [request.pk])
    attachment.refresh_from_db()
    assert (attachment.sha256, faults()) == ("", [])
    with kept.open_kept(attachment) as file:
        assert file.read() == b"%PDF-1.7"
    path_of(attachment).write_bytes(b"longer than before")
    assert len(faults()) == 1
    with pytest.raises(kept.FileGone, match="not the one"):
        kept.open_kept(attachment)


def test_whoever_asks_for_a_removed_file_is_told_when_it_went(committed):
    attachment = store()
    with committed():
        forget_name(attachment)
    attachment.refresh_from_db()
    with pytest.raises(kept.FileGone, match="was removed on"):
        kept.open_kept(attachment)


def test_a_file_removed_meanwhile_is_no_fault(monkeypatch, committed):
    """Retention deletes it between the look at its row and the look at the disk."""
    attachment = store()
    path, opened = path_of(attachment), type(path_of(attachment)).open

    def removed_first(self, *arguments, **options):
        if self == path and self.exists():
            with committed():
                forget_name(Attachment.objects.get(pk=attachment.pk))
        return opened(self, *arguments, **options)

    monkeypatch.setattr(type(path), "open", removed_first)
    assert faults() == []
    assert not os.path.lexists(path)


def test_a_file_removed_before_that_was_noted_is_noted_by_the_next_run(committed):
    attachment = store()
    with values_forgotten.without(remove_files):
        forget_name(attachment)
    attachment.refresh_from_db()
    assert attachment.file_removed_on is None
    with committed():
        apply(outlook(A_YEAR_LATER.replace(year=2024, month=3)), by="test")
    attachment.refresh_from_db()
    assert attachment.file_removed_on == timezone.localdate()
    assert not path_of(attachment).exists()
    assert faults() == []
