"""Files kept with entries: private, sealed, compared with their bytes, gone when they should."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import Target
from registry.evidence.verify.whole import verify
from registry.files_kept import storage
from registry.files_kept.of_register import keep
from registry.models import KeptFile
from registry.records.history import recorded
from registry.vocabulary import RedactionGround
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PDF = b"%PDF-1.7 signed"


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"
    return settings.PRIVATE_FILES


def pdf(name="agreement.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.fixture
def kept():
    agreement = factories.make_processor_agreement()
    return keep(pdf(), with_row=agreement, by="test", reason="Signed")


def page_of(row):
    name = row._meta.model_name
    return reverse(f"admin:registry_{name}_kept", args=[row.pk])


def faults():
    return [str(fault) for fault in verify().faults]


@pytest.mark.parametrize(
    "make",
    [factories.make_processor_agreement, factories.make_activity, factories.make_processor],
)
def test_an_editor_puts_a_file_in_and_saves_the_same_bytes(client, make):
    row = make()
    client.force_login(factories.make_user(role="editor"))
    sent = {"file": pdf(), "reason": "Signed by both"}
    assert client.post(page_of(row), sent).status_code == 302
    kept = KeptFile.objects.get()
    assert (kept.belongs_to, kept.sha256) == (row, sha256(PDF).hexdigest())
    address = reverse("admin:registry_keptfile_download", args=[kept.pk])
    assert address in client.get(page_of(row)).text
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="agreement.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    client.force_login(factories.make_user(role="committee reader"))
    assert client.get(address).status_code == 403
    assert client.get(page_of(row)).status_code == 403


@pytest.mark.parametrize(
    ("name", "content"), [("page.html", b"<html>"), ("photo.pdf", b"\x89PNG\r\n\x1a\n")]
)
def test_what_may_do_harm_or_is_something_else_is_refused_and_leaves_nothing(
    private, name, content
):
    with pytest.raises(ValidationError, match="Save it as PDF"):
        keep(
            pdf(name, content),
            with_row=factories.make_processor(),
            by="test",
            reason="Signed",
        )
    assert not [path for path in private.rglob("*") if path.is_file()]


def test_a_verification_finds_a_file_that_is_another_or_missing(kept):
    assert faults() == []
    path = storage.path_of(kept.stored_name)
    path.write_bytes(PDF + b" later")
    assert "not the one that was stored" in "".join(faults())
    path.unlink()
    assert "its file is missing" in "".join(faults())


def test_a_redaction_of_the_name_removes_the_file_and_says_so(
    kept, django_capture_on_commit_callbacks
):
    with (
        django_capture_on_commit_callbacks(execute=True),
        recorded(by="test", reason="Asked for"),
    ):
        target = Target(KeptFile, [kept.pk], ("name",), {"name": "[redacted]"})
        redact([target], ground=RedactionGround.RETENTION)
    kept.refresh_from_db()
    assert kept.file_removed_on == timezone.localdate()
    assert not storage.path_of(kept.stored_name).exists()
    assert faults() == []


def test_the_sweep_of_what_no_row_names_leaves_it(kept):
    orphan = storage.put(b"%PDF")
    assert storage.sweep(timezone.now() + timedelta(days=1)) == 1
    assert storage.path_of(kept.stored_name).exists()
    assert not storage.path_of(orphan.stored_name).exists()
