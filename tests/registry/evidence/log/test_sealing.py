"""Each version and each event gets its entry, in the order in which they are written."""

import json

import pytest
from django.db import transaction

from registry.evidence.log.entries import NoLog
from registry.evidence.log.sealing import record_event
from registry.models import EvidenceEntry, EvidenceEvent, EvidenceKey, Processor, Tracker
from registry.records.events import announce
from registry.records.history import recorded
from registry.vocabulary import EntryKind, EventName
from tests.registry.evidence.attacker import Attacker, settle
from tests.support.factories import make_activity, make_processor, make_user
from tests.support.noted import noting

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def entries():
    """What has come into the log since the test began."""
    first = EvidenceEntry.objects.count()
    return lambda: list(EvidenceEntry.objects.filter(seq__gte=first).order_by("seq"))


def test_each_version_has_its_entry_in_the_order_of_writing(entries):
    with recorded(by="test", reason="Set up"):
        rows = [Processor.objects.create(name=name) for name in "BA"]
    numbers = [row.history.get().history_id for row in rows]
    found = [(entry.kind, entry.model, entry.history_id) for entry in entries()]
    assert found == [(EntryKind.HISTORY, "registry.processor", number) for number in numbers]
    assert EvidenceKey.objects.filter(seq__in=[entry.seq for entry in entries()]).count() == 2


def test_what_several_tables_write_is_sealed_for_each(entries):
    row, other = make_processor(), make_processor()
    activity = make_activity()
    before = len(entries())
    with recorded(by="test", reason="Renamed"):
        for each in [row, other]:
            each.name += ", Inc."
            each.save()
        Tracker.objects.create(name="A pixel", processor=row, activity=activity, kind="pixel")
    models = [entry.model for entry in entries()[before:]]
    assert sorted(models) == ["registry.processor", "registry.processor", "registry.tracker"]


def test_an_event_says_whose_account_it_was_about_what_and_which_table(entries):
    lead, row = make_user(username="lead"), make_processor()
    before = len(entries())
    with noting() as events:
        announce(EventName.REVEALED, by=lead, about=row, why="To call", fields=["b", "a"])
    (event,) = events
    assert (event.name, event.author, event.author_id) == ("reveal", "lead", lead.pk)
    assert (event.about_model, event.about_id) == ("registry.processor", row.pk)
    assert event.details == '{"fields":["b","a"],"why":"To call"}'
    (entry,) = entries()[before:]
    assert (entry.kind, entry.model) == (EntryKind.EVENT, "registry.evidenceevent")
    assert entry.history_id == event.pk


def test_an_event_of_a_command_has_no_account():
    with noting() as events:
        announce(EventName.EXPORTED, by="export_table", table=Processor, rows=3)
        announce(EventName.VERIFIED, by="verify_evidence")
    said = [(event.author, event.author_id, event.about_model, event.about_id) for event in events]
    assert said == [
        ("export_table", None, "registry.processor", None),
        ("verify_evidence", None, "", None),
    ]


def test_a_name_that_no_event_has_is_refused_and_nothing_is_written(entries):
    with pytest.raises(ValueError, match="no event"), transaction.atomic():
        announce("no event", by="test")
    assert entries() == []


def test_what_is_said_in_clear_stands_in_the_leaf_for_everyone(entries):
    event, seq = record_event(
        EventName.REDACTED,
        author="dpo",
        author_id=None,
        details={"ground": "erasure"},
        kind=EntryKind.REDACT,
        redacts=[[1, ["name"]]],
    )
    (entry,) = entries()
    leaf = json.loads(entry.leaf)
    assert (entry.seq, entry.kind, leaf["redacts"]) == (seq, "redact", [[1, ["name"]]])
    assert "erasure" not in entry.leaf
    assert event == EvidenceEvent.objects.get(pk=entry.history_id)


def test_where_there_is_no_log_nothing_happens_unseen():
    attacker = Attacker()
    settle()
    for table in ("evidencekey", "evidenceentry", "evidencehead"):
        attacker.sql(f"DELETE FROM registry_{table}")
    with pytest.raises(NoLog):
        announce(EventName.EXPORTED, by="test")
