"""What `verify_evidence` says, and with which code it ends."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from registry.evidence.log import checkpoints
from registry.evidence.verify.whole import last_verified
from registry.models import EvidenceEntry, EvidenceEvent, JobRun, Processor
from registry.records.history import recorded
from tests.registry.evidence.attacker import Attacker, settle
from tests.support.factories import make_processor

pytestmark = pytest.mark.django_db


def verify(*words) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_evidence", *words, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def tamper_with(row: Processor) -> None:
    models.QuerySet(Processor).filter(pk=row.pk).update(name="Another")


def test_a_history_that_is_whole_ends_with_0():
    make_processor()
    code, said = verify()
    assert (code, said.split(":")[0]) == (0, "No faults found")


def test_a_fault_is_a_line_and_ends_with_1():
    row = make_processor(name="One")
    tamper_with(row)
    place = f"registry.processor {row.pk}, version {row.history.get().history_id}, name"
    assert verify() == (1, f"{place}: was changed without a version.\n1 fault.\n")


def test_machines_get_the_same():
    row = make_processor(name="One")
    tamper_with(row)
    code, said = verify("--format", "json")
    report = json.loads(said)
    assert (code, report["clean"]) == (1, False)
    (fault,) = report["faults"]
    assert (fault["table"], fault["object"], fault["field"]) == (
        "registry.processor",
        row.pk,
        "name",
    )


def test_the_next_run_may_begin_where_the_last_one_ended():
    make_processor()
    verify()
    end = EvidenceEvent.objects.get(name="verification").facts["entries"]
    make_processor()
    _code, said = verify("--since", "last", "--format", "json")
    report = json.loads(said)
    assert (report["first"], report["entries"], report["clean"]) == (end, 2, True)


def test_a_log_that_has_not_grown_is_still_whole():
    make_processor()
    size = EvidenceEntry.objects.count()
    code, said = verify("--since", str(size))
    assert (code, said.split(":")[0]) == (0, "No faults found")


def test_a_run_that_passes_over_what_nobody_found_clean_is_no_verification():
    make_processor()
    told = StringIO()
    call_command("verify_evidence", "--since", "2", stdout=StringIO(), stderr=told)
    assert "does not count as a verification" in told.getvalue()
    assert last_verified() == 0
    assert not JobRun.objects.exists()
    verify()
    assert last_verified() > 0
    told = StringIO()
    call_command("verify_evidence", "--since", "2", stdout=StringIO(), stderr=told)
    assert "does not count" not in told.getvalue()


def test_a_row_changed_behind_the_register_is_found_by_every_run():
    row = make_processor()
    verify()
    tamper_with(row)
    assert verify("--since", "last")[0] == 1


def test_a_checkpoint_that_was_kept_is_held_against_the_log(tmp_path):
    make_processor()
    file = tmp_path / "checkpoint.txt"
    newest = checkpoints.newest()
    file.write_text(newest.text)
    assert verify("--anchor", str(file))[0] == 0
    later = checkpoints.Checkpoint(newest.origin, newest.size + 50, newest.root)
    file.write_text(later.text)
    code, said = verify("--anchor", str(file))
    assert code == 1
    assert f"rolled back from {newest.size + 50} to" in said


@pytest.mark.parametrize(
    ("content", "says"), [(None, "Cannot read"), ("register/x\n", "no checkpoint")]
)
def test_what_cannot_be_told_ends_with_2(tmp_path, content, says):
    file = tmp_path / "checkpoint.txt"
    if content:
        file.write_text(content)
    with pytest.raises(CommandError, match=says) as error:
        call_command("verify_evidence", "--anchor", str(file))
    assert error.value.returncode == 2


def test_a_value_that_the_database_cannot_have_written_is_named_and_not_tripped_over():
    with recorded(by="test", reason="Set up"):
        row = Processor.objects.create(name="One", absences={"website": "none"})
    broken = models.functions.Cast(models.Value("{"), models.TextField())
    models.QuerySet(Processor).filter(pk=row.pk).update(absences=broken)
    code, said = verify()
    assert (code, "absences: cannot be read" in said) == (1, True)


def test_without_a_log_there_is_nothing_to_verify():
    attacker = Attacker()
    settle()
    for table in ("evidencekey", "evidenceentry", "evidencehead"):
        attacker.sql(f"DELETE FROM registry_{table}")
    with pytest.raises(CommandError, match="The log does not exist yet") as error:
        call_command("verify_evidence")
    assert error.value.returncode == 2
