"""Whatever somebody does to the evidence who owns the database: it is found, and named."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import count

import pytest
from django.db import connection, transaction
from django.utils import timezone

from registry.evidence.log import checkpoints
from registry.evidence.log.canonical import canonical
from registry.evidence.log.digests import Salts, new_key
from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import Target
from registry.evidence.verify.whole import verify
from registry.models import EvidenceAnchor, EvidenceEntry, EvidenceEvent, EvidenceKey, Processor
from registry.records.events import announce
from registry.records.history import recorded
from registry.vocabulary import EventName, RedactionGround
from requests_app.models import Requester
from tests.registry.evidence.attacker import Attacker, settle
from tests.registry.evidence.tampering_log import OF_THE_LOG, ONLY_WITH_AN_ANCHOR
from tests.registry.evidence.tampering_rows import OF_A_ROW
from tests.requests_app.factories import make_requester
from tests.support.factories import country, make_processor, one_block
from tests.support.undone import made_once, undone_afterwards

numbers = count(1)


@dataclass
class Scene:
    """A register with a past, of which somebody wrote down the root."""

    places: dict[str, dict]
    middle: int
    size: int
    last_row: int
    event: int
    redacted: int
    redacted_entry: int
    minutes: checkpoints.Checkpoint

    def leaf_without_a_field(self) -> str:
        leaf = json.loads(EvidenceEntry.objects.get(seq=self.middle).leaf)
        del leaf["fields"]["website"]
        return canonical(leaf).decode()

    def anchor(self) -> None:
        """Given away before anything was done."""
        last = checkpoints.newest()
        noted = {"size": last.size, "root": last.root.hex(), "method": "page"}
        EvidenceAnchor.objects.create(**noted, checkpoint=last.text, created_at=timezone.now())
        announce(EventName.ANCHORED, by="test", **noted)


def make_scene(kinds: Collection[str]) -> Scene:
    """With a row for each kind."""
    with one_block():
        places = [country("US"), country("DE")]
        rows = [vendor(places) for _ in kinds]
        other, last = vendor(places), vendor(places)
        third = country("IN")
        requester = make_requester(name="A donor in Germany")
    with recorded(by="test", reason="Renamed"):
        for row in rows:
            row.name += ", Inc."
            row.save()
    with recorded(by="dpo", reason="Asked for"):
        target = Target(Requester, [requester.pk], ["name"])
        done = redact([target], ground=RedactionGround.ERASURE)
    announce(EventName.EXPORTED, by="test", table=Processor, rows=3)
    with recorded(by="test", reason="Renamed"):
        last.name += " at last"
        last.save()
    settle()
    minutes = checkpoints.newest()
    (redacted_entry,) = done.fields
    return Scene(
        places={
            kind: place(row, other=other.pk, country=places[0].pk, third=third.pk, by=done)
            for kind, row in zip(kinds, rows, strict=True)
        },
        middle=entry_of(rows[0]),
        size=minutes.size,
        last_row=last.pk,
        event=EvidenceEvent.objects.latest("pk").pk,
        redacted=EvidenceEntry.objects.get(seq=redacted_entry).history_id,
        redacted_entry=redacted_entry,
        minutes=minutes,
    )


def vendor(places) -> Processor:
    return make_processor(
        name=f"Vendor {next(numbers)}",
        legal_name="Café",
        website="https://vendor.example.org",
        country=places[1],
        processing_countries=places,
    )


def entry_of(row: Processor) -> int:
    first = row.history.earliest("history_id").history_id
    return EvidenceEntry.objects.get(model="registry.processor", history_id=first).seq


def place(row: Processor, *, by, **others) -> dict:
    versions = sorted(row.history.values_list("history_id", flat=True))
    entry = entry_of(row)
    key = bytes(EvidenceKey.objects.get(seq=entry).key)
    fields = json.loads(EvidenceEntry.objects.get(seq=entry).leaf)["fields"]
    literal = "'\\x{}'" if connection.vendor == "postgresql" else "X'{}'"
    return others | {
        "pk": row.pk,
        "v": versions[0],
        "n": versions[-1],
        "entry": entry,
        "redaction": by.entries[0],
        "other_key": literal.format(new_key().hex()),
        "salts_without_name": Salts(key, None).without(["name"], fields),
    }


@pytest.fixture(scope="module")
def found_in_rows(django_db_setup, django_db_blocker) -> tuple[dict, list[str]]:
    """All that is found after every row was tampered with in its own way; and which rows."""
    with django_db_blocker.unblock(), undone_afterwards():
        attacker, places = Attacker(), make_scene(OF_A_ROW).places
        for kind, (statements, _words) in OF_A_ROW.items():
            for statement in statements:
                attacker.sql(statement.format(**places[kind]))
        attacker.put_triggers_back()
        return places, [str(fault) for fault in verify().faults]


@pytest.mark.parametrize("kind", OF_A_ROW)
def test_what_is_done_to_a_row_or_its_versions_is_found(found_in_rows, kind):
    places, faults = found_in_rows
    words = re.compile(OF_A_ROW[kind][1].format(**places[kind]))
    assert any(map(words.search, faults)), faults


scene = made_once(lambda: make_scene(["one", "two"]))


def faults_after(tamper, scene, *, anchors=()) -> list[str]:
    with transaction.atomic():
        attacker = Attacker()
        tamper(attacker, scene)
        if not attacker.leaves_triggers:
            attacker.put_triggers_back()
        report = verify(anchors=anchors)
        transaction.set_rollback(True)
    return [str(fault) for fault in report.faults]


@pytest.mark.parametrize("tamper", OF_THE_LOG)
@pytest.mark.usefixtures("db")
def test_what_is_done_to_the_log_is_found(scene, tamper):
    faults = faults_after(tamper, scene)
    words = re.compile(OF_THE_LOG[tamper].format(**vars(scene)))
    assert any(map(words.search, faults)), faults


@pytest.mark.parametrize("tamper", ONLY_WITH_AN_ANCHOR)
@pytest.mark.usefixtures("db")
def test_a_log_that_is_right_in_itself_is_told_from_ours_by_an_anchor_alone(scene, tamper):
    assert faults_after(tamper, scene) == []
    faults = faults_after(tamper, scene, anchors=[("the minutes", scene.minutes)])
    assert re.search(ONLY_WITH_AN_ANCHOR[tamper], "\n".join(faults)), faults


@pytest.mark.usefixtures("db")
def test_before_all_that_nothing_is_wrong(scene):
    assert verify(anchors=[("the minutes", scene.minutes)]).faults == []
