"""Damaged messages: each is read in some way, and each leaves a filed item and no error."""

from io import BytesIO, StringIO
from itertools import cycle, islice
from pathlib import Path

import pytest
from django.core.management import call_command

from requests_app.intake.mail import read
from requests_app.models import Attachment, DataSubjectRequest, Message
from requests_app.vocabulary import RequestState
from tests.requests_app.intake.messages import DAMAGES, NOW, damaged
from tests.support.factories import make_organisation

READ = 300
# Each opens a request, with all that this brings along; thousands: `benchmarks.damaged_mail`.
FILED = len(DAMAGES)


def some(count):
    return (damaged(kind, number) for number, kind in enumerate(islice(cycle(DAMAGES), count)))


def pipe(raw: bytes) -> str:
    out = StringIO()
    call_command("receive_mail", stdin=BytesIO(raw), stdout=out)
    return out.getvalue().strip()


@pytest.fixture(scope="module")
def mails():
    return [read(raw, now=NOW) for raw in some(READ)]


def test_of_many_messages_each_is_read_in_some_way_or_to_be_sorted(mails):
    read_mails = [mail for mail in mails if mail.text or mail.files or mail.subject]
    others = [mail for mail in mails if mail not in read_mails]
    assert len(read_mails) > READ / 2
    assert all(mail.is_to_sort for mail in others)


def test_what_was_read_is_text_that_any_database_takes(mails):
    for mail in mails:
        said = [mail.text, mail.subject, mail.sender, mail.sender_name, mail.message_id]
        assert b"\0" not in "".join(said).encode()


@pytest.mark.django_db
def test_each_damaged_message_leaves_a_filed_item_and_no_file_without_one(private_files):
    make_organisation()
    references = {pipe(raw) for raw in some(FILED)}
    requests = DataSubjectRequest.objects.all()
    assert (len(references), requests.count(), Message.objects.count()) == (FILED,) * 3
    to_sort = Message.objects.filter(request__state=RequestState.TO_SORT)
    assert to_sort.exists()
    assert not to_sort.exclude(attachments__name="message.eml").exists()
    files = {path.name for path in Path(private_files).glob("*/*")}
    assert files == set(Attachment.objects.values_list("stored_name", flat=True))
