"""What goes beside fields: passages that somebody chose, lines of the admin's log, tables gone."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from registry.evidence.redaction import echoes
from registry.evidence.redaction.passages import EVENTS, LINES, passages_anywhere
from registry.evidence.redaction.quoting import Values
from registry.evidence.redaction.redacting import redact, redact_entries
from registry.evidence.redaction.targets import Target
from registry.evidence.verify.whole import verify
from registry.models import EvidenceEntry, EvidenceEvent, Person, Processor
from registry.records.events import announce
from registry.records.history import recorded
from registry.records.personal import MARKER
from registry.serving.beside import beside
from registry.serving.session_store import SessionStore
from registry.vocabulary import EventName, RedactionGround
from tests.registry.evidence.attacker import Attacker, settle
from tests.support.factories import make_person, make_processor, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def line(row, called) -> LogEntry:
    return LogEntry.objects.create(
        user=make_user(),
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=called,
        change_message="[]",
        action_flag=CHANGE,
    )


def lines() -> list[tuple[str, str]]:
    return list(LogEntry.objects.order_by("pk").values_list("object_repr", "change_message"))


def quoting(name, *tables):
    """The passages that quote a name, in these tables."""
    found = passages_anywhere(Values([name]))
    return [passage for passage in found if not tables or passage.table in tables]


def forget(*targets, **options):
    with recorded(by="dpo", reason="Asked for"):
        return redact(targets, ground=RedactionGround.ERASURE, **options)


def forget_entries(fields):
    with recorded(by="dpo", reason="After a restore"):
        return redact_entries(fields, ground=RedactionGround.MISTAKE)


def entries_of(row) -> list[int]:
    label = row._meta.label_lower
    found = EvidenceEntry.objects.filter(
        model=label, history_id__in=row.history.values("history_id")
    )
    return list(found.order_by("seq").values_list("seq", flat=True))


@pytest.fixture
def person():
    return make_person(name="Jan Doe", email="jan@example.org")


@pytest.mark.parametrize("way", ["by the row", "by its entry"])
def test_lines_about_a_row_go_with_it_and_others_stay(person, way):
    line(person, "Jan Doe")
    line(make_processor(), "Jan Doe wrote")
    if way == "by the row":
        forget(Target(Person, [person.pk], ["email"]))
    else:
        forget_entries({entries_of(person)[0]: ["email"]})
    assert lines() == [(MARKER, ""), ("Jan Doe wrote", "[]")]


def test_lines_alone_are_one_event_that_counts_them_and_names_no_version(person):
    processor = make_processor()
    for called in ["Jan Doe wrote", "Somebody wrote", "As Jan Doe wrote"]:
        line(processor, called)
    done = forget(passages=quoting("Jan Doe", LINES), about=person)
    assert lines() == [(MARKER, ""), ("Somebody wrote", "[]"), (MARKER, "")]
    (event,) = EvidenceEvent.objects.filter(name=EventName.REDACTED)
    assert (done.events, len(done.entries), done.versions) == ([event], 1, 0)
    said = {"versions": 0, "fields": {}, "lines": 2, "reason": "Asked for", "ground": "erasure"}
    assert (event.facts, event.about_id) == (said, person.pk)
    assert verify().faults == []


def test_each_of_several_passages_goes_and_the_lines_are_counted_once(person):
    processor = make_processor()
    for reason in ["Jan Doe asked", "Jan Doe called", "Jan Doe called"]:
        with recorded(by="test", reason=reason):
            processor.remarks += "x"
            processor.save()
    for words in ["Jan Doe wanted it", "Jan Doe again"]:
        announce(EventName.EXPORTED, by="test", words=words)
    line(processor, "Jan Doe wrote")
    done = forget(Target(Person, [person.pk], ["name"]), passages=quoting("Jan Doe"))
    reasons = processor.history.order_by("history_id")
    assert [*reasons.values_list("history_change_reason", flat=True)][1:] == [MARKER] * 3
    exported = EvidenceEvent.objects.filter(name=EventName.EXPORTED)
    assert {event.details for event in exported} == {MARKER}
    assert (lines(), done.versions) == ([(MARKER, "")], 6)
    (event,) = done.events
    assert event.facts["lines"] == 1
    assert event.facts["fields"] == {
        EVENTS: ["details"],
        "registry.person": ["name"],
        "registry.processor": ["history_change_reason"],
    }
    assert verify().faults == []


def test_every_table_in_which_something_went_is_cleaned_of_what_was_there(person, monkeypatch):
    processor = make_processor()
    with recorded(by="test", reason="Jan Doe asked"):
        processor.remarks += "x"
        processor.save()
    cleaned = []
    monkeypatch.setattr(echoes, "forget_after_commit", cleaned.extend)
    forget(Target(Person, [person.pk], ["name"]), passages=quoting("Jan Doe"))
    assert {Processor.history.model, Person.history.model, EvidenceEvent} <= {*cleaned}


def test_without_lines_the_event_counts_none(person):
    done = forget(Target(Person, [person.pk], ["name"]), passages=[])
    assert "lines" not in done.events[0].facts


def test_what_goes_by_entries_takes_no_reason_that_quotes_it(person):
    with recorded(by="test", reason="Jan Doe moved"):
        person.email = ""
        person.save()
    forget_entries({key: ["name"] for key in entries_of(person)})
    reasons = person.history.order_by("history_id").values_list("history_change_reason", flat=True)
    assert reasons[1] == "Jan Doe moved"


def test_an_entry_of_a_table_that_was_given_up_is_left_and_the_others_go(person):
    first, second = entries_of(person)[0], entries_of(make_processor(remarks="By phone"))[0]
    settle()
    Attacker().sql("UPDATE registry_evidenceentry SET model = 'gone.row' WHERE seq = %s", first)
    done = forget_entries({first: ["name"], second: ["remarks"]})
    assert dict(done.fields) == {second: {"remarks"}}
    assert Person.objects.get().name == "Jan Doe"
    assert forget_entries({first: ["name"]}).events == []


def test_of_many_entries_each_goes(person, monkeypatch):
    monkeypatch.setattr("registry.evidence.log.content.batches.__defaults__", (2,), raising=False)
    for number in range(4):
        with recorded(by="test", reason="Another day"):
            person.remarks = f"By phone {number}"
            person.save()
    entries = entries_of(person)
    done = forget_entries({key: ["name", "remarks"] for key in entries})
    assert {number: sorted(names) for number, names in done.fields.items()} == {
        number: ["name", "remarks"] if place else ["name"] for place, number in enumerate(entries)
    }
    assert set(person.history.values_list("name", flat=True)) == {MARKER}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has nothing beside it")
def test_what_sessions_say_and_would_send_again_goes_also_where_they_lie_beside(
    person, django_capture_on_commit_callbacks
):
    said = {"_messages": "Jan Doe: done", "account_reauthentication_state": {"name": "Jan Doe"}}
    session = SessionStore()
    session.update(said | {"kept": 1})
    session.save()
    beside().set("session lies-beside", session.encode(said | {"kept": 1}), 60)
    with django_capture_on_commit_callbacks(execute=True):
        forget(Target(Person, [person.pk], ["name"]))
    for key in (session.session_key, "lies-beside"):
        assert SessionStore(key).load() == {"kept": 1}
