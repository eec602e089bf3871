"""What versions say in the fields that are to go: by version, and by the row they are of."""

import pytest

from registry.evidence.log.content import sealed_tables
from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import AUTHOR, REASON, Target, said_by_versions
from registry.models import EvidenceEvent, Person
from registry.records.events import announce
from registry.records.history import recorded
from registry.records.personal import MARKER
from registry.vocabulary import EventName, RedactionGround
from tests.support.factories import make_person, make_processor, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PERSONS = "registry.person"


def change(row, by="test", reason="Another day", **fields):
    with recorded(by=by, reason=reason):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def forget(target):
    with recorded(by="dpo", reason="Asked for"):
        redact([target], ground=RedactionGround.ERASURE)


def versions_of(row) -> list[int]:
    return list(row.history.order_by("history_id").values_list("history_id", flat=True))


@pytest.fixture
def person():
    """Three versions: only the second and the third have a remark, and the last has no e-mail."""
    person = make_person(name="Jan Doe", email="jan@example.org")
    change(person, remarks="By phone")
    change(person, email="")
    return person


def test_each_version_has_what_it_says_in_the_fields_and_no_more(person):
    first, second, third = versions_of(person)
    make_person(name="Somebody Else", email="else@example.org")
    assert Target(Person, [person.pk], ["email", "remarks"]).filled() == {
        first: {"email": "jan@example.org"},
        second: {"email": "jan@example.org", "remarks": "By phone"},
        third: {"remarks": "By phone"},
    }
    assert list(Target(Person, [person.pk], ["remarks"]).filled()) == [second, third]


def test_where_nothing_is_said_there_is_nothing(person):
    silent = make_person()
    assert Target(Person, [silent.pk], ["remarks"]).filled() == {}
    assert Target(Person, [], ["remarks"]).filled() == {}
    assert Target(Person, [person.pk], []).filled() == {}


def test_with_an_author_goes_the_account_and_with_a_reason_nothing(person):
    user = make_user()
    change(person, by=user, reason="Told by phone", remarks="")
    newest = versions_of(person)[-1]
    said = Target(Person, [person.pk], [AUTHOR]).filled()
    assert said[newest] == {AUTHOR: user.get_username(), "history_user_id": user.pk}
    assert all(set(values) == {AUTHOR} for pk, values in said.items() if pk != newest)
    assert Target(Person, [person.pk], [REASON]).filled()[newest] == {REASON: "Told by phone"}


def test_batches_are_of_all_rows_with_the_same_fields_and_what_follows_them(monkeypatch):
    monkeypatch.setattr("registry.evidence.log.content.batches.__defaults__", (2,))
    target = Target(Person, [1, 2, 3, 4, 5], ["name"], {"name": "Somebody"})
    assert list(target.in_batches()) == [
        Target(Person, pks, ["name"], {"name": "Somebody"}) for pks in ([1, 2], [3, 4], [5])
    ]
    assert list(Target(Person, [], ["name"]).in_batches()) == []


def test_versions_and_events_are_those_of_the_rows_in_their_order(person):
    other, third = make_person(), make_processor()
    change(other, remarks="x")
    for about in [person, other, third, None, person]:
        announce(EventName.EXPORTED, by="test", about=about, words="x")
    announce(EventName.EXPORTED, by="test", table=Person)
    target = Target(Person, [person.pk, other.pk])
    numbers = [version.pk for version in target.versions()]
    assert numbers == sorted([*versions_of(person), *versions_of(other)])
    events = list(target.events())
    assert events == list(
        EvidenceEvent.objects.filter(about_model=PERSONS).exclude(about_id=None).order_by("pk")
    )
    assert [event.about_id for event in events] == [person.pk, other.pk, person.pk]
    assert [event.about_id for event in Target(Person, [other.pk]).events()] == [other.pk]


# What only looks like a marker


def test_a_marker_that_somebody_wrote_is_text_until_the_field_of_its_row_was_redacted():
    one, other = (make_person(name=MARKER, remarks=MARKER) for _each in "12")
    target = Target(Person, [one.pk, other.pk], ["name", "remarks"])
    both = {"name": MARKER, "remarks": MARKER}
    assert list(target.filled().values()) == [both, both]
    forget(Target(Person, [one.pk], ["remarks"]))
    assert {(pk in versions_of(one), *sorted(said)) for pk, said in target.filled().items()} == {
        (True, "name"),
        (False, "name", "remarks"),
    }
    forget(Target(Person, [one.pk], ["name"]))
    assert list(target.filled()) == versions_of(other)


def test_beside_a_marker_of_a_redaction_what_was_written_later_is_told(person):
    forget(Target(Person, [person.pk], ["remarks"]))
    change(person, remarks="By letter", email="new@example.org")
    newest = versions_of(person)[-1]
    target = Target(Person, [person.pk], ["email", "remarks"])
    assert target.filled()[newest] == {"email": "new@example.org", "remarks": "By letter"}
    assert [pk for pk, values in target.filled().items() if "remarks" in values] == [newest]


# By versions, as a list names them


def test_of_versions_it_is_told_what_they_say_and_what_the_row_may_still_say(person):
    change(person, name="Jan Roe")
    first, second, _third, fourth = versions_of(person)
    other = make_person(name="Else", remarks="")
    (elsewhere,) = versions_of(other)
    table = sealed_tables()[PERSONS]
    said, gone = said_by_versions(
        table,
        {
            first: ["name", "remarks", REASON, "no_such_field"],
            second: ["remarks"],
            fourth: ["name"],
            elsewhere: ["remarks"],
        },
    )
    reason = person.history.get(pk=first).history_change_reason
    assert said == {
        first: {"name": "Jan Doe", REASON: reason},
        second: {"remarks": "By phone"},
        fourth: {"name": "Jan Roe"},
    }
    # Of the row only what it has a column for; a reason is of the version alone.
    assert {pk: {name: sorted(some) for name, some in row.items()} for pk, row in gone.items()} == {
        person.pk: {"name": ["Jan Doe", "Jan Roe"], "remarks": ["By phone"]},
        other.pk: {},
    }
    assert said_by_versions(table, {}) == ({}, {})


def test_an_event_has_no_row():
    announce(EventName.EXPORTED, by="test", words="x")
    event = EvidenceEvent.objects.get(name=EventName.EXPORTED)
    said, gone = said_by_versions(
        sealed_tables()["registry.evidenceevent"], {event.pk: ["details"]}
    )
    assert list(said) == [event.pk]
    assert [dict(values) for values in gone.values()] == [{}]
