"""Moving or withdrawing a change, from the page of its version."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from registry import lifecycle
from registry.past.views import as_it_was
from registry.records.history import recorded
from tests.support.factories import make_approved_activity, make_processor, make_user

pytestmark = pytest.mark.django_db

JANUARY, MARCH, JUNE, JULY = (date(2018, month, 12) for month in (1, 3, 6, 7))
MOVE = "Move or withdraw this change"


def change(row, since, **fields):
    with recorded(by="test", reason="A change", since=since):
        row = type(row).objects.get(pk=row.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def on(day, row):
    with as_it_was(day):
        return type(row).objects.get(pk=row.pk).location_as_published


@pytest.fixture
def processor():
    processor = make_processor(location_as_published="U.S.", first_day=JANUARY)
    change(processor, JUNE, location_as_published="Ireland")
    return processor


@pytest.fixture
def browser(client):
    client.force_login(make_user(role="editor"))
    return client


def version_of(row, day):
    return row.history.filter(holds_from=day).order_by("history_id").last().pk


def page_of(row, version, name="move"):
    return reverse(f"admin:registry_{row._meta.model_name}_{name}", args=[row.pk, version])


def hidden_in(page):
    return dict(re.findall(r'<input type="hidden" name="(form_number|seen)" value="([^"]+)"', page))


def send(browser, address, **said):
    page = browser.get(address).content.decode()
    said = {"what": "elsewhen", "reason": "The letter says so", **hidden_in(page), **said}
    return browser.post(address, said, follow=True).content.decode()


def words_of(page):
    body = page[page.index('id="content-main"') :]
    return " ".join(re.sub("<[^>]*>", " ", body).split())


@pytest.mark.once
def test_the_page_of_a_version_leads_to_it_and_it_says_what_would_move(browser, processor):
    version = version_of(processor, JUNE)
    assert MOVE in browser.get(page_of(processor, version, "version")).content.decode()
    words = words_of(browser.get(page_of(processor, version)).content.decode())
    assert "Recorded as changed on June 12, 2018" in words
    assert "Location as published U.S. Ireland" in words


def test_a_change_is_moved_to_the_day_that_was_entered(browser, processor):
    send(browser, page_of(processor, version_of(processor, JUNE)), day="2018-03-12")
    assert [on(day, processor) for day in (JANUARY, MARCH, JUNE)] == ["U.S.", "Ireland", "Ireland"]
    newest = processor.history.latest("history_id")
    assert newest.history_change_reason == "The letter says so"


def test_a_change_that_never_was_is_withdrawn(browser, processor):
    page = send(browser, page_of(processor, version_of(processor, JUNE)), what="never")
    assert ": withdrawn." in page
    processor.refresh_from_db()
    assert processor.location_as_published == on(JUNE, processor) == "U.S."


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"day": ""}, "Enter the day on which it changed."),
        ({"day": "soon"}, "Enter a valid date, such as 2018-07-17"),
        ({"day": "0001-01-01"}, "Choose a day in 1900 or later."),
        ({"day": (timezone.localdate() + timedelta(days=2)).isoformat()}, "still to come"),
        ({"day": "2017-01-01"}, "on record only from Jan. 12, 2018"),
        ({"day": "2018-06-12"}, "on that day already"),
        ({"day": "2018-07-12"}, "changed again on July 12, 2018"),
        ({"what": "never", "reason": " "}, "This field is required."),
        ({"what": "sometimes"}, "Select a valid choice."),
    ],
)
def test_what_cannot_have_happened_is_refused_in_words(browser, processor, said, why):
    change(processor, JULY, location_as_published="Canada")
    page = send(browser, page_of(processor, version_of(processor, JUNE)), **said)
    assert why in words_of(page)
    assert [on(day, processor) for day in (MARCH, JUNE, JULY)] == ["U.S.", "Ireland", "Canada"]


@pytest.mark.once
@pytest.mark.parametrize("seen", ["", "1", "nonsense"])
def test_a_page_that_is_older_than_the_last_change_is_refused(browser, processor, seen):
    address = page_of(processor, version_of(processor, JUNE))
    words = words_of(send(browser, address, what="never", seen=seen))
    assert "Nothing was changed." in words
    assert on(JUNE, processor) == "Ireland"


@pytest.mark.once
def test_what_changed_meanwhile_is_said_and_then_it_can_be_taken(browser, processor):
    address = page_of(processor, version_of(processor, JUNE))
    sent = hidden_in(browser.get(address).content.decode())
    change(processor, JULY, website="https://example.org")
    said = {"what": "never", "reason": "The letter says so"}
    page = browser.post(address, {**sent, **said}).content.decode()
    assert "test changed this entry on" in words_of(page)
    browser.post(address, {**hidden_in(page), **said})
    assert on(JUNE, processor) == "U.S."


def test_a_second_click_moves_nothing_once_more(browser, processor):
    address = page_of(processor, version_of(processor, JUNE))
    sent = hidden_in(browser.get(address).content.decode())
    sent |= {"what": "never", "reason": "The letter says so"}
    for _click in range(2):
        browser.post(address, sent)
    versions = processor.history.filter(history_change_reason="The letter says so")
    assert versions.count() == 1


@pytest.mark.slow
@pytest.mark.once
def test_the_first_state_and_one_that_counts_no_more_are_not_offered(browser, processor):
    first, replaced = version_of(processor, date.min), version_of(processor, JUNE)
    change(processor, JUNE, website="https://example.org")
    for version in (first, replaced):
        assert MOVE not in browser.get(page_of(processor, version, "version")).content.decode()
        page = send(browser, page_of(processor, version), what="never")
        assert on(JUNE, processor) == "Ireland"
        assert "can no longer be moved" in words_of(page) or "No change of" in words_of(page)


@pytest.mark.once
def test_a_step_is_not_offered_to_be_moved(browser):
    activity = make_approved_activity()
    version = activity.history.latest("history_id").pk
    assert MOVE not in browser.get(page_of(activity, version, "version")).content.decode()
    processor = make_processor()
    lifecycle.retire(processor, by="test", reason="No longer used")
    version = processor.history.latest("history_id").pk
    assert MOVE not in browser.get(page_of(processor, version, "version")).content.decode()


@pytest.mark.once
def test_whoever_may_only_look_is_refused(client, processor):
    client.force_login(make_user(role="auditor"))
    version = version_of(processor, JUNE)
    assert MOVE not in client.get(page_of(processor, version, "version")).content.decode()
    assert client.get(page_of(processor, version)).status_code == 403
    assert client.post(page_of(processor, version), {"what": "never"}).status_code == 403


@pytest.mark.once
def test_a_version_of_another_entry_is_not_found(browser, processor):
    other = make_processor()
    assert browser.get(page_of(other, version_of(processor, JUNE))).status_code == 404
