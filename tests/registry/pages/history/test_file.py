"""The history of an entry as a file: the line of its page, for those who may have it."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.models import EvidenceEvent, Purpose
from registry.pages.history.file import COLUMNS
from registry.records.events import EventName, announce
from registry.records.history import recorded
from registry.records.timeline import line
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def dpo(client):
    client.force_login(factories.make_user(role="dpo"))
    return client


def address(row, page="history_file"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def rows_of(client, row, query=""):
    answer = client.post(f"{address(row)}?{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(StringIO(answer.getvalue().decode())))


def change(row, reason, by="test", **fields):
    with recorded(by=by, reason=reason):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def test_the_file_says_who_changed_what_from_what_to_what_and_why(dpo):
    purpose = factories.make_purpose(text="Pay salaries")
    change(purpose, "The law has a name", by="clerk", law="A law")
    first = rows_of(dpo, purpose.activity)[0]
    assert list(first) == COLUMNS
    assert first.pop("recorded_at") == purpose.history.first().history_date.isoformat(
        timespec="microseconds"
    )
    assert first == {
        "person": "clerk",
        "reason": "The law has a name",
        "table": "Purpose",
        "entry": "Pay salaries",
        "what": "changed",
        "field": "Law relied on",
        "before": "",
        "after": "A law",
        "holds_from": timezone.localdate().isoformat(),
    }


def test_what_is_added_says_all_that_it_says_and_events_say_what_happened(dpo):
    activity = factories.make_activity(name="Newsletter")
    announce(EventName.EXPORTED, by="test", about=activity, file="whole.zip")
    event, *added = rows_of(dpo, activity)
    assert (event["what"], event["person"]) == ("file exported", "test")
    assert "whole.zip" in event["after"]
    assert {row["what"] for row in added} == {"added"}
    assert ("Name", "Newsletter") in [(row["field"], row["after"]) for row in added]


def test_formulas_are_disarmed(dpo):
    activity = factories.make_activity()
    change(activity, "=1+1", description='=HYPERLINK("https://example.org")')
    first = rows_of(dpo, activity)[0]
    assert first["reason"] == "'=1+1"
    assert first["after"] == '\'=HYPERLINK("https://example.org")'


def test_the_file_is_narrowed_as_its_page(dpo):
    purpose = factories.make_purpose()
    change(purpose, "Of the part", law="A law")
    change(purpose.activity, "Of the entry", description="More words")
    found = rows_of(dpo, purpose.activity, "part=registry.purpose")
    assert {row["table"] for row in found} == {"Purpose"}
    page = dpo.get(address(purpose.activity, "history"), {"part": "registry.purpose", "p": 1})
    assert f'action="{address(purpose.activity)}?part=registry.purpose"' in page.text


def test_a_filter_that_makes_no_sense_gives_no_file(dpo):
    answer = dpo.post(f"{address(factories.make_activity())}?recorded_from=soon")
    assert answer.status_code == 400
    assert "This is not a valid date." in answer.text


def test_who_got_the_file_is_on_record_and_not_in_it(dpo):
    purpose = factories.make_purpose()
    assert "file exported" not in {row["what"] for row in rows_of(dpo, purpose.activity, "by=test")}
    event = EvidenceEvent.objects.latest("pk")
    assert (event.name, event.about_id) == (EventName.EXPORTED, purpose.activity_id)
    assert event.facts["rows"] == 2
    assert event.facts["filter"] == {"by": "…"}
    assert rows_of(dpo, purpose.activity)[0]["what"] == "file exported"


def test_to_look_is_not_to_export(client):
    activity = factories.make_approved_activity()
    client.force_login(factories.make_user(role="committee reader"))
    assert "Download as CSV" not in client.get(address(activity, "history")).text
    assert client.post(address(activity)).status_code == 403


def test_to_ask_for_the_address_of_the_file_leads_to_its_page(dpo):
    activity = factories.make_activity()
    answer = dpo.get(address(activity))
    assert answer.status_code == 302
    assert answer.url == address(activity, "history")


def test_the_file_is_whole_however_it_is_read(dpo, monkeypatch):
    monkeypatch.setattr(line, "AT_ONCE", 3)
    purpose = factories.make_purpose()
    for number in range(10):
        change(purpose, f"Step {number}", law=f"Law {number}")
        announce(EventName.EXPORTED, by="test", about=purpose.activity, file=f"{number}.zip")
    found = rows_of(dpo, purpose.activity)
    assert [row["reason"] for row in found if row["field"] == "Law relied on"] == [
        f"Step {number}" for number in reversed(range(10))
    ]
    assert len([row for row in found if row["what"] == "file exported"]) == 10


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("times", [10, 300])
def test_the_file_takes_as_many_queries_for_some_versions_as_for_many(dpo, times):
    purpose = factories.make_purpose()
    for number in range(times):
        with recorded(by="test", reason=f"Step {number}"):
            Purpose.objects.create(activity=purpose.activity, text=f"Purpose {number}")
    with CaptureQueriesContext(connection) as captured:
        assert rows_of(dpo, purpose.activity, "part=registry.purpose")
    assert len(captured) <= QUERIES, len(captured)


# With the event and its seal.
QUERIES = 24
