"""What was forgotten is forgotten in a restored copy too, and nothing else in it."""

import json
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from registry.evidence.redaction.list_file import as_data, write
from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import Target
from registry.evidence.verify.whole import verify
from registry.models import EvidenceEntry, EvidenceEvent, EvidenceRedaction, Person
from registry.records.events import EventName
from registry.records.history import recorded
from registry.vocabulary import RedactionGround
from tests.support.factories import make_person

pytestmark = pytest.mark.django_db


def rename(person, name):
    with recorded(by="test", reason=f"Is called {name}"):
        person.name = name
        person.save()


@pytest.fixture
def copy(tmp_path):
    """A register as it was before a redaction, and the list that was kept of it.

    Between the copy and the redaction there was one more version.
    """
    person, other = make_person(name="Jan Doe"), make_person(name="Somebody")
    rename(person, "Jan Doh")
    file = tmp_path / "redactions.json"
    with transaction.atomic():
        rename(person, "Jann Doh")
        with recorded(by="dpo", reason="Asked for"):
            redact([Target(Person, [person.pk], ["name"])], ground=RedactionGround.ERASURE)
        original = EvidenceEntry.objects.get(kind="redact").seq
        write(file)
        transaction.set_rollback(True)
    return SimpleNamespace(person=person, other=other, file=file, original=original)


def reapply(file, *options):
    out = StringIO()
    call_command("reapply_redactions", file, *options, stdout=out)
    return out.getvalue()


def said_of(person) -> str:
    versions = list(person.history.values("name", "history_change_reason"))
    return str([*versions, Person.objects.get(pk=person.pk).name])


def test_the_list_holds_numbers_hashes_and_fields_and_no_values(copy):
    text = copy.file.read_text()
    (redaction,) = json.loads(text)["redactions"]
    assert (redaction["entry"], redaction["ground"]) == (copy.original, "erasure")
    assert {name for _seq, _leaf, names in redaction["redacts"] for name in names} == {
        "name",
        "history_change_reason",
    }
    assert "Doh" not in text
    assert "Doe" not in text


def test_what_was_redacted_goes_from_the_row_and_its_versions_with_an_entry_of_its_own(copy):
    said = reapply(copy.file)
    assert "1 of 1 redaction was missing here (2 versions)." in said
    assert "1 version is not in this copy" in said
    assert "Do" not in said_of(copy.person).replace("[removed]", "")
    event = EvidenceEvent.objects.get(name=EventName.REDACTED)
    assert (event.facts["ground"], event.facts["again"]) == ("erasure", copy.original)
    assert EvidenceEvent.objects.get(name=EventName.RESTORED).facts["versions"] == 2
    assert verify().faults == []


def test_what_the_row_says_since_and_others_stay(copy):
    rename(copy.person, "A new name")
    reapply(copy.file)
    assert Person.objects.get(pk=copy.person.pk).name == "A new name"
    assert Person.objects.get(pk=copy.other.pk).name == "Somebody"


def test_a_second_time_changes_nothing_even_where_the_numbers_stand_for_others_by_now(copy):
    reapply(copy.file)
    for number in range(5):
        rename(copy.other, f"Somebody {number}")
    size = EvidenceEntry.objects.count()
    assert "0 of 1 redaction was missing here" in reapply(copy.file)
    assert EvidenceEntry.objects.count() == size
    assert "Somebody 4" in said_of(copy.other)


def test_a_dry_run_says_the_same_and_writes_nothing(copy):
    size = EvidenceEntry.objects.count()
    assert "1 of 1 redaction was missing here" in reapply(copy.file, "--dry-run")
    assert EvidenceEntry.objects.count() == size
    assert not EvidenceRedaction.objects.exists()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"origin": "register/another"}, "of another register"),
        ({"redactions": [{"entry": 1}]}, "not a list of redactions"),
        ({"redactions": [{"entry": 1, "ground": "whim", "redacts": []}]}, "not a list"),
    ],
)
def test_a_list_of_another_register_or_none_is_refused(copy, change, why):
    copy.file.write_text(json.dumps({**as_data(), **change}))
    with pytest.raises(CommandError, match=why):
        reapply(copy.file)


def test_the_list_is_written_where_it_is_asked_for(copy, tmp_path):
    reapply(copy.file)
    out = StringIO()
    call_command("export_redactions", tmp_path / "again.json", stdout=out)
    assert "1 redaction is in" in out.getvalue()
    assert json.loads((tmp_path / "again.json").read_text()) == as_data()
