"""Files that go with a letter."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.files_kept.storage import path_of
from registry.records.history import recorded
from requests_app.messages import correspondence
from requests_app.messages.storage import store
from requests_app.models import Message
from requests_app.vocabulary import MessageKind
from tests.requests_app.admin.pages import address, errors_of, letter
from tests.requests_app.factories import make_message, receive_request
from tests.support.mail_server import mail_server

sending = pytest.mark.django_db(transaction=True)
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def put_in(request, name="copy.pdf", content=b"%PDF-1.7 copy of the data", **fields):
    message = make_message(request=request, direction="own", kind=MessageKind.PREPARED)
    with recorded(by="test", reason="A copy"):
        file = store(content, message=message, name=name, content_type="application/pdf")
        for field, value in fields.items():
            setattr(file, field, value)
        file.save()
    return file


@pytest.mark.slow
@sending
def test_files_go_with_a_letter_and_what_was_sent_is_kept_with_its_hash(officer, of_ada, settings):
    file = put_in(of_ada)
    with mail_server(settings) as server:
        letter(officer, of_ada, "acknowledge", enclosures=[file.pk])
    (part,) = server.taken[0].iter_attachments()
    assert part.get_filename() == "copy.pdf"
    assert part.get_content() == b"%PDF-1.7 copy of the data"
    sent = Message.objects.get(direction="out").attachments.get()
    assert (sent.sha256, sent.name) == (file.sha256, "copy.pdf")
    assert sent.stored_name != file.stored_name


@pytest.mark.slow
def test_a_preview_names_the_files_and_keeps_the_choice(officer, of_ada):
    file = put_in(of_ada)
    page = letter(officer, of_ada, "acknowledge", button="_preview", enclosures=[file.pk])
    assert file.sha256 in page.content.decode()
    kept = f'<input type="hidden" name="enclosures" value="{file.pk}" id="id_enclosures_0">'
    assert kept in page.content.decode()


@pytest.mark.slow
def test_more_than_a_mail_carries_is_refused_in_words(officer, of_ada):
    file = put_in(of_ada, byte_count=18 * 1024 * 1024 + 1)
    page = letter(officer, of_ada, "acknowledge", enclosures=[file.pk])
    assert "at most 18.0" in errors_of(page)
    assert not Message.objects.filter(direction="out").exists()
    letter(officer, of_ada, "acknowledge", delivery="post", enclosures=[file.pk])
    assert Message.objects.get(direction="out").attachments.count() == 1


def test_only_files_of_the_request_that_are_what_they_say_may_go(officer, of_ada):
    files = [
        put_in(of_ada, content=b"MZ program", name="run.exe"),
        put_in(of_ada, is_identification=True),
        put_in(receive_request("objection")),
        put_in(of_ada),
    ]
    page = officer.get(address("letter", of_ada.pk, "acknowledge"))
    assert list(page.context["letter"].fields["enclosures"].queryset) == files[-1:]


@pytest.mark.slow
def test_a_file_that_is_gone_does_not_go_and_nothing_is_recorded(officer, of_ada):
    file = put_in(of_ada)
    path_of(file.stored_name).unlink()
    page = letter(officer, of_ada, "acknowledge", enclosures=[file.pk])
    assert "cannot go with the letter" in errors_of(page)
    assert not Message.objects.filter(direction="out").exists()


def test_staff_put_in_files_to_be_sent(officer, of_ada):
    page = officer.post(address("files", of_ada.pk), {"reason": "Article 15(3)"})
    assert "files" in page.context["form"].errors
    file = SimpleUploadedFile("copy.pdf", b"%PDF-1.7", "application/pdf")
    officer.post(address("files", of_ada.pk), {"files": file, "reason": "Article 15(3)"})
    message = Message.objects.get()
    assert (message.direction, message.kind) == ("own", MessageKind.PREPARED)
    assert message.attachments.get().name == "copy.pdf"
    assert not correspondence.is_unsent(message)
