"""What a file is, whatever it says of itself."""

import io
import zipfile

import pytest

from registry.files_kept.filetypes import OFFICE, OPEN_DOCUMENT, inspect

DOCX = f"{OFFICE}wordprocessingml.document"
PDF, PNG = b"%PDF-1.7\n%", b"\x89PNG\r\n\x1a\n\0\0"


def package(*members, mimetype=""):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype:
            archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for member in members:
            archive.writestr(member, b"x" * 5000)
    return file.getvalue()


WORD = package("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "name", "claimed", "found", "check"),
    [
        (PDF, "copy.pdf", "application/pdf", "application/pdf", "recognised"),
        (PDF, "copy.PDF", "application/octet-stream", "application/pdf", "recognised"),
        (PDF, "copy", "", "application/pdf", "recognised"),
        (PNG, "scan.png", "image/png", "image/png", "recognised"),
        (b"\xff\xd8\xff\xe0", "scan.jpeg", "", "image/jpeg", "recognised"),
        (b"RIFF\0\0\0\0WEBP", "scan.webp", "", "image/webp", "recognised"),
        ("Grüße".encode(), "note.txt", "text/plain", "text/plain", "recognised"),
        ("Grüße".encode("latin-1"), "note.txt", "", "text/plain", "recognised"),
        ("Grüße".encode("utf-16"), "list.csv", "text/csv", "text/plain", "recognised"),
        (
            b"From: a@example.org\n\nHi",
            "message.eml",
            "message/rfc822",
            "message/rfc822",
            "recognised",
        ),
        (WORD, "letter.docx", DOCX, DOCX, "recognised"),
        (WORD, "letter.docx", "application/zip", DOCX, "recognised"),
        (
            package("content.xml", mimetype=f"{OPEN_DOCUMENT}text"),
            "letter.odt",
            "",
            f"{OPEN_DOCUMENT}text",
            "recognised",
        ),
        # Something else than it says
        (PDF, "scan.png", "image/png", "application/pdf", "misleading"),
        (PDF, "scan.pdf", "image/png", "application/pdf", "misleading"),
        (b"plain", "scan.pdf", "application/pdf", "text/plain", "misleading"),
        (WORD, "letter.pdf", "", DOCX, "misleading"),
        # Not on the list
        (package("a.pdf"), "all.zip", "application/zip", "application/zip", "unknown"),
        (b"\0\1\2", "data.bin", "", "application/octet-stream", "unknown"),
        (b"", "empty.txt", "", "application/octet-stream", "unknown"),
        # What does something when it is opened
        (b"MZ\x90\0", "photo.jpg", "image/jpeg", "application/octet-stream", "harmful"),
        (b"\x7fELF", "", "", "application/octet-stream", "harmful"),
        (b"#!/bin/sh", "note.txt", "", "application/octet-stream", "harmful"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "", "application/octet-stream", "harmful"),
        (b"\n <!DOCTYPE html>", "note.txt", "", "application/octet-stream", "harmful"),
        (b"<svg onload=x>", "a", "", "application/octet-stream", "harmful"),
        (b"Hello <script>x</script>", "a.txt", "", "application/octet-stream", "harmful"),
        (PDF, "invoice.pdf.exe", "", "application/octet-stream", "harmful"),
        (b"text", "a.txt", "text/html", "application/octet-stream", "harmful"),
        (
            package("word/document.xml", "word/vbaProject.bin"),
            "letter.docx",
            DOCX,
            "application/octet-stream",
            "harmful",
        ),
    ],
)
def test_a_file_is_what_its_bytes_say(content, name, claimed, found, check):
    kind = inspect(io.BytesIO(content), name=name, claimed=claimed)
    assert (kind.found, kind.check) == (found, check)


def test_a_member_is_found_however_far_inside_and_wherever_it_is_cut():
    for size in range(1024 * 1024 + 4096 - 70, 1024 * 1024 + 4096, 7):
        file = b"PK\x03\x04" + b"x" * (size - 4) + b"word/vbaProject.bin"
        assert inspect(io.BytesIO(file), name="a.docx").check == "harmful"
