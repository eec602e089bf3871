"""Words of files closed long ago: the privacy lead reads them, others see when and what."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.files.all_or_nothing import import_sheets
from registry.files.reading.delimited import csv_lines
from registry.files.reading.sheets import read_sheet
from registry.records.history import recorded
from requests_app import models, resources
from requests_app.messages import storage
from requests_app.retention.confidence import is_closed_to, last_open_day, withheld
from requests_app.timing import Rules
from tests.registry.admin.forms import as_sent
from tests.requests_app.admin.pages import address, of, take
from tests.requests_app.factories import (
    make_checklist_item,
    make_message,
    make_recipient_notice,
    make_request,
    make_request_policy,
    make_requested_right,
    make_reveal,
)
from tests.support.factories import make_processor, make_user, one_block

pytestmark = pytest.mark.django_db

WORD = "Canary"
PARTS = ["messages", "checklist", "recipient_notices", "reveals", "rights"]


@one_block()
def make_closed(days_ago, **fields):
    """A closed file in which something is written wherever something can be written."""
    day = timezone.localdate() - timedelta(days=days_ago)
    file = make_request(
        received_on=day,
        state="closed",
        withdrawn_on=day,
        closed_on=day,
        hold_reason=WORD,
        hold_review_on=day,
        remarks=WORD,
        **fields,
    )
    make_message(request=file, subject=WORD, text=WORD, correspondent=WORD)
    make_checklist_item(request=file, note=WORD)
    make_recipient_notice(request=file, processor=make_processor(), explanation=WORD)
    make_reveal(request=file, why=WORD)
    make_requested_right(request=file, outcome="withdrawn", remarks=WORD)
    return file


def closed(days_ago, **fields):
    """The same, with a history that tells of a change."""
    file = make_closed(days_ago, **fields)
    with recorded(by="test", reason="Noted"):
        item = file.checklist.get()
        item.note = f"{WORD} again"
        item.save()
    return file


@pytest.fixture
def old_file(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path
    file = closed(91)
    with recorded(by="test", reason="Set up"):
        storage.store(b"%PDF-1.7", message=file.messages.get(), name=f"{WORD}.pdf")
    return file


def rows_of(file):
    rows = [row for name in PARTS for row in getattr(file, name).all()]
    return [file, *rows, *models.Attachment.objects.filter(message__request=file)]


def pages_of(file):
    """Every page that could show a word: entries, their past, the one list that has words."""
    for row in rows_of(file):
        yield of(row)
    yield of(file.checklist.get(), "history")
    message = file.messages.get()
    version = message.history.latest("history_id").pk
    yield reverse("admin:requests_app_message_version", args=[message.pk, version])
    yield reverse("admin:requests_app_reveal_changelist")
    yield address("casefile", file.pk)
    yield address("casefile_json", file.pk)


def seen_by(client, role, pages):
    """The pages on which somebody of a role reads the words."""
    client.force_login(make_user(role=role))
    return [page for page in pages if WORD in client.get(page).content.decode()]


@pytest.mark.once
def test_after_ninety_days_no_page_shows_the_words_to_others(client, old_file):
    assert seen_by(client, "requests officer", pages_of(old_file)) == []
    page = client.get(of(old_file)).content.decode()
    assert "[for the privacy lead]" in page
    assert "Withdrawn by the requester" in client.get(of(old_file.rights.get())).content.decode()


@pytest.mark.once
def test_an_auditor_reads_them_no_longer_either(client, old_file):
    pages = [of(old_file), of(old_file.checklist.get(), "history"), of(old_file.reveals.get())]
    assert seen_by(client, "auditor", pages) == []


@pytest.mark.slow
@pytest.mark.once
def test_the_privacy_lead_reads_them_on(client, old_file):
    without_words = {address("casefile", old_file.pk), address("casefile_json", old_file.pk)}
    pages = [page for page in pages_of(old_file) if page not in without_words]
    assert seen_by(client, "dpo", pages) == pages
    download = reverse(
        "admin:requests_app_attachment_download", args=[models.Attachment.objects.get().pk]
    )
    assert b"".join(client.get(download).streaming_content) == b"%PDF-1.7"
    assert WORD in client.get(address("casefile", old_file.pk) + "?texts=yes").content.decode()


@pytest.mark.once
def test_until_then_those_who_handle_requests_read_them(client):
    file = closed(90)
    pages = [of(file), of(file.messages.get()), of(file.checklist.get(), "history")]
    assert seen_by(client, "requests officer", pages) == pages


@pytest.mark.slow
def test_as_known_in_the_past_they_are_the_privacy_leads_once_the_file_is_closed(client):
    file = closed(1)
    with recorded(by="test", reason="Opened by mistake, for the test"):
        file.state, file.closed_on = "received", None
        file.save()
    then = timezone.now().isoformat()
    with recorded(by="test", reason="Closed again"):
        file.state, file.closed_on = "closed", file.received_on
        file.save()
    pages = [of(row) for row in (file, file.messages.get(), file.checklist.get())]
    for role, may_read in [("requests officer", False), ("dpo", True)]:
        client.force_login(make_user(role=role))
        seen = [WORD in client.get(page, {"_known": then}).content.decode() for page in pages]
        assert any(seen) is may_read
        export = client.post(
            "/admin/requests_app/checklistitem/export/",
            {"format": "csv"},
            query_params={"_known": then},
        )
        assert (WORD in export.getvalue().decode()) is may_read


def test_the_days_are_the_organisations():
    file = closed(10)
    user, today = make_user(role="requests officer"), timezone.localdate()
    assert not is_closed_to(user, file, today, Rules())
    make_request_policy(organisation=file.organisation, text_open_days=9)
    assert is_closed_to(user, file, today, Rules())
    assert last_open_day(file, Rules()) == file.closed_on + timedelta(days=9)


def test_what_is_open_again_or_belongs_to_no_request_is_withheld_from_nobody():
    file, unassigned = make_request(), make_message()
    unassigned.request = None
    user, today = make_user(role="requests officer"), timezone.localdate()
    assert not any(is_closed_to(user, row, today, Rules()) for row in (file, unassigned))


@pytest.mark.once
def test_others_neither_load_nor_write_nor_change_nor_reopen(client, old_file):
    client.force_login(make_user(role="requests officer"))
    attachment = models.Attachment.objects.get()
    for page in [
        reverse("admin:requests_app_attachment_download", args=[attachment.pk]),
        address("write", old_file.pk),
        address("casefile", old_file.pk) + "?texts=yes",
        address("casefile_json", old_file.pk) + "?texts=yes",
    ]:
        assert client.get(page).status_code == 403, page
    sent = as_sent(client.get(of(old_file))) | {"remarks": "Mine", "change_reason": "To see"}
    assert client.post(of(old_file), sent).status_code == 403
    page = take(client, "reopen", old_file)
    assert "It was closed long ago: ask the privacy lead." in page.content.decode()
    old_file.refresh_from_db()
    assert (old_file.state, old_file.remarks) == ("closed", WORD)


def test_a_bundle_of_evidence_seals_them_for_others(client, old_file):
    bundle = reverse("admin:requests_app_checklistitem_bundle", args=[old_file.checklist.get().pk])
    for role, may_show in [("auditor", False), ("dpo", True)]:
        client.force_login(make_user(role=role))
        shown = dict(client.get(bundle).context["form"].fields["shown"].choices)
        assert ("note" in shown) is may_show
        assert "finding" in shown


# Files


def file_for(user, resource):
    return "".join(csv_lines(resource(user=user).with_headers(resource._meta.model.objects.all())))


def imported(user, resource, text):
    sheet = read_sheet(f"{resource._meta.name}.csv", text.encode())
    (result,) = import_sheets([(resource, sheet)], by=user, reason="Back")
    return result


@pytest.mark.parametrize("resource", [resources.RequestResource, resources.ChecklistItemResource])
def test_a_file_has_no_words_for_others_and_comes_back_without_touching_them(old_file, resource):
    officer, lead = make_user(role="requests officer"), make_user(role="dpo")
    assert WORD in file_for(lead, resource)
    text = file_for(officer, resource)
    assert WORD not in text
    (row,) = csv.DictReader(StringIO(text))
    # No notice stands where words would: a column says that they are withheld.
    assert withheld() not in text
    assert (row["remarks"], row["words_withheld"]) == ("", "yes")
    result = imported(officer, resource, text)
    assert (result.changed, result.refusals) == (0, [])
    row = resource._meta.model.objects.get()
    assert WORD in getattr(row, "note", row.remarks)


def test_a_file_of_others_does_not_open_what_is_closed(old_file):
    officer = make_user(role="requests officer")
    text = file_for(officer, resources.RequestResource)
    result = imported(officer, resources.RequestResource, text.replace(",closed,", ",in_progress,"))
    assert "the request was closed long ago" in str(result.refusals[0])
