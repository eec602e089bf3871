"""A bundle shows what was asked for and nothing more, and both implementations prove it."""

import json
import re
import zipfile
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from registry.evidence.bundles import packing, showing
from registry.evidence.bundles.checking import check_bundle
from registry.evidence.bundles.choosing import Choice, all_rows, rows_named
from registry.evidence.log.canonical import moment
from registry.evidence.log.content import recorded_models, sealed_tables
from registry.models import (
    EvidenceAnchor,
    EvidenceEntry,
    EvidenceEvent,
    EvidenceKey,
    Processor,
)
from registry.records.history import recorded
from registry.records.personal import CLASSES
from registry.refusals import Refused
from tests.registry.evidence.attacker import Attacker, without_days
from tests.registry.evidence.implementations import bundle_verifier
from tests.registry.evidence.tampering_rows import VERSIONS
from tests.support.rows import make_row
from tests.support.unguarded import drop_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(past, tmp_path):
    """Makes a bundle; what stands in it, by the name of the file."""

    def make(rows=None, **choice):
        rows = rows or {"registry.processor": {past.acme.pk}}
        packing.write(tmp_path / "b.zip", Choice(rows=rows, **choice), at=past.at)
        return tmp_path / "b.zip"

    return make


def lines(path, name):
    with zipfile.ZipFile(path) as archive:
        return [json.loads(line) for line in archive.read(f"{name}.jsonl").splitlines()]


def values(path, name):
    return [row["value"] for row in lines(path, "disclosures") if row["field"] == name]


def test_both_implementations_prove_every_version_of_a_row(past, bundle):
    path = bundle()
    code, words = bundle_verifier().report(bundle_verifier().members(path), [])
    assert code == check_bundle(path).code == 0
    assert values(path, "legal_name") == ["", "Acme Incorporated", "Acme Limited"]
    assert values(path, "processing_countries") == [[past.germany.pk]] * 3
    assert sum("recorded before the anchor of" in line for line in words) == 3
    assert sum("covered by no anchor" in line for line in words) == 1
    assert any(line.endswith("[Countries of processing; Germany]") for line in words)


def test_the_whole_register_is_proven(bundle):
    path = bundle(rows=all_rows())
    assert check_bundle(path).code == 0
    assert bundle_verifier().report(bundle_verifier().members(path), [])[0] == 0
    assert len(lines(path, "entries")) > 5


@pytest.mark.slow
@pytest.mark.once
def test_with_a_row_of_every_table_the_command_shows_what_is_nobodys(tmp_path, capsys):
    for model in recorded_models():
        make_row(model)
    file = tmp_path / "out.zip"
    call_command("export_evidence", file)
    assert check_bundle(file).code == 0
    assert bundle_verifier().report(bundle_verifier().members(file), [])[0] == 0
    models = {json.loads(line["leaf"])["model"] for line in lines(file, "entries")}
    assert models >= {model._meta.label_lower for model in recorded_models()}


def test_what_may_be_about_somebody_stays_sealed(bundle):
    path = bundle()
    with zipfile.ZipFile(path) as archive:
        data = b"".join(archive.read(name) for name in archive.namelist() if name != "verify.py")
    assert b"Contact" not in data
    assert b"Told on the phone" not in data
    sealed = {"privacy_contact", "history_author", "history_user_id", "history_change_reason"}
    assert sealed <= set(json.loads(lines(path, "entries")[1]["leaf"])["fields"])
    assert not sealed & {row["field"] for row in lines(path, "disclosures")}


def test_fields_that_are_named_are_shown_and_no_others(bundle):
    path = bundle(fields=("privacy_contact", "country"))
    assert {row["field"] for row in lines(path, "disclosures")} == {
        *("id", "history_date", "history_type", "holds_from", "first_day", "retired_on"),
        *("country_id", "privacy_contact"),
    }
    assert values(path, "privacy_contact") == ["Secret Contact"] * 2 + ["New Contact"]


def test_what_was_redacted_is_named_and_not_shown(past, bundle):
    path = bundle(rows={"registry.processor": {past.other.pk}}, fields=("privacy_contact",))
    code, words = bundle_verifier().report(bundle_verifier().members(path), [])
    assert code == 0
    assert values(path, "privacy_contact") == ["[removed]"]
    assert sum("privacy_contact: redacted by entry" in line for line in words) == 1


def told(path, *whens) -> str:
    """What the verifier says of a day or two, at the end of its words."""
    code, words = bundle_verifier().report(bundle_verifier().members(path), [], [*whens])
    assert code == 0
    said = "\n".join(words).partition("Proven: the log continues")[2].partition("\n\n")[2]
    return said.partition("Not proven")[0]


def rename(pk, name, since):
    with recorded(by="test", reason="Told later", since=since):
        row = Processor.objects.get(pk=pk)
        row.legal_name = name
        row.save()


@pytest.fixture
def long_past(past, bundle):
    """The three versions of today, and then a fourth of 2019 and a fifth of 2018."""
    rename(past.acme.pk, "Acme of 2019", date(2019, 1, 1))
    rename(past.acme.pk, "Acme of 2018", date(2018, 1, 1))
    return past.acme


@pytest.mark.parametrize(
    ("day", "since", "name"),
    [
        (date(2017, 12, 31), "0001-01-01", ""),
        (date(2018, 1, 1), "2018-01-01", "Acme of 2018"),
        (date(2018, 12, 31), "2018-01-01", "Acme of 2018"),
        (date(2019, 1, 1), "2019-01-01", "Acme of 2019"),
    ],
)
def test_of_one_day_the_version_that_holds_by_what_is_known_now_is_shown(
    long_past, bundle, day, since, name
):
    path = bundle(on=day)
    assert values(path, "legal_name") == [name]
    assert values(path, "holds_from") == [since]
    (entry,) = {row["seq"] for row in lines(path, "disclosures")}
    place = f"registry.processor {long_past.pk}: entry {entry}   [Processor]"
    assert told(path) == f"On {day}, as far as versions and fields are shown:\n  {place}\n\n"
    assert place in told(bundle(), day.isoformat())
    today = timezone.localdate()
    assert values(bundle(on=today), "legal_name") == ["Acme Limited"]


def test_events_of_one_day_are_those_up_to_its_end(bundle):
    event = EvidenceEvent.objects.latest("pk")
    rows = {"registry.evidenceevent": {event.pk}}
    assert values(bundle(rows=rows, on=timezone.localdate(event.at)), "name") == [event.name]
    with pytest.raises(Refused, match="no such version"):
        bundle(rows=rows, on=date(2018, 7, 17))


def test_since_when_a_version_holds_is_shown_whatever_was_asked_for(bundle):
    path = bundle(fields=("legal_name",))
    assert values(path, "holds_from")[0] == "0001-01-01"
    _code, words = bundle_verifier().report(bundle_verifier().members(path), [])
    assert '    holds_from = "0001-01-01"   [Holds from]' in words


def test_the_verifier_says_what_became_different_from_one_day_to_another(long_past, bundle):
    said = told(bundle(), "2018-12-31", "2019-01-01")
    place = rf"registry.processor {long_past.pk}: entry \d+, then entry \d+"
    assert re.search(place, said)
    assert '"Acme of 2019"   [Legal name]; before: "Acme of 2018"' in said
    assert 'holds_from = "2019-01-01"   [Holds from]; before: "2018-01-01"' in said
    assert "nothing that is shown has changed" in told(bundle(), "2018-02-01", "2018-12-31")


def test_the_verifier_says_what_became_different_between_two_moments(past, bundle):
    first, _second, third = past.acme.history.order_by("pk").values_list("history_date", flat=True)
    files = bundle_verifier().members(bundle())
    _code, words = bundle_verifier().report(files, [], [moment(first), moment(third)])
    said = "\n".join(words).partition("Between ")[2]
    assert re.search(rf"registry.processor {past.acme.pk}: entry \d+, then entry \d+", said)
    assert 'legal_name = "Acme Limited"   [Legal name]; before: ""' in said
    assert "privacy_contact" not in said.partition("Not proven")[0]
    _code, words = bundle_verifier().report(
        files, [], ["2018-01-12T00:00:00.000000Z", moment(first)]
    )
    said = f"registry.processor {past.acme.pk}: no version that is shown, then entry"
    assert said in "\n".join(words)
    _code, words = bundle_verifier().report(files, [], [moment(third), moment(third)])
    assert "  nothing that is shown has changed" in words


def test_days_to_compare_go_with_the_bundle(past, bundle):
    days = (date(2018, 1, 12), past.first.history_date.date())
    _code, words = bundle_verifier().report(bundle_verifier().members(bundle(compare=days)), [])
    said = [word for word in words if word.startswith("Between ")]
    assert said == [(f"Between 2018-01-12 and {days[1]}, as far as versions and fields are shown:")]


@pytest.mark.once
def test_what_was_sealed_without_a_day_holds_from_the_beginning(past, bundle):
    """As all versions do from before there was this field."""
    attacker = Attacker()
    without_days(attacker)
    attacker.sql("DELETE FROM registry_evidenceanchor")
    path = bundle(fields=("legal_name",))
    assert check_bundle(path).code == 0
    assert values(path, "holds_from") == []
    last = max(row["seq"] for row in lines(path, "disclosures"))
    assert f"registry.processor {past.acme.pk}: entry {last}" in told(path, "2018-07-17")
    attacker.sql(f"UPDATE {VERSIONS} SET holds_from = '2018-05-25' WHERE id = %s", past.acme.pk)
    with pytest.raises(Refused, match="verify_evidence"):
        bundle()


def test_the_same_question_gets_the_same_bytes(bundle):
    assert bundle().read_bytes() == bundle().read_bytes()


def test_rows_are_named_as_files_quote_them_or_by_number(past):
    rows = {"registry.processor": {past.acme.pk, past.other.pk}}
    assert rows_named(["registry.processor:acme", f"Registry.Processor:{past.other.pk}"]) == rows
    event = EvidenceEvent.objects.latest("pk")
    named = {"registry.evidenceevent": {event.pk}}
    assert rows_named([f"registry.evidenceevent:{event.pk}"]) == named


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("processor:Acme", "does not name a table"),
        ("registry.processor:Acne", "Did you mean “Acme”?"),
        ("registry.evidenceevent:0", "is not the number of a row"),
        ("registry.evidenceevent:x", "is not the number of a row"),
    ],
)
def test_a_row_that_is_not_there_is_refused_with_advice(past, name, why):
    with pytest.raises(Refused, match=why.replace("?", r"\?")):
        rows_named([name])


def test_a_field_that_no_table_has_is_refused():
    with pytest.raises(Refused, match="“nome” is not a field of registry"):
        Choice(rows={"registry.processor": None}, fields=("nome",))


def test_every_field_that_is_sealed_has_a_class_and_a_name_for_readers():
    for table in sealed_tables().values():
        for name in table.fields:
            assert showing.class_of(table, name) in CLASSES
            assert showing.label_of(table, name) != name


def test_an_event_can_be_shown_without_who_did_it(bundle):
    event = EvidenceEvent.objects.latest("pk")
    path = bundle(rows={"registry.evidenceevent": {event.pk}})
    assert values(path, "name") == [event.name]
    assert values(path, "author") == values(path, "author_id") == values(path, "details") == []


@pytest.mark.parametrize(
    ("tamper", "why"),
    [
        pytest.param(
            lambda past: Processor.history.filter(pk=past.first.pk).update(legal_name="Acne"),
            "legal_name: the value is not what was recorded",
            id="another value",
        ),
        pytest.param(
            lambda past: EvidenceEntry.objects.filter(seq=1).update(leaf_hash="0" * 64),
            "is not in the log of the checkpoint",
            id="another hash",
        ),
        pytest.param(
            lambda past: EvidenceEntry.objects.filter(seq=1).update(leaf_hash="?"),
            "is incomplete",
            id="no hash",
        ),
        pytest.param(
            lambda past: EvidenceKey.objects.all()._raw_delete(DEFAULT_DB_ALIAS),
            "is incomplete",
            id="no keys",
        ),
        pytest.param(
            lambda past: EvidenceAnchor.objects.update(size=3), "does not continue", id="an anchor"
        ),
    ],
)
def test_what_was_tampered_with_leaves_in_no_bundle(past, bundle, tamper, why):
    drop_triggers()
    tamper(past)
    with pytest.raises(Refused, match=why):
        bundle()


def test_the_command_writes_a_bundle_and_the_log_remembers(past, tmp_path, capsys):
    file = tmp_path / "out.zip"
    call_command("export_evidence", file, "--object", "registry.processor:Acme")
    assert "as of" in capsys.readouterr().out
    assert check_bundle(file).code == 0
    event = EvidenceEvent.objects.latest("pk")
    assert (event.name, event.author) == ("export", "export_evidence")
    assert event.facts["bundle"]["objects"] == {"registry.processor": [past.acme.pk]}
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["b.zip", "--object", "registry.processor:Acne"], "Acme"),
        (["b.zip", "--on", "yesterday"], "is not a valid date"),
        (["nowhere/b.zip"], "Cannot write"),
    ],
)
def test_the_command_says_what_is_wrong_and_writes_nothing(past, tmp_path, arguments, why):
    file, *options = arguments
    with pytest.raises(CommandError, match=why):
        call_command("export_evidence", tmp_path / file, *options)
    assert list(tmp_path.iterdir()) == []
