"""Importing in the admin, shown on the processors."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from registry.evidence.verify.whole import verify
from registry.files.reading import workbooks
from registry.models import Processor
from registry.pages import import_page
from registry.past.views import as_it_was
from registry.records.history import recorded
from tests.support.factories import country, make_organisation, make_processor, make_user
from tests.support.tables import everything
from tests.support.workbooks import workbook

pytestmark = pytest.mark.django_db
CHOOSE = "/admin/registry/processor/import/"
CONFIRM = "/admin/registry/processor/process_import/"


@pytest.fixture
def editor():
    return make_user(role="editor")


@pytest.fixture
def browser(client, editor):
    client.force_login(editor)
    return client


def send(browser, content, name="processors.csv"):
    content = content.encode() if isinstance(content, str) else content
    return browser.post(CHOOSE, {"file": SimpleUploadedFile(name, content)}).content.decode()


def token_in(page):
    found = re.search(r'name="token" value="(\w+)"', page)
    return found and found[1]


def words_of(page):
    body = page[page.index('id="content-main"') :]
    return " ".join(re.sub("<[^>]*>", " ", body).split())


@pytest.mark.once
def test_the_page_says_which_columns_a_file_may_have(browser):
    page = browser.get(CHOOSE).content.decode()
    assert "<code>subprocessor_list_url</code>" in page


def test_the_preview_shows_what_is_new_and_what_changes_from_what_to_what(browser):
    country("US")
    make_processor(name="Zapier", country=None)
    make_processor(name="Same", country=None)
    before = everything()
    page = send(browser, "name,country,colour\nZapier,US,red\nNew,,\nSame,,\n")
    words = words_of(page)
    assert "1 new 1 changed 1 unchanged 0 refused" in words
    assert "these columns are unknown: colour" in words
    assert "<del>not stated</del></td><td><ins>US</ins>" in page
    assert "Same" not in words
    assert everything() == before


def test_what_was_confirmed_is_written_in_the_name_of_the_sender(browser, editor):
    page = send(browser, "name\nZapier\n", name="our vendors.csv")
    answer = browser.post(CONFIRM, {"token": token_in(page)}, follow=True)
    version = Processor.objects.get(name="Zapier").history.get()
    assert (version.history_user_id, version.history_author) == (editor.pk, editor.username)
    assert version.history_change_reason == "Import of our vendors.csv"
    assert "1 new, 0 changed, 0 unchanged" in answer.content.decode()


def test_a_confirmation_counts_once(browser):
    token = token_in(send(browser, "name\nZapier\n"))
    browser.post(CONFIRM, {"token": token})
    answer = browser.post(CONFIRM, {"token": token}, follow=True)
    assert "The file is no longer available. Choose it again." in answer.content.decode()


@pytest.mark.once
def test_nobody_confirms_for_somebody_else(browser, client):
    token = token_in(send(browser, "name\nZapier\n"))
    client.force_login(make_user(role="editor"))
    client.post(CONFIRM, {"token": token})
    assert not Processor.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "0" * 32, "é" * 300])
def test_a_token_that_was_never_given_is_refused_kindly(browser, token):
    answer = browser.post(CONFIRM, {"token": token}, follow=True)
    assert "Choose it again" in answer.content.decode()


def test_a_register_that_changed_meanwhile_is_shown_again(browser):
    page = send(browser, "name,legal_name\nZapier,Zapier Inc.\n")
    make_processor(name="Zapier", legal_name="Zapier")
    page = browser.post(CONFIRM, {"token": token_in(page)}).content.decode()
    assert "The register has changed in the meantime" in page
    assert "<del>Zapier</del></td><td><ins>Zapier Inc.</ins>" in page
    assert Processor.objects.get().legal_name == "Zapier"
    browser.post(CONFIRM, {"token": token_in(page)})
    assert Processor.objects.get().legal_name == "Zapier Inc."


@pytest.mark.once
def test_refusals_are_listed_and_nothing_can_be_confirmed(browser):
    page = send(browser, "name,country\nA,\nB,XX\nC,=1+1\n")
    words = words_of(page)
    assert "3 country XX is not a country." in words
    assert "4 country =1+1 is not a country." in words
    assert token_in(page) is None


@pytest.mark.once
@pytest.mark.parametrize(
    "case",
    [
        (b"", "is empty. The first line must contain the column names."),
        (b"name\n\xff\xc3\xa9", "is not text in the encoding UTF-8"),
        (b"PK\x03\x04", "is damaged or not an XLSX file"),
        (b'name\n"x', "opens a cell here and is not closed"),
        (b"a,b\n1,2\n", "is missing. Add the column; processors.csv needs it."),
    ],
)
def test_a_file_that_cannot_be_read_is_answered(browser, case):
    content, answer = case
    page = send(browser, content)
    assert answer in page.replace("&quot;", '"')
    assert token_in(page) is None


@pytest.mark.once
def test_a_file_with_nothing_new_has_nothing_to_confirm(browser):
    make_processor(name="Zapier")
    page = send(browser, "name\nZapier\n")
    assert "There is nothing to import" in page
    assert token_in(page) is None


@pytest.mark.once
def test_no_file_at_all_is_asked_for_again(browser):
    assert "This field is required." in browser.post(CHOOSE).content.decode()


@pytest.mark.once
def test_a_workbook_is_read_like_a_csv_file(browser):
    stream = BytesIO()
    workbooks.write(stream, "processors", [["name"], ["Zapier"]])
    assert "1 new" in words_of(send(browser, stream.getvalue(), name="x.xlsx"))


@pytest.mark.once
def test_what_was_typed_cannot_run_in_the_page(browser):
    page = send(browser, "name,legal_name\n<script>alert(1)</script>,<b>x</b>\n", name="<i>.csv")
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
    assert "<i>" not in page


@pytest.mark.once
def test_the_page_stays_small_and_says_how_much_it_leaves_out(browser, monkeypatch):
    monkeypatch.setattr(import_page, "SHOWN", 3)
    page = send(browser, "name\n" + "".join(f"Vendor {number}\n" for number in range(10)))
    assert "Vendor 2" in page
    assert "Vendor 3" not in page
    assert "And 7 more rows, which are imported too." in page


@pytest.mark.once
def test_an_editor_cannot_approve_by_a_file(browser):
    answer = browser.post(
        "/admin/registry/processingactivity/import/",
        {"file": SimpleUploadedFile("a.csv", b"reference,name,organisation,state\nA,B,C,approved")},
    )
    assert "C is not in organisations.csv" in words_of(answer.content.decode())


@pytest.mark.once
@pytest.mark.parametrize("role", ["auditor", "committee reader", "requests officer", None])
def test_who_may_not_import_is_turned_away(client, role):
    client.force_login(make_user(role=role))
    assert client.get(CHOOSE).status_code == 403
    assert client.post(CHOOSE).status_code == 403
    assert client.post(CONFIRM, {"token": "0" * 32}).status_code == 403


@pytest.mark.once
def test_a_confirmation_is_never_a_mere_link(browser):
    assert browser.get(CONFIRM).status_code == 405


@pytest.mark.once
def test_the_pages_need_nothing_inline(browser):
    for page in (browser.get(CHOOSE).content.decode(), send(browser, "name\nZapier\n")):
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def form_of(page, name):
    form = page[page.index(f'<form class="{name}"') :]
    fields = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]+)"', form.split("</form>")[0]
    )
    assert "csrfmiddlewaretoken" in dict(fields)
    return dict(fields)


@pytest.mark.once
def test_the_encoding_is_chosen_by_what_the_file_would_say_and_it_need_not_be_sent_again(browser):
    page = send(browser, "name\nŁódź\n".encode("cp1250"))
    assert "cp1250 Łódź" in words_of(page)
    sent = form_of(page, "readings") | {"encoding": "cp1250"}
    page = browser.post(CHOOSE, sent).content.decode()
    assert "1 new" in words_of(page)
    browser.post(CONFIRM, {"token": token_in(page)})
    assert Processor.objects.get().name == "Łódź"


@pytest.mark.once
def test_another_sheet_is_chosen_from_those_that_there_are(browser):
    data = workbook({"One": [["name"], ["A"]], "Two": [["name"], ["B"]]})
    page = send(browser, data, name="x.xlsx")
    assert "The sheet “One” was used. Choose another one?" in words_of(page)
    page = browser.post(CHOOSE, form_of(page, "sheets") | {"sheet": "Two"}).content.decode()
    browser.post(CONFIRM, {"token": token_in(page)})
    assert Processor.objects.get().name == "B"


@pytest.mark.once
def test_a_confirmation_reads_the_file_as_its_preview_did(browser):
    data = workbook({"One": [["name"], ["A"]], "Two": [["name"], ["B"]]})
    sent = {"file": SimpleUploadedFile("x.xlsx", data), "sheet": "two"}
    page = browser.post(CHOOSE, sent).content.decode()
    browser.post(CONFIRM, {"token": token_in(page)})
    assert Processor.objects.get().name == "B"


@pytest.mark.once
@pytest.mark.parametrize(
    "how", [{"encoding": "rot13"}, {"encoding": "x" * 31}, {"sheet": "x" * 201}]
)
def test_a_way_to_read_that_there_is_not_is_answered(browser, how):
    page = browser.post(CHOOSE, {"file": SimpleUploadedFile("x.csv", b"name\nA\n"), **how})
    assert "errorlist" in page.content.decode()
    answer = browser.post(CHOOSE, {"token": "0" * 32, **how}, follow=True)
    assert "Choose it again" in answer.content.decode()


# Since when the file applies

JANUARY, MARCH, JUNE, JULY = (date(2018, month, 12) for month in (1, 3, 6, 7))


def send_since(browser, content, since):
    file = SimpleUploadedFile("processors.csv", content.encode())
    return browser.post(CHOOSE, {"file": file, "since": since}).content.decode()


def on(day, processor):
    with as_it_was(day):
        return Processor.objects.get(pk=processor.pk).location_as_published


@pytest.mark.once
def test_the_page_asks_since_when_the_file_applies(browser):
    page = words_of(browser.get(CHOOSE).content.decode())
    assert "Since when does the file apply?" in page
    assert "Leave empty for today." in page


@pytest.mark.once
def test_what_happened_on_its_day_is_not_asked_since_when(browser):
    page = browser.get("/admin/registry/notice/import/").content.decode()
    assert 'name="file"' in page
    assert 'name="since"' not in page


def test_a_file_applies_since_the_day_that_was_given_with_it(browser):
    processor = make_processor(name="Zapier", location_as_published="U.S.", first_day=JANUARY)
    page = send_since(browser, "name,location_as_published\nZapier,Ireland\n", "2018-06-12")
    assert "Applies since June 12, 2018." in words_of(page)
    browser.post(CONFIRM, {"token": token_in(page)})
    assert on(JUNE - timedelta(days=1), processor) == "U.S."
    assert on(JUNE, processor) == "Ireland"
    assert [str(fault) for fault in verify().faults] == []


@pytest.mark.once
def test_without_a_day_a_file_applies_from_today(browser):
    processor = make_processor(name="Zapier", location_as_published="U.S.", first_day=JANUARY)
    page = send_since(browser, "name,location_as_published\nZapier,Ireland\n", "")
    browser.post(CONFIRM, {"token": token_in(page)})
    yesterday = timezone.localdate() - timedelta(days=1)
    assert on(yesterday, processor) == "U.S."
    assert on(timezone.localdate(), processor) == "Ireland"


@pytest.mark.once
def test_the_day_is_kept_where_the_register_changed_meanwhile(browser):
    processor = make_processor(name="Zapier", location_as_published="U.S.", first_day=JANUARY)
    page = send_since(browser, "name,location_as_published\nZapier,Ireland\nNew,\n", "2018-06-12")
    make_processor(name="New", location_as_published="Canada")
    page = browser.post(CONFIRM, {"token": token_in(page)}).content.decode()
    assert "The register has changed in the meantime" in page
    browser.post(CONFIRM, {"token": token_in(page)})
    assert on(JUNE, processor) == "Ireland"


@pytest.mark.once
def test_the_day_is_kept_where_another_encoding_is_chosen(browser):
    processor = make_processor(name="Łódź", location_as_published="U.S.", first_day=JANUARY)
    content = "name,location_as_published\nŁódź,Ireland\n".encode("cp1250")
    file = SimpleUploadedFile("processors.csv", content)
    page = browser.post(CHOOSE, {"file": file, "since": "2018-06-12"}).content.decode()
    assert "In which encoding is the text right?" in page
    again = {"token": token_in(page), "encoding": "cp1250"}
    page = browser.post(CHOOSE, again).content.decode()
    browser.post(CONFIRM, {"token": token_in(page)})
    assert on(JUNE, processor) == "Ireland"


def test_the_preview_lists_the_later_days_that_follow(browser):
    processor = make_processor(name="Zapier", location_as_published="U.S.", first_day=JANUARY)
    with recorded(by="test", reason="A website", since=JULY):
        processor.website = "https://example.org"
        processor.save()
    text = "name,location_as_published,website\nZapier,Ireland,https://example.com\n"
    page = words_of(send_since(browser, text, "2018-06-12"))
    assert "Later days 1 later state follows" in page
    assert "Zapier: Location as published: since July 12, 2018 it says “U.S.”" in page
    assert "Zapier: Website" not in page


@pytest.mark.parametrize(
    ("since", "why"),
    [
        ((timezone.localdate() + timedelta(days=2)).isoformat(), "is still to come."),
        ("0001-01-01", "Choose a day in 1900 or later."),
        ("soon", "Enter a valid date, such as 2018-07-17"),
    ],
)
@pytest.mark.once
def test_a_day_since_which_no_file_can_apply_is_refused_in_words(browser, since, why):
    before = everything()
    page = send_since(browser, "name\nZapier\n", since)
    assert why in words_of(page)
    assert token_in(page) is None
    assert everything() == before


def test_a_file_that_says_the_same_confirms_it_on_its_day(browser):
    processor = make_processor(name="Zapier", location_as_published="U.S.", first_day=JANUARY)
    page = send_since(browser, "name,location_as_published\nZapier,U.S.\n", "2018-06-12")
    assert "it was still so on June 12, 2018" in words_of(page)
    browser.post(CONFIRM, {"token": token_in(page)})
    assert processor.history.filter(holds_from=JUNE).exists()


@pytest.mark.slow
def test_rows_that_a_file_no_longer_names_are_reported_and_never_ended(browser):
    for number in range(53):
        make_processor(name=f"Left {number:02}", first_day=JANUARY)
    make_processor(name="Zapier", first_day=JANUARY)
    make_processor(name="Later", first_day=timezone.localdate())
    page = send_since(browser, "name,website\nZapier,https://example.org\n", "2018-06-12")
    words = words_of(page)
    assert "53 entries were in use on June 12, 2018 and are not in the file." in words
    assert "Left 49 And 3 more." in words
    assert "Left 50" not in words
    assert "Later" not in words
    browser.post(CONFIRM, {"token": token_in(page)})
    assert not Processor.objects.exclude(retired_on=None).exists()


def test_what_is_wrong_on_the_day_of_the_file_is_said_before_it_is_confirmed(client):
    client.force_login(make_user(role="dpo"))
    first, second = (make_organisation(name=name, first_day=JANUARY) for name in ("One", "Two"))
    with recorded(by="test", reason="One belongs to Two", since=MARCH):
        first.parent = second
        first.save()
    with recorded(by="test", reason="No more", since=JULY):
        first.parent = None
        first.save()
    file = SimpleUploadedFile("organisations.csv", b"name,parent\nTwo,One\n")
    address = "/admin/registry/organisation/import/"
    page = client.post(address, {"file": file, "since": "2018-06-12"}).content.decode()
    assert "this led back to itself" in words_of(page)
    assert token_in(page) is None
