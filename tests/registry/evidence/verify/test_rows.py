"""Each version is compared with its entry, field by field, and none is without its entry."""

import json

import pytest
from django.db import connection, transaction

from registry.evidence.log.digests import Salts, new_key
from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import Target
from registry.evidence.verify import rows
from registry.evidence.verify.faults import Report
from registry.evidence.verify.log import LogCheck
from registry.evidence.verify.one_object import verify_rows
from registry.evidence.verify.rows import check_nothing_is_unsealed, check_rows, leaf_batches
from registry.models import EvidenceEntry, EvidenceEvent, EvidenceKey, Processor
from registry.records.events import announce
from registry.records.history import recorded
from registry.vocabulary import EventName, RedactionGround
from tests.registry.evidence.attacker import Attacker, settle, without_days
from tests.registry.evidence.tampering_rows import LINKS, VERSIONS
from tests.support.factories import country, make_processor
from tests.support.undone import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def make_rows():
    """Of one processor three versions, of which the first two were redacted in a field."""
    row = make_processor(
        name="Acme", privacy_contact="A name", processing_countries=[country("US"), country("DE")]
    )
    make_processor(name="Other")
    for name in ["Acme Inc.", "Acme Ltd."]:
        with recorded(by="test", reason="Renamed"):
            row.name = name
            row.save()
    with recorded(by="test", reason="Asked for"):
        target = Target(Processor, [row.pk], ["privacy_contact"])
        redact([target], ground=RedactionGround.ERASURE)
    announce(EventName.EXPORTED, by="test", table=Processor, rows=1)
    settle()
    return row


acme = made_once(make_rows)


@pytest.fixture
def version(acme):
    """The number of the second version, whose contact was redacted."""
    return acme.history.order_by("history_id")[1].history_id


@pytest.fixture
def entry(version):
    return EvidenceEntry.objects.get(model="registry.processor", history_id=version).seq


@pytest.fixture(autouse=True)
def _undone(acme):
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def checked(size: int | None = None) -> Report:
    log = LogCheck(Report())
    log.start(0)
    check_rows(log, list(log.walk(0))[:size])
    check_nothing_is_unsealed(log.report)
    return log.report


def found() -> list[str]:
    return [str(fault) for fault in checked().faults]


def change(statement: str, *parameters) -> None:
    Attacker().sql(statement, *parameters)


def of(acme, version, entry, *names) -> str:
    parts = [f"registry.processor {acme.pk}", f"version {version}", f"entry {entry}", *names]
    return ", ".join(parts)


def test_nothing_is_found_where_nothing_was_done():
    report = checked()
    assert report.faults == []
    sealed = EvidenceEntry.objects.exclude(history_id=None)
    assert report.rows == sealed.count()


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_entries_are_compared_in_batches_of_any_size(monkeypatch, acme, version, entry, size):
    monkeypatch.setattr(rows, "BATCH", size)
    change(f"UPDATE {VERSIONS} SET name = 'x' WHERE history_id = %s", version)
    assert found() == [f"{of(acme, version, entry, 'name')}: differs from what was sealed."]
    assert checked().rows == EvidenceEntry.objects.exclude(history_id=None).count()


def test_each_field_that_differs_is_a_line(acme, version, entry):
    change(f"UPDATE {VERSIONS} SET name = 'x', website = 'y' WHERE history_id = %s", version)
    assert sorted(found()) == [
        f"{of(acme, version, entry, name)}: differs from what was sealed."
        for name in ["name", "website"]
    ]


def test_a_version_that_was_deleted_is_one_line_and_is_not_counted(version, entry):
    rows = checked().rows
    change(f"DELETE FROM {LINKS} WHERE history_id = %s", version)
    change(f"DELETE FROM {VERSIONS} WHERE history_id = %s", version)
    assert found() == [f"registry.processor, version {version}, entry {entry}: was deleted."]
    assert checked().rows == rows - 1


# The keys


def write_key(entry, **columns):
    for name, value in columns.items():
        change(f"UPDATE registry_evidencekey SET {name} = %s WHERE seq = %s", value, entry)


@pytest.mark.parametrize(
    "salts",
    ["{", "[]", "7", '"x"', '{"name": 7}', '{"name": null}', '{"name": "\\ud800"}', "[" * 100_000],
    ids=lambda text: text[:12],
)
def test_salts_that_the_register_never_writes_are_named_and_not_tripped_over(
    acme, version, entry, salts
):
    write_key(entry, key=None, salts=salts)
    words = "its key is missing or cannot be read."
    assert found() == [f"{of(acme, version, entry)}: {words}"]


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_key_of_another_type_is_named_too(acme, version, entry):
    write_key(entry, key="text")
    assert found() == [f"{of(acme, version, entry)}: its key is missing or cannot be read."]


def test_a_key_that_is_gone_is_one_line(acme, version, entry):
    change("DELETE FROM registry_evidencekey WHERE seq = %s", entry)
    assert found() == [f"{of(acme, version, entry)}: its key is missing or cannot be read."]


@pytest.mark.parametrize("kind", ["genesis", "schema"])
def test_a_key_of_an_entry_that_seals_no_row_does_not_belong(kind):
    seq = EvidenceEntry.objects.filter(kind=kind).first().seq
    EvidenceKey.objects.create(seq=seq, key=new_key())
    assert found() == [f"entry {seq}: a key without an entry."]


def test_a_key_beyond_the_log_does_not_belong():
    EvidenceKey.objects.create(seq=9_999, key=new_key())
    assert found() == ["entry 9999: a key without an entry."]


# Redactions


def test_a_redacted_field_stays_removed_and_its_salt_gone(acme, version, entry):
    change(f"UPDATE {VERSIONS} SET privacy_contact = 'A name' WHERE history_id = %s", version)
    assert found() == [
        f"{of(acme, version, entry, 'privacy_contact')}: was redacted, but still has a value."
    ]


def test_a_salt_of_a_redacted_field_is_found(acme, version, entry):
    salts = json.loads(EvidenceKey.objects.get(seq=entry).salts) | {"privacy_contact": "A" * 22}
    write_key(entry, salts=json.dumps(salts))
    assert found() == [
        f"{of(acme, version, entry, 'privacy_contact')}: was redacted, but its salt is still there."
    ]


def test_a_salt_that_is_gone_without_a_redaction_is_found(acme, version, entry):
    salts = json.loads(EvidenceKey.objects.get(seq=entry).salts)
    del salts["name"]
    write_key(entry, salts=json.dumps(salts))
    assert found() == [
        f"{of(acme, version, entry, 'name')}: its salt is missing, and no redaction explains it."
    ]


def test_salts_of_a_redacted_entry_are_those_of_its_other_fields(entry):
    key = EvidenceKey.objects.get(seq=entry)
    fields = json.loads(EvidenceEntry.objects.get(seq=entry).leaf)["fields"]
    assert key.key is None
    assert json.loads(key.salts).keys() == fields.keys() - {"privacy_contact"}
    assert Salts(None, key.salts).get("privacy_contact") is None


# Columns that come and go


def check_with(names: list[str]) -> list[str]:
    """As if the last schema had these fields, and the entry one that is no column."""
    log = LogCheck(Report())
    log.start(0)
    log.last_schema["registry.processor"] = names
    leaves = [leaf for leaf in log.walk(0) if leaf.model == "registry.processor"]
    leaves[0].fields["fax"] = "a digest"
    check_rows(log, leaves)
    return [fault.what for fault in log.report.faults if fault.field == "fax"]


def test_a_column_that_was_given_up_is_no_fault_where_the_log_says_so():
    assert check_with(["name"]) == []
    assert check_with(["fax", "name"]) == ["is not there any more."]


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_what_cannot_be_read_is_said_once_and_the_rest_is_compared(acme, version, entry):
    assert connection.vendor == "sqlite"
    statement = f"UPDATE {VERSIONS} SET absences = '{{', name = 'x' WHERE history_id = %s"
    change(statement, version)
    assert found() == [
        f"registry.processor, version {version}, absences: cannot be read.",
        f"{of(acme, version, entry, 'name')}: differs from what was sealed.",
    ]


def test_a_version_sealed_without_a_day_holds_from_the_beginning(acme, version, entry):
    attacker = Attacker()
    without_days(attacker)
    assert found() == []
    change(f"UPDATE {VERSIONS} SET holds_from = '2018-05-25' WHERE history_id = %s", version)
    words = "was sealed before there was this field, so it holds from the beginning."
    assert found() == [f"{of(acme, version, entry, 'holds_from')}: {words}"]
    fault, *of_today = verify_rows({"registry.processor": {acme.pk}}).faults
    assert (fault.version, fault.field) == (version, "holds_from")
    assert {fault.what for fault in of_today} == {"was changed without a version."}


# Nothing without its entry


def test_a_version_without_an_entry_is_named(acme, version):
    change(
        f"UPDATE {VERSIONS} SET history_id = 90000 WHERE history_id = %s",
        acme.history.latest().history_id,
    )
    assert "registry.processor, version 90000: has no entry in the log." in found()


def test_an_event_without_an_entry_is_named():
    event = EvidenceEvent.objects.latest("pk")
    event.pk = 90_000
    event.save(force_insert=True)
    assert found() == ["registry.evidenceevent, version 90000: has no entry in the log."]


def test_an_entry_of_another_table_with_the_same_number_does_not_help(version):
    numbers = EvidenceEntry.objects.filter(history_id=version).values_list("model", flat=True)
    assert "registry.processor" in numbers
    change(
        "UPDATE registry_evidenceentry SET model = 'registry.tracker' "
        "WHERE model = 'registry.processor' AND history_id = %s",
        version,
    )
    words = f"registry.processor, version {version}: has no entry in the log."
    assert [fault for fault in found() if "no entry" in fault] == [words]


@pytest.mark.parametrize("column", ["history_id", "processor_id"])
def test_a_link_of_no_version_is_named(acme, version, column):
    change(f"UPDATE {LINKS} SET {column} = 777 WHERE history_id = %s", version)
    owner = 777 if column == "history_id" else version
    words = "processing_countries: a row of it belongs to another version."
    assert f"registry.processor, version {owner}, {words}" in found()


def test_batches_are_as_long_as_they_may_be_and_the_last_holds_the_rest():
    assert list(leaf_batches(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(leaf_batches(range(4), 2)) == [[0, 1], [2, 3]]
    assert list(leaf_batches([], 2)) == []
