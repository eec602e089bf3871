"""The history page of an entry and its parts, and between its versions what touched it."""

import html
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import Target
from registry.models import Engagement, Purpose
from registry.records.events import announce
from registry.records.history import recorded
from registry.records.timeline.line import MOST_OF_A_TABLE
from registry.vocabulary import EventName, RedactionGround
from tests.requests_app.factories import (
    make_attachment,
    make_checklist_item,
    make_clock_event,
    make_message,
    make_recipient_notice,
    make_request,
    make_requested_right,
)
from tests.support import factories

pytestmark = pytest.mark.django_db
# Of the tables of a page, not of their rows.
QUERIES = 15


def history(client, row, page=1, **asked):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_history"
    answer = client.get(reverse(name, args=[row.pk]), {"p": page, **asked})
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


@pytest.mark.slow
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


@pytest.mark.slow
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


def change(row, reason, by="test", **fields):
    with recorded(by=by, reason=reason):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


@pytest.fixture
def dpo(client):
    client.force_login(factories.make_user(role="dpo"))
    return client


@pytest.mark.once
@pytest.mark.slow
def test_what_changed_in_a_part_stands_with_the_reason_in_the_history_of_the_entry(dpo):
    engagement = factories.make_engagement(processor=factories.make_processor(name="Acme Post"))
    change(engagement, "It is public now", listed_from=date(2024, 5, 1))
    page = history(dpo, engagement.activity)
    block = page[: page.index("Set up")]
    assert "It is public now" in block
    assert "Recipient: Acme Post" in block
    assert "<ins>May 1, 2024</ins>" in block
    assert "No field changed" not in block
    version = engagement.history.latest("history_id").history_id
    assert reverse("admin:registry_engagement_version", args=[engagement.pk, version]) in block


@pytest.mark.once
def test_a_part_that_is_added_says_so_and_what_it_says(dpo):
    activity = factories.make_activity()
    with recorded(by="test", reason="A second purpose"):
        Purpose.objects.create(activity=activity, text="Send the newsletter")
    page = history(dpo, activity)
    block = page[: page.index("Set up")]
    assert "Purpose: Send the newsletter" in block
    assert "added" in block
    assert "Activity:" not in block


@pytest.mark.once
@pytest.mark.slow
def test_a_part_is_retired_and_brought_back_in_words(dpo):
    purpose = factories.make_purpose()
    change(purpose, "Over", retired_on=date(2024, 5, 1))
    assert ">retired<" in history(dpo, purpose.activity)
    change(purpose, "By mistake", retired_on=None)
    assert ">in use again<" in history(dpo, purpose.activity)


def test_what_one_block_wrote_is_one_item(dpo):
    purpose = factories.make_purpose()
    with recorded(by="test", reason="Both at once"):
        purpose.law = "A law"
        purpose.save()
        purpose.activity.description = "More words"
        purpose.activity.save()
    page = history(dpo, purpose.activity)
    assert page.count("Both at once") == 1
    block = page[: page.index("Set up")]
    assert "A law" in block
    assert "More words" in block


def test_two_reasons_of_one_moment_are_two_items(dpo):
    purpose = factories.make_purpose()
    with recorded(by="test", reason="Of all others") as unit:
        unit.reasons[Purpose] = "Of purposes"
        purpose.law = "A law"
        purpose.save()
        purpose.activity.description = "More words"
        purpose.activity.save()
    page = history(dpo, purpose.activity)
    assert page.index("Of purposes") != page.index("Of all others")
    assert page.count("<h2>") == 3


def test_a_part_that_went_elsewhere_is_told_up_to_its_going(dpo):
    purpose = factories.make_purpose(text="Send letters")
    before, after = purpose.activity, factories.make_activity()
    change(purpose, "It belongs there", activity=after)
    change(purpose, "Later and elsewhere", law="A law")
    page = history(dpo, before)
    assert "It belongs there" in page
    assert "Later and elsewhere" not in page
    there = history(dpo, after)
    assert "It belongs there" in there
    assert "Later and elsewhere" in there


def test_the_grants_of_seats_are_told_with_the_body(dpo):
    seat = factories.make_seat()
    grant = factories.make_access_grant(seat=seat)
    change(grant, "Reads less", why="Only letters")
    assert "Reads less" in history(dpo, seat.body)


@pytest.mark.slow
def test_pages_of_blocks_leave_nothing_out_whatever_wrote_them(dpo):
    purpose = factories.make_purpose()
    for number in range(20):
        change(purpose, f"Of the part {number:02}", law=f"Law {number}")
        change(purpose.activity, f"Of the entry {number:02}", description=f"Text {number}")
    pages = [history(dpo, purpose.activity, page) for page in (1, 2, 3)]
    found = [re.findall(r": Of the (\w+ \d+)", page) for page in pages]
    assert [len(some) for some in found] == [25, 15, 0]
    line = [f"{of} {number:02}" for number in reversed(range(20)) for of in ("entry", "part")]
    assert found[0] + found[1] == line


def test_of_a_block_that_wrote_very_much_the_page_shows_a_part_and_says_so(dpo):
    processor = factories.make_processor()
    activity = factories.make_activity()
    with recorded(by="test", reason="A large file"):
        Engagement.objects.add_all(
            [
                Engagement(activity=activity, processor=processor, role="processor", service=str(n))
                for n in range(MOST_OF_A_TABLE + 7)
            ]
        )
    page = history(dpo, processor)
    assert page.count('class="changed"') == MOST_OF_A_TABLE + 1
    assert "Recipients: 7 more were changed in the same step." in page


def test_parts_that_somebody_may_not_see_are_not_told(client):
    client.force_login(factories.make_user(role="committee reader"))
    processor = factories.make_processor()
    draft = factories.make_engagement(processor=processor, service="A secret plan")
    factories.make_access_grant(processor=processor, why="Because of the plan")
    change(draft, "About the plan", listed_from=date(2024, 5, 1))
    page = history(client, processor)
    assert "plan" not in page
    assert "Access grants" not in page


def test_what_was_redacted_in_a_part_is_said_and_not_shown(dpo):
    agreement = factories.make_processor_agreement(kept_at="In the drawer of somebody")
    target = Target(type(agreement), [agreement.pk], ("kept_at",), {"kept_at": ""})
    with recorded(by="test", reason="Asked for"):
        redact([target], ground=RedactionGround.ERASURE)
    page = history(dpo, agreement.processor)
    assert "In the drawer" not in page
    assert "Removed on" in page


@pytest.mark.slow
def test_the_line_is_narrowed_to_a_part_an_author_and_days(dpo):
    purpose = factories.make_purpose()
    change(purpose, "Of the part", by="clerk", law="A law")
    change(purpose.activity, "Of the entry", description="More words")
    announce(EventName.EXPORTED, by="clerk", about=purpose.activity, file="whole.zip")

    def found(**asked):
        page = history(dpo, purpose.activity, **asked)
        words = ("Of the part", "Of the entry", "whole.zip")
        return [text for text in words if f": {text}" in page or f"{text}<" in page]

    assert len(found()) == 3
    assert found(part="registry.purpose") == ["Of the part"]
    assert found(part="registry.processingactivity") == ["Of the entry"]
    assert found(part="events") == ["whole.zip"]
    assert "Only What: Purposes</p>" in history(dpo, purpose.activity, part="registry.purpose")
    assert found(by="clerk") == ["Of the part", "whole.zip"]
    assert found(by="clerk", part="registry.purpose") == ["Of the part"]
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    assert len(found(recorded_from=today, recorded_until=today)) == 3
    assert found(recorded_until=yesterday) == []
    assert "Nothing matches the filter." in history(dpo, purpose.activity, recorded_until=yesterday)


def test_what_one_block_wrote_stays_one_item_where_the_line_is_narrowed(dpo):
    activity = factories.make_activity()
    with recorded(by="test", reason="Three at once"):
        Purpose.objects.add_all(
            [Purpose(activity=activity, text=f"Purpose {number}") for number in range(3)]
        )
    page = history(dpo, activity, part="registry.purpose")
    assert page.count("Three at once") == 1
    assert page.count('class="changed"') == 3


def test_nobody_is_offered_twice_as_an_author(client):
    """Also of a table without parts, by somebody who sees no events."""
    client.force_login(factories.make_user(role="committee reader"))
    country = factories.country("DE")
    change(country, "Renamed", name="Somewhere")
    change(country, "Renamed again", name="Elsewhere")
    assert history(client, country).count('<option value="test">') == 1


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize(
    "asked",
    [
        {"part": "registry.person"},
        {"by": "nobody"},
        {"recorded_from": "soon"},
        {"recorded_from": "0001-01-01"},
        {"recorded_until": "9999-12-31"},
        {"recorded_from": "2024-02-01", "recorded_until": "2024-01-01"},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_in_words(dpo, asked):
    page = history(dpo, factories.make_activity(), **asked)
    assert 'class="errorlist"' in page
    assert "Set up" not in page


@pytest.mark.once
@pytest.mark.slow
def test_the_links_to_other_pages_keep_the_filter(dpo):
    processor = factories.make_processor()
    rename(processor, 30)
    page = history(dpo, processor, by="test")
    assert re.search(r'href="\?p=2&(amp;)?by=test"', page)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("times", [10, 200])
def test_the_history_of_an_entry_with_parts_takes_as_many_queries_however_long(dpo, times):
    purpose = factories.make_purpose()
    engagement = factories.make_engagement(activity=purpose.activity)
    rule = factories.make_retention_rule(activity=purpose.activity)
    for number in range(times // 5):
        with recorded(by="test", reason=f"Step {number}"):
            purpose.law = engagement.service = rule.trigger = f"Words {number}"
            for row in (purpose, engagement, rule):
                row.save()
            Purpose.objects.create(activity=purpose.activity, text=f"Purpose {number}")
        change(purpose.activity, "Own", description=f"Text {number}")
    with CaptureQueriesContext(connection) as captured:
        history(dpo, purpose.activity)
    assert len(captured) <= QUERIES, len(captured)


def many_parts(owner, parts):
    """The owner, then a part of each kind."""
    return [owner, *(make(**{name: owner}) for make, name in parts)]


def an_activity():
    activity = factories.make_activity()
    make_checklist_item(activity=activity)
    return many_parts(
        activity,
        [
            (factories.make_purpose, "activity"),
            (factories.make_engagement, "activity"),
            (factories.make_retention_rule, "activity"),
            (factories.make_tracker, "activity"),
            (factories.make_disclosure, "activity"),
            (factories.make_access_grant, "activity"),
        ],
    )


def a_processor():
    processor = factories.make_processor(processing_countries=[factories.country("DE")])
    make_recipient_notice(processor=processor)
    return many_parts(
        processor,
        [
            (factories.make_processor_agreement, "processor"),
            (factories.make_transfer, "processor"),
            (factories.make_engagement, "processor"),
        ],
    )


def a_body():
    seat = factories.make_seat()
    return [seat.body, seat, factories.make_access_grant(seat=seat)]


def a_file():
    file = make_request()
    message = make_message(request=file)
    return [
        file,
        make_requested_right(request=file),
        make_clock_event(request=file),
        make_checklist_item(request=file),
        make_recipient_notice(request=file),
        message,
        make_attachment(message=message),
    ]


@pytest.mark.once
@pytest.mark.parametrize(
    ("make", "times"),
    [
        (an_activity, 20),
        *(
            pytest.param(*long, marks=pytest.mark.slow)
            for long in [(a_processor, 20), (a_body, 20), (a_file, 20), (an_activity, 200)]
        ),
    ],
)
def test_all_kinds_of_parts_are_told_in_few_queries_however_many_versions(dpo, make, times):
    owner, *parts = make()
    history(dpo, owner)  # what is asked once only: whether the engine knows JSON
    announce(EventName.EXPORTED, by="test", about=owner, file="whole.zip")
    rows = [owner, *parts]
    for number in range(times // len(rows) + 1):
        for row in rows:
            change(row, f"{type(row).__name__} {number}", remarks=f"Remark {number}")
    with CaptureQueriesContext(connection) as captured:
        page = history(dpo, owner)
    assert len(captured) <= QUERIES
    last = times // len(rows)
    for row in rows:
        assert f": {type(row).__name__} {last}<" in page
    assert "whole.zip" in page or times == 200
