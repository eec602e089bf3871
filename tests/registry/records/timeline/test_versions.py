"""What versions say was changed, whatever somebody claims to have seen."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils.formats import date_format

from registry.models import Processor
from registry.records.history import recorded
from registry.records.timeline.since import since_in_words
from registry.records.timeline.versions import changes_since
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def changed():
    processor = factories.make_processor(name="Old Post Ltd")
    seen = processor.history.latest("history_id").history_id
    with recorded(by="editor", reason="It was renamed"):
        processor.name = "New Post Ltd"
        processor.save()
    return processor, seen


def test_what_is_newer_than_what_was_seen_was_changed(changed):
    processor, seen = changed
    (version,) = changes_since(Processor, processor.pk, seen)
    assert [(change.old, change.new) for change in version.changes] == [
        ("Old Post Ltd", "New Post Ltd")
    ]


def test_of_a_version_of_another_row_what_is_newer_is_not_left_out(changed):
    processor, seen = changed
    assert len(changes_since(Processor, processor.pk, seen - 1)) == 2


@pytest.mark.parametrize("number", [10**6, 10**17, 10**30])
def test_nothing_is_newer_than_what_is_still_to_come(changed, number):
    """After a restore from a backup, a page that was open before may have seen it."""
    processor, _seen = changed
    assert changes_since(Processor, processor.pk, number) == []


@pytest.mark.parametrize(
    ("day", "begins", "words"),
    [
        (date(2018, 7, 1), None, "since July 1, 2018"),
        (date(2018, 7, 1), date(2018, 7, 1), "since July 1, 2018"),
        (date.min, None, "from the beginning"),
        (None, None, "from the beginning"),
        # Of what begins only later nothing holds before that.
        (date.min, date(2018, 7, 2), "from July 2, 2018"),
        (date(2018, 7, 1), date(2018, 7, 2), "from July 2, 2018"),
    ],
)
def test_since_when_something_holds_is_said_in_words(day, begins, words):
    assert since_in_words(day, begins) == words


def test_of_what_is_the_same_on_each_day_no_day_is_said():
    engagement = factories.make_engagement(state="planned", starts_on=date(2030, 1, 1))
    for fields, words in [
        ({"starts_on": date(2030, 2, 1)}, ""),
        ({"service": "Sends the letters"}, "from Feb. 1, 2030"),
    ]:
        seen = engagement.history.latest("history_id").history_id
        with recorded(by="editor", reason="It comes later"):
            for name, value in fields.items():
                setattr(engagement, name, value)
            engagement.save()
        (version,) = changes_since(type(engagement), engagement.pk, seen)
        assert version.since == words


def test_a_version_says_since_when_it_holds_only_where_that_is_recorded(changed):
    processor, seen = changed
    (version,) = changes_since(Processor, processor.pk, seen)
    assert replace(version, holds_from=None).since == ""
    all_along = replace(version, holds_from=date.min)
    assert replace(all_along, begins=None).since == "from the beginning"
    assert all_along.since == f"from {date_format(processor.first_day)}"
