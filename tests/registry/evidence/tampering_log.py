"""Ways to tamper with the log and its keys: what is done, and the words it is found in."""

import json
from collections.abc import Callable

from registry.evidence.log.canonical import canonical
from registry.evidence.log.digests import digest_of, salts_of
from registry.evidence.log.merkle import leaf_hash
from registry.models import EvidenceEntry
from tests.registry.evidence.attacker import Attacker
from tests.registry.evidence.tampering_rows import CHANGED, LINKS, LIVE, VERSIONS

THE_LOG = "root, or one of the entries up to it"


# Each is done on its own, with the attacker and the scene.


def _an_entry(attacker: Attacker, number: int, **columns) -> None:
    for name, value in columns.items():
        attacker.sql(f"UPDATE registry_evidenceentry SET {name} = %s WHERE seq = %s", value, number)


def a_leaf(attacker, scene):
    _an_entry(attacker, scene.middle, leaf=scene.leaf_without_a_field())


def a_leaf_and_its_hash(attacker, scene):
    text = scene.leaf_without_a_field()
    _an_entry(attacker, scene.middle, leaf=text, leaf_hash=leaf_hash(text.encode()).hex())


def a_leaf_that_is_none(attacker, scene):
    _an_entry(attacker, scene.middle, leaf="[" * 100_000)


def a_hash(attacker, scene):
    _an_entry(attacker, scene.middle, leaf_hash="0" * 64)


def a_root(attacker, scene):
    _an_entry(attacker, scene.middle, root="0" * 64)


def the_kind_of_an_entry(attacker, scene):
    _an_entry(attacker, scene.middle, kind="baseline")


def the_table_of_an_entry(attacker, scene):
    _an_entry(attacker, scene.middle, model="registry.tracker")


def the_version_of_an_entry(attacker, scene):
    _an_entry(attacker, scene.middle, history_id=777_777)


def an_entry_taken_out(attacker, scene):
    attacker.sql("DELETE FROM registry_evidenceentry WHERE seq = %s", scene.middle)


def an_entry_taken_out_and_the_gap_closed(attacker, scene):
    an_entry_taken_out(attacker, scene)
    for number in range(scene.middle + 1, scene.size):
        for table in ("evidenceentry", "evidencekey"):
            attacker.sql(f"DELETE FROM registry_{table} WHERE seq = %s", number - 1)
            attacker.sql(f"UPDATE registry_{table} SET seq = seq - 1 WHERE seq = %s", number)


def the_last_entry_taken_off(attacker, scene):
    attacker.sql("DELETE FROM registry_evidenceentry WHERE seq = %s", scene.size - 1)


def two_entries_swapped(attacker, scene):
    for old, new in [(scene.middle, -1), (scene.middle + 1, scene.middle), (-1, scene.middle + 1)]:
        attacker.sql("UPDATE registry_evidenceentry SET seq = %s WHERE seq = %s", new, old)


def an_entry_put_in(attacker, scene):
    attacker.sql(
        "INSERT INTO registry_evidenceentry (seq, kind, model, history_id, leaf, leaf_hash, root) "
        "SELECT %s, kind, model, 888888, leaf, leaf_hash, root FROM registry_evidenceentry "
        "WHERE seq = %s",
        *(scene.size, scene.size - 1),
    )


def another_beginning(attacker, scene):
    leaf = json.loads(EvidenceEntry.objects.get(seq=0).leaf) | {"origin": "register/another"}
    _an_entry(attacker, 0, leaf=canonical(leaf).decode())


def a_field_left_out_of_the_schema(attacker, scene):
    leaf = json.loads(EvidenceEntry.objects.get(seq=1).leaf)
    leaf["schema"]["registry.processor"].remove("website")
    _an_entry(attacker, 1, leaf=canonical(leaf).decode())


def the_size_in_the_head(attacker, scene):
    attacker.sql("UPDATE registry_evidencehead SET size = size - 1")


def the_frontier_in_the_head(attacker, scene):
    attacker.sql("UPDATE registry_evidencehead SET frontier = upper(frontier)")


def the_moment_in_the_head(attacker, scene):
    attacker.sql("UPDATE registry_evidencehead SET at = '2018-01-01 00:00:00+00:00'")


def the_head_gone(attacker, scene):
    attacker.sql("DELETE FROM registry_evidencehead")


def a_second_head(attacker, scene):
    attacker.sql(
        "INSERT INTO registry_evidencehead (id, size, frontier, at) "
        "SELECT id + 1, size, frontier, at FROM registry_evidencehead"
    )


def the_root_of_an_anchor(attacker, scene):
    scene.anchor()
    attacker.sql("UPDATE registry_evidenceanchor SET root = %s", "0" * 64)


def the_text_of_an_anchor(attacker, scene):
    scene.anchor()
    attacker.sql("UPDATE registry_evidenceanchor SET checkpoint = 'register/x'")


def an_anchor_gone(attacker, scene):
    scene.anchor()
    attacker.sql("DELETE FROM registry_evidenceanchor")


def an_event(attacker, scene):
    attacker.sql("UPDATE registry_evidenceevent SET details = '{}' WHERE id = %s", scene.event)


def the_author_of_an_event(attacker, scene):
    attacker.sql("UPDATE registry_evidenceevent SET author = 'x' WHERE id = %s", scene.event)


def what_an_event_is_about(attacker, scene):
    attacker.sql("UPDATE registry_evidenceevent SET about_id = 1 WHERE id = %s", scene.event)


def an_event_deleted(attacker, scene):
    attacker.sql("DELETE FROM registry_evidenceevent WHERE id = %s", scene.event)


def an_event_put_in(attacker, scene):
    attacker.sql(
        "INSERT INTO registry_evidenceevent "
        "(id, name, at, author, about_model, details) "
        "SELECT id + 90000, name, at, author, about_model, details FROM registry_evidenceevent "
        "WHERE id = %s",
        scene.event,
    )


def a_redacted_text_written_again(attacker, scene):
    attacker.sql(
        "UPDATE requests_app_historicalrequester SET name = 'Somebody' WHERE history_id = %s",
        scene.redacted,
    )


def a_redaction_struck_off_the_list(attacker, scene):
    attacker.sql("DELETE FROM registry_evidenceredaction")


def a_salt_made_up_for_a_redacted_text(attacker, scene):
    attacker.sql(
        "UPDATE registry_evidencekey SET salts = %s WHERE seq = %s",
        *(json.dumps({"name": "AAAA"}), scene.redacted_entry),
    )


def a_trigger_gone(attacker, scene):
    attacker.leaves_triggers = True
    attacker.sql(f"UPDATE {VERSIONS} SET name = name WHERE history_id < 0")


def an_entry_of_the_middle_rewritten(attacker, scene):
    """A version, its digest and every hash from there on, but not the rest of the world."""
    _rewritten(attacker, scene, "A better past")


def the_tail_cut_off(attacker, scene):
    """As if the last version had never been written."""
    entries = attacker.log()
    last = entries[-1]["leaf"]
    assert last["model"] == "registry.processor"
    attacker.sql(f"DELETE FROM {LINKS} WHERE history_id = %s", last["hid"])
    attacker.sql(f"DELETE FROM {VERSIONS} WHERE history_id = %s", last["hid"])
    attacker.sql(
        f"UPDATE {LIVE} SET name = (SELECT name FROM {VERSIONS} v WHERE v.id = {LIVE}.id "
        f"ORDER BY history_id DESC LIMIT 1) WHERE id = %s",
        scene.last_row,
    )
    attacker.write_log(entries[:-1])
    _set_moment_of_head(attacker, entries[-2])


def _rewritten(attacker: Attacker, scene, name: str) -> None:
    entries = attacker.log()
    entry = entries[scene.middle]
    version = entry["leaf"]["hid"]
    attacker.sql(f"UPDATE {VERSIONS} SET name = %s WHERE history_id = %s", name, version)
    salt = salts_of(bytes(entry["key"]))("name")
    entry["leaf"]["fields"]["name"] = digest_of(salt, "name", name)
    attacker.write_log(entries)


def _set_moment_of_head(attacker: Attacker, entry: dict) -> None:
    at = entry["leaf"]["at"].replace("T", " ").replace("Z", "")
    attacker.sql("UPDATE registry_evidencehead SET at = %s", at)


OF_THE_LOG: dict[Callable, str] = {
    a_leaf: "entry {middle}: its leaf does not match its hash",
    a_leaf_and_its_hash: "entry {middle}: its " + THE_LOG,
    a_leaf_that_is_none: "entry {middle}: its leaf cannot be read",
    a_hash: "entry {middle}: its leaf does not match its hash",
    a_root: "entry {middle}: its " + THE_LOG,
    the_kind_of_an_entry: "entry {middle}, kind: differs from its leaf",
    the_table_of_an_entry: "entry {middle}, model: differs from its leaf",
    the_version_of_an_entry: "entry {middle}, hid: differs from its leaf",
    an_entry_taken_out: "missing from the log: {middle}",
    an_entry_taken_out_and_the_gap_closed: "entry {middle}, seq: differs from its leaf",
    the_last_entry_taken_off: "size: the recorded end does not match the log",
    two_entries_swapped: "entry {middle}, seq: differs from its leaf",
    an_entry_put_in: "size: the recorded end does not match the log",
    another_beginning: "entry 0: its leaf does not match its hash",
    a_field_left_out_of_the_schema: "entry 1: its leaf does not match its hash",
    the_size_in_the_head: "size: the recorded end does not match the log",
    the_frontier_in_the_head: "frontier: the recorded end does not match the log",
    the_moment_in_the_head: "at: the recorded end does not match the log",
    the_head_gone: "the log must have one end, but has 0",
    a_second_head: "the log must have one end, but has 2",
    the_root_of_an_anchor: "anchor .* differs from its checkpoint",
    the_text_of_an_anchor: "anchor .* differs from its checkpoint",
    an_anchor_gone: "an anchor is gone: ",
    an_event: "evidenceevent, version {event}, .*details: " + CHANGED,
    the_author_of_an_event: "evidenceevent, version {event}, .*author: " + CHANGED,
    what_an_event_is_about: "evidenceevent, version {event}, .*about_id: " + CHANGED,
    an_event_deleted: "evidenceevent, version {event}, .*was deleted",
    an_event_put_in: "evidenceevent, version 9{event:04d}: has no entry",
    a_redacted_text_written_again: "name: was redacted, but still has a value",
    a_redaction_struck_off_the_list: "name: the list of redactions differs",
    a_salt_made_up_for_a_redacted_text: "name: was redacted, but its salt is still there",
    a_trigger_gone: "the trigger .* is missing",
}
# What only an anchor shows; docs/evidence.md names the two.
ONLY_WITH_AN_ANCHOR: dict[Callable, str] = {
    an_entry_of_the_middle_rewritten: "are not those of which the minutes holds the root",
    the_tail_cut_off: "rolled back from",
}
