"""The history page of an entry: its versions, and between them what touched it."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.records.events import announce
from registry.records.history import recorded
from registry.vocabulary import EventName
from tests.requests_app.factories import make_checklist_item, make_recipient_notice
from tests.support import factories

pytestmark = pytest.mark.django_db


def history(client, row, page=1):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_history"
    answer = client.get(reverse(name, args=[row.pk]), {"p": page})
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def rename(processor, times):
    for number in range(times):
        with recorded(by="test", reason=f"Name {number}"):
            processor.legal_name = f"Name {number}"
            processor.save()


def test_events_and_requests_stand_between_the_versions_in_the_order_of_time(client):
    client.force_login(factories.make_user(role="dpo"))
    activity = factories.make_activity()
    item = make_checklist_item(activity=activity)
    announce(EventName.EXPORTED, by="test", about=activity, file="newsletter.zip")
    with recorded(by="test", reason="Corrected"):
        activity.description = "More words"
        activity.save()
    page = history(client, activity)
    in_order = ["Corrected", "newsletter.zip", f"Request {item.request.reference}: to be searched"]
    places = [page.index(words) for words in in_order]
    assert places == sorted(places)
    assert reverse("admin:requests_app_datasubjectrequest_change", args=[item.request_id]) in page


def test_a_processor_and_a_body_say_which_requests_told_them(client):
    client.force_login(factories.make_user(role="dpo"))
    notice = make_recipient_notice(processor=factories.make_processor())
    assert f"Request {notice.request.reference}: to be told" in history(client, notice.processor)


def test_nobody_learns_of_requests_and_events_who_may_not_see_them(client):
    client.force_login(factories.make_user(role="committee reader"))
    activity = factories.make_approved_activity()
    item = make_checklist_item(activity=activity)
    announce(EventName.EXPORTED, by="test", about=activity, file="newsletter.zip")
    page = history(client, activity)
    assert item.request.reference not in page
    assert "newsletter.zip" not in page


def test_pages_of_time_leave_nothing_out_and_show_nothing_twice(client):
    client.force_login(factories.make_user(role="dpo"))
    processor = factories.make_processor()
    for number in range(20):
        announce(EventName.EXPORTED, by="test", about=processor, file=f"file-{number}.zip")
        rename(processor, 1)
    seen = []
    for number in (1, 2):
        page = history(client, processor, number)
        seen += re.findall(r"file-\d+\.zip", page)
        assert page.count("<li") > 10
    assert seen == [f"file-{number}.zip" for number in reversed(range(20))]
    assert "There are no older versions" in history(client, processor, 3)
    assert "The first version." in history(client, processor, 2)


def test_a_long_history_takes_no_more_queries_than_a_short_one(client):
    client.force_login(factories.make_user(role="dpo"))
    processor = factories.make_processor(processing_countries=[factories.country("DE")])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            history(client, processor)
        return len(captured)

    rename(processor, 1)
    announce(EventName.EXPORTED, by="test", about=processor)
    make_recipient_notice(processor=processor)
    few = queries()
    rename(processor, 20)
    for _ in range(3):
        announce(EventName.EXPORTED, by="test", about=processor)
        make_recipient_notice(processor=processor)
    assert queries() == few
