"""What `migrate` does for the log: it begins it once, and says what is sealed from when on."""

from dataclasses import replace

import pytest

from registry.evidence.guards.installation import prepare
from registry.evidence.log.content import sealed_tables
from registry.evidence.log.entries import origin, schema
from registry.evidence.verify.whole import verify
from registry.models import EvidenceEntry
from registry.vocabulary import EntryKind
from tests.registry.evidence.attacker import Attacker, settle
from tests.support.factories import country, make_activity, make_processor

pytestmark = pytest.mark.django_db
PROCESSOR = "registry.processor"


def kinds() -> list[str]:
    return list(EvidenceEntry.objects.order_by("seq").values_list("kind", flat=True))


def without(monkeypatch, name: str) -> None:
    """A version of the register whose processors have one column less."""
    table = sealed_tables()[PROCESSOR]
    columns = tuple(column for column in table.columns if column != name)
    monkeypatch.setitem(sealed_tables(), PROCESSOR, replace(table, columns=columns))


def as_before_the_log() -> None:
    attacker = Attacker()
    settle()
    tables = ("evidenceredaction", "evidencekey", "evidenceentry", "evidencehead", "evidenceevent")
    for table in tables:
        attacker.sql(f"DELETE FROM registry_{table}")
    attacker.put_triggers_back()


def test_a_new_log_begins_with_its_name_and_what_it_seals():
    assert kinds()[:2] == [EntryKind.GENESIS, EntryKind.SCHEMA]
    assert origin().startswith("register/")
    assert schema() == {label: table.fields for label, table in sealed_tables().items()}


def test_versions_that_are_older_than_the_log_are_sealed_as_they_are_found():
    make_activity(data_categories=[])
    row = make_processor(processing_countries=[country("US")])
    as_before_the_log()
    prepare("default")
    entry = EvidenceEntry.objects.get(model=PROCESSOR, history_id=row.history.get().history_id)
    assert entry.kind == EntryKind.BASELINE
    assert verify().faults == []


def test_the_next_migrate_writes_nothing():
    make_processor()
    before = kinds()
    prepare("default")
    assert kinds() == before


def test_a_column_that_is_given_up_leaves_what_was_sealed_with_it_valid(monkeypatch):
    make_processor(website="https://vendor.example.org")
    without(monkeypatch, "website")
    prepare("default")
    make_processor()
    assert kinds()[-2:] == [EntryKind.SCHEMA, EntryKind.HISTORY]
    assert verify().faults == []


def test_a_column_that_is_new_is_sealed_from_then_on(monkeypatch):
    with monkeypatch.context() as earlier:
        without(earlier, "website")
        prepare("default")
        make_processor()
    prepare("default")
    assert "website" in schema()[PROCESSOR]
    make_processor()
    assert verify().faults == []


def test_a_column_that_vanishes_without_a_word_is_missed(monkeypatch):
    make_processor()
    without(monkeypatch, "website")
    assert "website: is not there any more" in " ".join(map(str, verify().faults))
