"""What is wrong with the log is said once, and in its place: entry, gap, moment, root, type."""

import json
from datetime import UTC, datetime

import pytest
from django.db import transaction

from registry.evidence.log.canonical import canonical
from registry.evidence.log.merkle import leaf_hash
from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import Target
from registry.evidence.verify.faults import Report
from registry.evidence.verify.log import Leaf, LogCheck, read_leaf, tables_of
from registry.models import EvidenceEntry, EvidenceHead, Processor
from registry.records.events import announce
from registry.records.history import recorded
from registry.vocabulary import EventName, RedactionGround
from tests.registry.evidence.attacker import Attacker, settle
from tests.support.factories import make_processor
from tests.support.undone import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROOT = "its root, or one of the entries up to it, is not what it was."
BEFORE = "the log before this entry is not whole."
PROCESSOR = "registry.processor"


def make_log() -> int:
    """A genesis, a schema, versions, a redaction, an event, one more version; and its size."""
    row = make_processor(name="Acme", privacy_contact="A name")
    for name in ["Acme Inc.", "Acme Ltd."]:
        with recorded(by="test", reason="Renamed"):
            row.name = name
            row.save()
    with recorded(by="test", reason="Asked for"):
        target = Target(Processor, [row.pk], ["privacy_contact"])
        redact([target], ground=RedactionGround.ERASURE)
    announce(EventName.EXPORTED, by="test", table=Processor, rows=1)
    for number in range(4):
        make_processor(name=f"Other {number}")
    settle()
    return EvidenceEntry.objects.count()


size = made_once(make_log)


def found(first=0, held=()) -> list[str]:
    """What a check of the log alone finds."""
    log = LogCheck(Report(first=first))
    for number, root, who in held:
        log.hold(number, root, who)
    log.start(first)
    for _leaf in log.walk(first):
        pass
    log.finish()
    return [str(fault) for fault in log.report.faults]


def entry(**which) -> EvidenceEntry:
    return EvidenceEntry.objects.filter(**which).order_by("seq").first()


def write(seq: int, **columns) -> None:
    for name, value in columns.items():
        Attacker().sql(f"UPDATE registry_evidenceentry SET {name} = %s WHERE seq = %s", value, seq)


def rewrite(**changed) -> None:
    """Leaves by their entry, and a log that is right in itself with them."""
    attacker = Attacker()
    entries = attacker.log()
    for place, more in changed.items():
        entries[int(place[1:])]["leaf"] |= more
    attacker.write_log(entries)


@pytest.fixture(autouse=True)
def _undone(size):
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_a_log_that_is_whole_is_so_from_wherever_one_begins(size):
    assert [found(first) for first in range(size + 1)] == [[]] * (size + 1)


# Gaps


@pytest.mark.parametrize(
    ("gone", "said"),
    [([4], "4"), ([4, 5], "4-5"), ([4, 5, 6, 7], "4-7")],
)
def test_a_gap_is_named_by_the_entries_that_are_missing(gone, said):
    for seq in gone:
        Attacker().sql("DELETE FROM registry_evidenceentry WHERE seq = %s", seq)
    faults = found()
    assert f"log: missing from the log: {said}." in faults
    assert [fault for fault in faults if ROOT in fault] == [f"entry {gone[-1] + 1}: {ROOT}"]


def test_two_gaps_are_two_lines():
    for seq in [3, 5, 6]:
        Attacker().sql("DELETE FROM registry_evidenceentry WHERE seq = %s", seq)
    assert [fault for fault in found() if "missing" in fault] == [
        "log: missing from the log: 3.",
        "log: missing from the log: 5-6.",
    ]


def test_where_one_begins_in_a_gap_it_is_named_too():
    Attacker().sql("DELETE FROM registry_evidenceentry WHERE seq = %s", 6)
    assert "log: missing from the log: 6." in found(6)


def test_an_entry_before_the_first_belongs_to_no_log():
    Attacker().sql("UPDATE registry_evidenceentry SET seq = -5 WHERE seq = 5")
    assert f"entry 0: {BEFORE}" in found()


# Roots and hashes


@pytest.mark.parametrize("seq", [0, 1, 5])
def test_a_root_that_was_changed_is_one_line_and_so_is_each_after_it(seq):
    write(seq, root="0" * 64)
    write(seq + 2, root="f" * 64)
    assert found() == [f"entry {seq}: {ROOT}", f"entry {seq + 2}: {ROOT}"]


def test_a_leaf_that_was_changed_is_said_once_however_many_roots_follow():
    leaf = json.loads(entry(seq=4).leaf) | {"more": 1}
    write(4, leaf=canonical(leaf).decode())
    faults = found()
    assert faults[:2] == ["entry 4: its leaf does not match its hash.", f"entry 4: {ROOT}"]
    assert [fault for fault in faults if "entry" in fault] == faults[:2]


@pytest.mark.parametrize("hashed", ["not hex at all", "", "00", "0" * 64])
def test_an_older_hash_that_is_none_or_another_breaks_a_run_that_takes_it(size, hashed):
    write(4, leaf_hash=hashed)
    assert found(6)[0] == f"entry 6: {BEFORE}"
    assert [fault for fault in found(6) if "entry" in fault] == [f"entry 6: {BEFORE}"]
    assert found()[0] == "entry 4: its leaf does not match its hash."


def test_of_the_entries_before_only_the_last_root_is_asked_for():
    write(3, root="0" * 64)
    assert found(6) == []
    write(5, root="0" * 64)
    assert found(6) == [f"entry 6: {BEFORE}"]


@pytest.mark.parametrize("gone", [2, 5])
def test_an_older_entry_that_is_gone_breaks_a_run_that_begins_after_it(gone):
    Attacker().sql("DELETE FROM registry_evidenceentry WHERE seq = %s", gone)
    assert found(6)[0] == f"entry 6: {BEFORE}"


def test_a_run_that_begins_after_the_end_has_not_the_log_it_means(size):
    assert found(size + 1) == [f"entry {size + 1}: {BEFORE}"]


@pytest.mark.parametrize("first", [0, 3, 6])
def test_a_root_that_somebody_holds_is_compared_wherever_one_begins(first):
    right, wrong = (4, entry(seq=3).root, "the minutes"), (4, "0" * 64, "the notary")
    assert found(first, [right]) == []
    assert found(first, [right, wrong]) == [
        "log: the first 4 entries are not those of which the notary holds the root."
    ]


def test_who_holds_a_root_of_more_entries_is_named(size):
    assert found(held=[(size, entry(seq=size - 1).root, "the minutes")]) == []
    assert found(held=[(size + 1, "0" * 64, "the minutes"), (size + 1, "1" * 64, "a court")]) == [
        f"log: rolled back from {size + 1} to {size} entries, according to {who}."
        for who in ["the minutes", "a court"]
    ]


# What the leaves say


def test_a_moment_that_goes_back_is_found_and_the_next_is_compared_with_the_latest():
    rewrite(e5={"at": "2001-01-01T00:00:00.000000Z"}, e6={"at": "2001-01-02T00:00:00.000000Z"})
    older = "is older than the entry before it."
    assert found() == [f"entry 5: {older}", f"entry 6: {older}"]


def test_a_run_that_begins_later_compares_with_the_moment_before():
    rewrite(e6={"at": "2001-01-01T00:00:00.000000Z"})
    assert found(6) == ["entry 6: is older than the entry before it."]


def test_entries_of_one_moment_are_in_order():
    rewrite(e6={"at": json.loads(entry(seq=5).leaf)["at"]})
    assert found() == []


@pytest.mark.parametrize("name", ["seq", "kind", "model", "hid", "v", "alg"])
def test_a_column_or_form_that_differs_from_its_leaf_is_named(name):
    leaf = json.loads(entry(seq=5).leaf) | {name: "x"}
    write(5, leaf=canonical(leaf).decode())
    assert f"entry 5, {name}: differs from its leaf." in found()


@pytest.mark.parametrize(
    "more",
    [
        {"redacts": {"1": ["name"]}},
        {"redacts": ["1"]},
        {"redacts": [[1]]},
        {"redacts": [[1, ["name"], 2]]},
        {"redacts": [["1", ["name"]]]},
        {"redacts": [[True, ["name"]]]},
        {"redacts": [[1, "name"]]},
        {"redacts": [[1, [2]]]},
        {"redacts": [[1, ["name"]], None]},
        {"schema": []},
        {"schema": {PROCESSOR: "name"}},
        {"schema": {PROCESSOR: ["name", 1]}},
        {"schema": {PROCESSOR: ["name"], "registry.body": None}},
        {"fields": []},
        {"fields": {"name": 1}},
        {"fields": {"name": "digest", "website": None}},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["redact", "schema"])
def test_a_leaf_of_another_form_cannot_be_read_and_is_said_to_be_so_once(kind, more):
    seq = entry(kind=kind).seq
    leaf = json.loads(entry(seq=seq).leaf) | more
    write(seq, leaf=canonical(leaf).decode())
    assert found().count(f"entry {seq}: its leaf cannot be read.") == 1
    assert found(seq + 1).count(f"entry {seq}: its leaf cannot be read.") == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", '"x"', "[" * 100_000])
def test_what_is_no_mapping_is_no_leaf(text):
    assert read_leaf(text) is None


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"fields": {"name": "digest"}},
        {"schema": {PROCESSOR: ["name"], "registry.body": []}},
        {"redacts": [[1, ["name"]], [2, []]]},
    ],
    ids=str,
)
def test_what_is_a_leaf_is_read(said):
    assert read_leaf(json.dumps(said)) == said


# Its place, its table, its order


def test_the_log_begins_once():
    rewrite(e0={"kind": "event"}, e5={"kind": "genesis"})
    again = "the first entry is not the original one."
    assert [fault for fault in found() if again in fault] == [
        f"entry 0: {again}",
        f"entry 5: {again}",
    ]


@pytest.mark.parametrize("more", [{"model": "registry.nothing"}, {"hid": None}])
@pytest.mark.parametrize("kind", ["baseline", "history", "event", "redact"])
def test_an_entry_of_no_row_is_of_no_table(kind, more):
    rewrite(e5=more | {"kind": kind})
    assert "entry 5: is of a table that is not sealed." in found()


def test_versions_of_a_table_come_in_the_order_of_their_numbers():
    _first, second, third = EvidenceEntry.objects.filter(model=PROCESSOR).order_by("seq")[:3]
    rewrite(**{f"e{second.seq}": {"hid": third.history_id + 900}})
    out = [fault for fault in found() if "out of order" in fault]
    assert out[0] == (
        f"{PROCESSOR}, version {third.history_id}, entry {third.seq}: is out of order."
    )
    assert len(out) == EvidenceEntry.objects.filter(model=PROCESSOR, seq__gt=second.seq).count()


def test_a_baseline_is_in_any_order_and_says_nothing_of_what_follows():
    first, second, third = EvidenceEntry.objects.filter(model=PROCESSOR).order_by("seq")[:3]
    rewrite(
        **{
            f"e{first.seq}": {"kind": "baseline", "hid": third.history_id + 900},
            f"e{second.seq}": {"kind": "baseline", "hid": first.history_id},
        }
    )
    assert found() == []


@pytest.mark.parametrize("change", ["one less", "one more"])
def test_an_entry_seals_the_fields_that_its_table_had(change):
    number = entry(model=PROCESSOR).seq
    fields = json.loads(entry(seq=number).leaf)["fields"]
    if change == "one less":
        del fields["name"]
    else:
        fields["nickname"] = "digest"
    rewrite(**{f"e{number}": {"fields": fields}})
    assert found() == [f"entry {number}: seals other fields than its table had at that time."]


def test_what_a_table_had_is_what_the_last_schema_before_an_entry_says():
    schema, number = entry(kind="schema").seq, entry(model=PROCESSOR).seq
    log = LogCheck(Report())
    log.start(0)
    assert (log.schema, log.last_schema[PROCESSOR]) == ({}, log.last_schema[PROCESSOR])
    leaf = next(leaf for leaf in log.walk(0) if leaf.seq == number)
    assert leaf.expected == log.schema[PROCESSOR] == sorted(leaf.fields)
    later = LogCheck(Report(first=schema))
    later.start(schema)
    assert later.schema == {}
    later = LogCheck(Report(first=schema + 1))
    later.start(schema + 1)
    assert later.schema == log.schema


def test_a_later_schema_holds_for_what_comes_after_it():
    nothing = {"model": "", "hid": None, "fields": {}}
    rewrite(e5={"kind": "schema", "schema": {PROCESSOR: ["name"]}, **nothing})
    known = []
    for first in [0, 5, 6]:
        log = LogCheck(Report(first=first))
        log.start(first)
        assert log.last_schema[PROCESSOR] == ["name"]
        assert "registry.body" in log.last_schema
        known.append(len(log.schema.get(PROCESSOR, [])))
    assert known == [0, len(json.loads(entry(model=PROCESSOR).leaf)["fields"]), 1]
    after = EvidenceEntry.objects.filter(model=PROCESSOR, seq__gt=5).values_list("seq", flat=True)
    other = "seals other fields than its table had at that time."
    assert found() == found(6) == [f"entry {number}: {other}" for number in sorted(after)]


# The end of the log, the list of redactions


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("size = size + 1", "size"),
        ("frontier = upper(frontier)", "frontier"),
        ("at = '2018-01-01 00:00:00+00:00'", "at"),
    ],
)
def test_where_the_log_ends_is_one_line_for_what_differs(statement, name):
    Attacker().sql(f"UPDATE registry_evidencehead SET {statement}")
    assert found() == [f"{name}: the recorded end does not match the log."]


@pytest.mark.parametrize("heads", [0, 2])
def test_the_log_has_one_end(heads):
    if heads:
        EvidenceHead.objects.create(size=1, frontier="", at=datetime(2026, 1, 1, tzinfo=UTC))
    else:
        Attacker().sql("DELETE FROM registry_evidencehead")
    assert found() == [f"log: the log must have one end, but has {heads}."]


def redacted() -> list[int]:
    rows = Attacker().sql("SELECT entry_id FROM registry_evidenceredaction ORDER BY entry_id")
    return [number for (number,) in rows]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM registry_evidenceredaction",
        "UPDATE registry_evidenceredaction SET redacted_by_id = 1",
    ],
)
def test_a_redaction_of_which_list_and_log_differ_is_one_line(statement):
    entries = redacted()
    assert len(entries) > 1
    Attacker().sql(statement)
    assert found() == [
        f"entry {number}, privacy_contact: the list of redactions differs from the log."
        for number in entries
    ]


def test_a_redaction_that_the_log_does_not_know_is_found():
    Attacker().sql(
        "INSERT INTO registry_evidenceredaction (entry_id, field, redacted_by_id) "
        "VALUES (%s, 'name', %s)",
        *(redacted()[0], entry(kind="redact").seq),
    )
    assert found() == [f"entry {redacted()[0]}, name: the list of redactions differs from the log."]


# What is counted


def test_the_report_counts_entries_and_roots_and_has_the_root_of_all(size):
    log = LogCheck(Report(first=4))
    for who in ["the minutes", "a court"]:
        log.hold(2, entry(seq=1).root, who)
    log.hold(size, entry(seq=size - 1).root, "the press")
    log.start(4)
    assert [leaf.seq for leaf in log.walk(4)] == list(range(4, size))
    log.finish()
    assert (log.report.entries, log.report.anchors) == (size - 4, 3)
    assert log.report.root == entry(seq=size - 1).root


def test_entries_of_tables_that_the_register_has_no_more_are_left_out():
    leaves = [Leaf(seq, "history", table, seq, {}, []) for seq, table in [(1, "gone.row")] * 2]
    ours = [Leaf(seq, "history", PROCESSOR, seq, {}, []) for seq in [3, 4]]
    assert tables_of([*leaves, *ours]) == {PROCESSOR: ours}


def test_the_hash_of_a_leaf_is_that_of_the_rfc():
    first = entry(seq=0)
    assert first.leaf_hash == leaf_hash(first.leaf.encode()).hex() == first.root
