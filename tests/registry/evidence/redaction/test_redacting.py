"""What a redaction does to rows, versions and salts, and what its event and its entry say of it."""

import json
from datetime import date

import pytest

from registry.evidence import anchors
from registry.evidence.log import checkpoints
from registry.evidence.redaction import redacting
from registry.evidence.redaction.redacting import redact, redact_entries
from registry.evidence.redaction.targets import Target
from registry.evidence.verify.whole import last_verified, note, verify
from registry.lifecycle import retire
from registry.models import (
    Contact,
    EvidenceEntry,
    EvidenceEvent,
    EvidenceKey,
    EvidenceRedaction,
    Person,
    Processor,
    Seat,
)
from registry.records.history import UnrecordedWrite, recorded
from registry.records.personal import MARKER, is_marker
from registry.records.timeline.versions import as_of_today
from registry.vocabulary import AnchorMethod, EntryKind, EventName, RedactionGround
from tests.support.factories import (
    make_contact,
    make_organisation,
    make_person,
    make_processor,
    make_seat,
    make_user,
)

pytestmark = pytest.mark.django_db


def change(row, reason="Another day", **fields):
    with recorded(by="test", reason=reason):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def forget(*targets, by="dpo", reason="Asked for", **options):
    with recorded(by=by, reason=reason) as unit:
        done = redact(targets, ground=RedactionGround.ERASURE, **options)
        unit.flush(is_checked=False)
    return done


def entry_of(version) -> EvidenceEntry:
    return EvidenceEntry.objects.get(
        model=version.instance_type._meta.label_lower, history_id=version.history_id
    )


@pytest.fixture
def person():
    """Two versions with a name; only the second has a remark, and its reason quotes the name."""
    person = make_person(name="Jan Doe", email="jan@example.org")
    change(person, "Jan Doe called", remarks="By phone")
    return person


def test_the_event_says_ground_reason_fields_and_how_many_versions_and_no_value(person):
    user = make_user()
    seat = make_seat(person=person, remarks="In the evening")
    done = forget(
        Target(Person, [person.pk], ["name", "remarks"]),
        Target(Seat, [seat.pk], ["remarks"]),
        by=user,
        about=person,
    )
    (event,) = EvidenceEvent.objects.filter(name=EventName.REDACTED)
    assert event.facts == {
        "ground": "erasure",
        "reason": "Asked for",
        "versions": 3,
        "fields": {
            "registry.person": ["history_change_reason", "name", "remarks"],
            "registry.seat": ["remarks"],
        },
    }
    assert (event.author, event.author_id) == (user.get_username(), user.pk)
    assert (event.about_model, event.about_id) == ("registry.person", person.pk)
    assert (done.events, done.versions) == ([event], 3)
    assert dict(done.rows) == {Person: {person.pk}, Seat: {seat.pk}}


def test_without_something_that_it_is_about_the_event_is_about_nothing(person):
    forget(Target(Person, [person.pk], ["email"]))
    event = EvidenceEvent.objects.get(name=EventName.REDACTED)
    assert (event.about_model, event.about_id, event.author) == ("", None, "dpo")


def test_the_entry_names_entries_and_fields_in_order_and_so_does_the_list(person):
    first, second = person.history.order_by("history_id")
    done = forget(Target(Person, [person.pk], ["remarks", "name"]))
    (seq,) = done.entries
    entry = EvidenceEntry.objects.get(pk=seq)
    wanted = [
        [entry_of(first).seq, ["name"]],
        [entry_of(second).seq, ["history_change_reason", "name", "remarks"]],
    ]
    assert (entry.kind, entry.history_id) == (EntryKind.REDACT, done.events[0].pk)
    assert json.loads(entry.leaf)["redacts"] == wanted
    listed = EvidenceRedaction.objects.order_by("entry", "field")
    assert list(listed.values_list("entry_id", "field", "redacted_by_id")) == [
        (number, name, seq) for number, names in wanted for name in names
    ]


def test_an_entry_names_so_many_others_at_most_and_then_comes_another(person, monkeypatch):
    assert redacting.ENTRIES_AT_ONCE == 1_000
    monkeypatch.setattr(redacting, "ENTRIES_AT_ONCE", 2)
    change(person, remarks="By letter")
    done = forget(Target(Person, [person.pk], ["email"]))
    assert [event.facts["versions"] for event in done.events] == [2, 1]
    assert len(done.entries) == 2
    assert verify().faults == []


def test_where_nothing_says_anything_there_is_no_event(person):
    done = forget(Target(Person, [person.pk], []), Target(Processor, [], ["remarks"]))
    assert (done.events, done.entries, done.versions) == ([], [], 0)
    assert person.history.count() == 2


def test_outside_of_a_recorded_block_nothing_is_redacted(person):
    with pytest.raises(UnrecordedWrite, match="Redacting"):
        redact([Target(Person, [person.pk], ["name"])], ground=RedactionGround.ERASURE)
    with pytest.raises(UnrecordedWrite, match="Redacting"):
        redact_entries({1: ["name"]}, ground=RedactionGround.ERASURE)


# Salts, values, rows


def test_salts_of_what_went_are_gone_and_the_others_stay(person):
    second = person.history.latest()
    forget(Target(Person, [person.pk], ["name"]))
    key = EvidenceKey.objects.get(seq=entry_of(second).seq)
    fields = json.loads(entry_of(second).leaf)["fields"]
    assert key.key is None
    assert set(json.loads(key.salts)) == set(fields) - {"name", "history_change_reason"}
    forget(Target(Person, [person.pk], ["email"]))
    key.refresh_from_db()
    assert set(json.loads(key.salts)) == set(fields) - {"name", "email", "history_change_reason"}
    assert verify().faults == []


def test_a_version_that_said_nothing_there_keeps_its_key(person):
    first, second = person.history.order_by("history_id")
    forget(Target(Person, [person.pk], ["remarks"]))
    assert EvidenceKey.objects.get(seq=entry_of(first).seq).key is not None
    assert EvidenceKey.objects.get(seq=entry_of(second).seq).key is None


def test_with_an_author_goes_the_number_of_the_account():
    person = make_person()
    user = make_user()
    with recorded(by=user, reason="Another day"):
        person.remarks = "By phone"
        person.save()
    forget(Target(Person, [person.pk], ["history_author"]))
    older = person.history.order_by("history_id")[:2]
    assert {(each.history_author, each.history_user_id) for each in older} == {(MARKER, None)}
    newest = forget(Target(Person, [person.pk], ["remarks"]))
    assert newest.tables["registry.person"] == {"remarks"}


def test_a_row_says_afterwards_what_the_target_has_for_it(person):
    forget(Target(Person, [person.pk], ["name", "email", "remarks"], {"name": "Somebody"}))
    person.refresh_from_db()
    assert (person.name, person.email, person.remarks) == ("Somebody", "", MARKER)
    assert person.history.earliest("history_id").name == MARKER


def test_other_rows_and_fields_are_left(person):
    other = make_person(name="Jan Doe")
    forget(Target(Person, [person.pk], ["remarks"]))
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.name, other.name) == ("Jan Doe", "Jan Doe")
    assert other.history.count() == 1


def test_a_row_whose_value_is_gone_already_gets_no_version(person):
    change(person, remarks="")
    count = person.history.count()
    done = forget(Target(Person, [person.pk], ["remarks"]))
    assert (done.versions, person.history.count()) == (1, count)
    assert set(done.rows[Person]) == set()


# What quotes it, where nobody was asked


def test_reasons_and_events_of_all_targets_go_that_quote_what_goes(person):
    seat = make_seat(person=person)
    change(seat, "Jan Doe called", remarks="Evenings")
    done = forget(Target(Person, [person.pk], ["name"]), Target(Seat, [seat.pk]))
    assert seat.history.latest().history_change_reason == MARKER
    assert done.tables["registry.seat"] == {"history_change_reason"}
    assert verify().faults == []


@pytest.mark.parametrize("reason", ["Jan Does it", "A janitor", "JANUARY"])
def test_a_reason_in_which_the_name_only_begins_a_word_stays(reason):
    person = make_person(name="Jan Doe")
    change(person, reason, email="")
    forget(Target(Person, [person.pk], ["name"]))
    assert person.history.order_by("-history_id")[1].history_change_reason == reason


def test_a_reason_stays_that_has_a_short_word_of_it():
    person = make_person(name="Ann")
    change(person, "Ann called", email="ann@example.org")
    forget(Target(Person, [person.pk], ["name"]))
    assert person.history.order_by("-history_id")[1].history_change_reason == "Ann called"


@pytest.mark.parametrize(("reason", "goes"), [("Mark called", True), ("To mark an end", False)])
def test_where_nobody_was_asked_a_name_of_one_word_is_quoted_only_as_it_is_written(reason, goes):
    person = make_person(name="Mark")
    change(person, reason, remarks="x")
    forget(Target(Person, [person.pk], ["name"]))
    said = person.history.order_by("-history_id")[1].history_change_reason
    assert said == (MARKER if goes else reason)


def test_with_no_passages_chosen_all_reasons_stay(person):
    forget(Target(Person, [person.pk], ["name"]), passages=[])
    assert person.history.order_by("-history_id")[1].history_change_reason == "Jan Doe called"


# What only looks like a marker


def test_what_somebody_wrote_like_a_marker_is_redacted_like_any_other_text():
    person = make_person(name="[removed 4711]", remarks=MARKER)
    done = forget(Target(Person, [person.pk], ["name", "remarks"]))
    assert done.tables["registry.person"] == {"name", "remarks"}
    person.refresh_from_db()
    assert (person.name, person.remarks) == (MARKER, MARKER)
    again = forget(Target(Person, [person.pk], ["name", "remarks"]))
    assert again.versions == 0
    assert verify().faults == []


def test_a_marker_that_somebody_else_has_is_not_given_twice():
    organisation = make_organisation()
    contact = make_contact(organisation=organisation)
    texts = [f"[removed {contact.pk}]", f"[removed {contact.pk} 2]"]
    for text in texts:
        make_contact(
            organisation=organisation, value=text, use=contact.use, channel=contact.channel
        )
    forget(Target(Contact, [contact.pk], ["value"]))
    contact.refresh_from_db()
    assert contact.value == f"[removed {contact.pk} 3]"
    assert forget(Target(Contact, [contact.pk], ["value"])).versions == 0
    assert verify().faults == []


# By entries, as a list names them


def test_entries_are_redacted_field_by_field_and_the_row_where_it_says_the_same(person):
    first, second = person.history.order_by("history_id")
    with recorded(by="dpo", reason="After a restore") as unit:
        done = redact_entries(
            {entry_of(first).seq: ["name"], entry_of(second).seq: ["remarks", "no_such_field"]},
            ground=RedactionGround.MISTAKE,
            again=7,
        )
        unit.flush(is_checked=False)
    person.refresh_from_db()
    assert (person.name, person.remarks) == (MARKER, MARKER)
    assert (person.email, person.history.get(pk=second.pk).name) == ("jan@example.org", "Jan Doe")
    (event,) = done.events
    assert event.facts == {
        "ground": "mistake",
        "reason": "After a restore",
        "versions": 2,
        "fields": {"registry.person": ["name", "remarks"]},
        "again": 7,
    }
    assert (event.about_model, event.about_id) == ("", None)


def test_of_a_row_that_says_something_else_by_now_nothing_goes(person):
    first = person.history.earliest("history_id")
    change(person, name="Somebody Else")
    with recorded(by="dpo", reason="After a restore") as unit:
        done = redact_entries({entry_of(first).seq: ["name"]}, ground=RedactionGround.MISTAKE)
        unit.flush(is_checked=False)
    person.refresh_from_db()
    assert person.name == "Somebody Else"
    assert (done.versions, dict(done.rows)) == (1, {Person: set()})


def test_an_event_is_redacted_by_its_entry_and_has_no_row(person):
    forget(Target(Person, [person.pk], ["email"]))
    event = EvidenceEvent.objects.get(name=EventName.REDACTED)
    entry = EvidenceEntry.objects.get(model="registry.evidenceevent", history_id=event.pk)
    with recorded(by="dpo", reason="After a restore"):
        redact_entries({entry.seq: ["details"]}, ground=RedactionGround.MISTAKE)
    event.refresh_from_db()
    assert event.details == MARKER
    assert event.facts == {"details": MARKER}
    assert verify().faults == []


def test_a_processor_named_in_no_target_keeps_its_reason(person):
    processor = make_processor()
    change(processor, "Jan Doe called", remarks="x")
    forget(Target(Person, [person.pk], ["name"]))
    assert processor.history.latest().history_change_reason == "Jan Doe called"


def test_events_that_the_log_rests_on_may_lose_their_details_and_it_still_verifies(person):
    anchors.keep(checkpoints.newest(), AnchorMethod.FILE, by="test")
    note(verify(), by="test")
    size = last_verified()
    events = EvidenceEvent.objects.filter(name__in=[EventName.ANCHORED, EventName.VERIFIED])
    numbers = EvidenceEntry.objects.filter(
        model="registry.evidenceevent", history_id__in=events.values("pk")
    ).values_list("pk", flat=True)
    with recorded(by="dpo", reason="Asked for"):
        redact_entries(dict.fromkeys(numbers, ("details",)), ground=RedactionGround.ORDER)
    assert verify().faults == []
    assert (size > 0, last_verified()) == (True, 0)


@pytest.mark.parametrize("retired_on", [None, date(2020, 1, 1)])
def test_what_was_told_of_several_days_goes_from_each_and_from_the_latest_state(retired_on):
    row = make_processor(name="Jan Doe", remarks="Jan Doe is new")
    for since, remarks in [(date(2019, 1, 1), "Jan Doe of 2019"), (date(2018, 1, 1), "Of 2018")]:
        with recorded(by="test", reason="Told later", since=since):
            told = Processor.objects.get(pk=row.pk)
            told.remarks, told.legal_name = remarks, "Jan Doe Ltd."
            told.save()
    if retired_on:
        retire(row, by="test", reason="Closed", on=retired_on)
    forget(Target(Processor, [row.pk], ["name", "legal_name", "remarks"]))
    assert verify().faults == []
    said = {"name", "legal_name", "remarks"}
    for version in row.history.values(*said):
        assert all(is_marker(text) or not text for text in version.values()), version
    row.refresh_from_db()
    (latest,) = as_of_today(Processor).filter(id=row.pk)
    assert all(is_marker(getattr(row, name)) for name in said)
    assert [getattr(latest, name) for name in said] == [getattr(row, name) for name in said]
    # Said later on it takes nothing back.
    with recorded(by="test", reason="Told later", since=date(2018, 6, 1)):
        row.website = "https://example.org"
        row.save()
    assert not any("Jan" in text for one in row.history.values(*said) for text in one.values())
    assert verify().faults == []
