"""What comes by post or telephone is kept with its request, and staff put in no harmful file."""

from mimetypes import guess_type

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from requests_app.models import Attachment, DataSubjectRequest, Message
from tests.requests_app.admin.pages import TODAY, address
from tests.requests_app.factories import make_request, right
from tests.requests_app.steps import request_in
from tests.support.factories import make_organisation

pytestmark = pytest.mark.django_db

SCAN = ("scan.pdf", b"%PDF-1.7 a letter")
SAID = {"channel": "phone", "on": "2026-02-03", "text": "She means 2019.", "reason": "A call"}


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path


def files(*named):
    """As a browser sends them: with the type that the ending of the name stands for."""
    return [SimpleUploadedFile(name, data, guess_type(name)[0]) for name, data in named]


def test_a_call_or_a_letter_is_kept_with_its_files(officer):
    request = make_request()
    officer.post(address("incoming", request.pk), SAID | {"files": files(SCAN, ("a.txt", b"Hi"))})
    message = request.messages.get()
    assert (message.direction, message.channel, message.text) == ("in", "phone", "She means 2019.")
    assert str(message.at.date()) == "2026-02-03"
    assert message.byte_count
    kept = message.attachments.values_list("name", "found_type", "check_result")
    assert list(kept) == [
        ("scan.pdf", "application/pdf", "recognised"),
        ("a.txt", "text/plain", "recognised"),
    ]


@pytest.mark.once
def test_a_letter_that_opens_a_file_may_come_with_its_scan(officer):
    form = {
        "organisation": make_organisation().pk,
        "received_on": TODAY(),
        "channel": "post",
        "rights": [right("access").pk],
        "reason": "A letter came",
        "files": files(SCAN),
    }
    officer.post(address("add"), form)
    request = DataSubjectRequest.objects.get()
    assert request.messages.get().attachments.get().name == "scan.pdf"


@pytest.mark.once
@pytest.mark.parametrize(
    ("file", "why"),
    [
        (("scan.exe", b"MZ"), "“scan.exe” may be harmful when opened. Save it as PDF"),
        (("scan.png", b"%PDF-1.7"), "“scan.png” is not what its name says, but application/pdf."),
        (("all.zip", b"PK\x03\x04"), "“all.zip” is a type of file that is not accepted."),
    ],
)
def test_a_file_of_another_kind_is_refused_and_what_was_typed_stays(officer, file, why):
    request = make_request()
    page = officer.post(address("incoming", request.pk), SAID | {"files": files(SCAN, file)})
    assert why in page.context["form"].errors["files"][0]
    assert "She means 2019." in page.content.decode()
    assert not Message.objects.exists()
    assert not Attachment.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "Enter the text, or choose a file."),
        ({"on": "2999-01-01"}, "This day is in the future."),
    ],
)
def test_what_is_missing_is_said(officer, change, said):
    page = officer.post(address("incoming", make_request().pk), SAID | change)
    assert said in str(page.context["form"].errors)


@pytest.mark.once
def test_a_closed_file_takes_nothing_more(lead):
    assert lead.get(address("incoming", request_in("closed").pk)).status_code == 403
