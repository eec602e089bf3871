"""Sent, found on the home page, read with what it says otherwise, sent back: page by page."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from registry import lifecycle
from registry.models import ProcessingActivity, Submission
from registry.records.history import recorded
from registry.submissions.sending import send
from tests.support import factories, taking

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def signed_in(client, role):
    client.force_login(factories.make_user(role=role))
    return client


def test_the_queue_is_on_the_home_page_of_who_approves(client):
    activity = factories.make_activity()
    send(activity, by="test", reason="Please look")
    other = factories.make_activity()
    line = "Entry that waits for your approval"
    assert line not in signed_in(client, "editor").get(reverse("admin:index")).content.decode()
    assert line in signed_in(client, "dpo").get(reverse("admin:index")).content.decode()
    listed = client.get(reverse("admin:registry_processingactivity_changelist") + "?sent=waiting")
    assert activity.name in listed.content.decode()
    assert other.name not in listed.content.decode()


def test_an_editor_sends_and_reads_what_is_missing(client):
    activity = factories.make_activity()
    signed_in(client, "editor")
    asked = client.get(taking.page_of("send", activity)).content.decode()
    assert "No purpose is recorded." in asked  # told, and not in the way
    taking.take(client, "send", activity, reason="I do not know how long")
    assert taking.take(client, "send-back", activity, reason="No").status_code == 403
    signed_in(client, "dpo")
    assert (
        "I do not know how long"
        in client.get(taking.page_of("send-back", activity)).content.decode()
    )
    taking.take(client, "send-back", activity, reason="Ask the office")
    signed_in(client, "editor")
    page = client.get(reverse("admin:registry_processingactivity_change", args=[activity.pk]))
    assert "Ask the office" in page.content.decode()
    signed_in(client, "committee reader")
    assert [*ProcessingActivity.objects.sent_back()] == [activity]
    page = client.get(reverse("admin:registry_processingactivity_change", args=[activity.pk]))
    assert "Ask the office" not in page.content.decode()


def test_the_page_of_approval_says_why_one_person_is_not_enough(client):
    organisation = factories.make_organisation(is_approved_by_one=False)
    activity = factories.make_activity(organisation=organisation)
    page = signed_in(client, "dpo").get(taking.page_of("approve", activity)).content.decode()
    assert "two people approve an entry" in page


@pytest.mark.slow
def test_what_was_approved_without_being_sent_says_by_whom_and_when(client):
    draft, approved = factories.make_activity(), factories.make_approved_activity()
    signed_in(client, "editor")
    pages = [
        client.get(reverse("admin:registry_processingactivity_change", args=[row.pk])).text
        for row in (draft, approved)
    ]
    assert ["Not sent for approval." in page for page in pages] == [True, False]
    assert f"Approved by test on {date_format(timezone.localdate())}." in pages[1]


def test_what_was_approved_once_more_without_being_sent_tells_of_the_last_time(client):
    activity = factories.make_approved_activity()
    page = reverse("admin:registry_processingactivity_change", args=[activity.pk])
    _change(activity, description="More")
    send(activity, by="editor", reason="Please")
    lifecycle.approve(activity, by="first lead", reason="Read", **factories.SEEN_TO)
    signed_in(client, "editor")
    assert "approved by first lead" in client.get(page).text
    _change(activity, description="More still")
    lifecycle.approve(activity, by="second lead", reason="Read", **factories.SEEN_TO)
    text = client.get(page).text
    assert "Approved by second lead" in text
    assert "first lead" not in text


def test_a_past_day_tells_what_was_sent_by_then_and_not_the_answer_of_later(client):
    activity = factories.make_activity(first_day=date(2020, 1, 1))
    submitted = {"activity": activity, "sent_by": "writer", "outcome": "sent back"}
    with recorded(by="test", reason="Sent and sent back"):
        for number, sent, answered in [(1, 3, 5), (2, 7, 9)]:
            days = {"sent_on": date(2024, 1, sent), "answered_on": date(2024, 1, answered)}
            Submission(number=number, answered_by="lead", answer="More", **submitted, **days).save()
    signed_in(client, "editor")
    page = reverse("admin:registry_processingactivity_change", args=[activity.pk])
    listed = reverse("admin:registry_processingactivity_changelist")
    sent_back, waits = "Sent back by lead on {}", "Waits for approval: sent by writer on {}"
    for day, words, sent, answered in [
        (2, "Not sent for approval.", None, None),
        (3, waits, 3, None),
        (5, sent_back, 3, 5),
        (8, waits, 7, None),
        (9, sent_back, 7, 9),
    ]:
        on = {"_on": f"2024-01-0{day}"}
        told = words.format(date_format(date(2024, 1, answered or sent or 1)))
        assert told in client.get(page, on).text
        found = [
            activity.name in client.get(listed, {**on, "sent": asked}).text
            for asked in ("waiting", "back")
        ]
        assert found == [words == waits, words == sent_back]


def _change(activity, **fields):
    activity.refresh_from_db()
    with recorded(by="editor", reason="Corrected"):
        for name, value in fields.items():
            setattr(activity, name, value)
        activity.save()
