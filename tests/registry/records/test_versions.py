"""What versions say was changed, whatever somebody claims to have seen."""

import pytest

from registry.models import Processor
from registry.records.history import recorded
from registry.records.versions import changes_since
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
