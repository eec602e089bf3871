"""An entry becomes approved by a file only as it would on its page."""

from datetime import date

import pytest

from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import read_sheet
from registry.models import ProcessingActivity
from registry.records.history import recorded
from registry.resources import TABLES
from registry.vocabulary import ActivityState
from tests.support.factories import make_complete_activity, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def state_of(activity):
    return ProcessingActivity.objects.get(pk=activity.pk).state


def brought(activity, *acknowledged, by=None, **cells):
    """The rows of the activity and of its findings in files, as one import."""
    rows = {"reference": activity.reference, "state": "approved"} | cells
    sheets = [("processing_activities", rows), *(("open_findings", row) for row in acknowledged)]
    read = [(TABLES[name], read_sheet(f"{name}.csv", as_file(row))) for name, row in sheets]
    return import_sheets(read, by=by or make_user(role="dpo"), reason="Import")


def as_file(row):
    return "\n".join(
        ",".join(f'"{cell}"' for cell in line) for line in (row, row.values())
    ).encode()


def refused(results):
    return [str(refusal) for result in results for refusal in result.refusals]


@pytest.fixture
def with_finding():
    activity = make_complete_activity(assessment="needed")
    seen_to = {
        "activity": activity.reference,
        "rule": "assessment",
        "about": "",
        "seen_to_by": "Secretary",
        "due_on": "2099-01-01",
    }
    return activity, seen_to


def test_a_file_approves_no_entry_with_a_finding_to_which_nobody_sees(with_finding):
    activity, seen_to = with_finding
    (refusal,) = refused(brought(activity))
    assert refusal.startswith('processing_activities.csv, line 2, column state, "approved": ')
    assert "A data protection impact assessment is needed, and not done. (35(1))" in refusal
    assert "Say who and until when in open_findings.csv (rule “assessment”" in refusal
    (refusal,) = refused(brought(activity, seen_to | {"due_on": "2020-01-01"}))
    assert "nobody sees to it" in refusal
    assert state_of(activity) == ActivityState.DRAFT
    assert refused(brought(activity, seen_to)) == []
    assert state_of(activity) == ActivityState.APPROVED


def test_a_command_approves_no_entry_by_a_file_either(with_finding):
    activity, _seen_to = with_finding
    assert len(refused(brought(activity, by="import_register"))) == 1


def test_a_file_approves_no_entry_that_misses_what_article_30_asks_for(with_finding):
    activity, seen_to = with_finding
    with recorded(by="test", reason="Not ours"):
        purpose = activity.purposes.get()
        purpose.retired_on = date(2018, 1, 1)
        purpose.save()
    (refusal,) = refused(brought(activity, seen_to))
    assert "No purpose is recorded. (30(1)(b))" in refusal


def test_a_file_does_not_say_that_a_draft_was_approved_and_changed(with_finding):
    activity, seen_to = with_finding
    (refusal,) = refused(brought(activity, seen_to, state="changed"))
    assert "is what the register says itself" in refusal


def test_an_approved_entry_is_changed_by_a_file_whatever_was_found_since(with_finding):
    activity, seen_to = with_finding
    brought(activity, seen_to)
    with recorded(by="test", reason="Not theirs"):
        row = activity.acknowledged_findings.get()
        row.retired_on = date(2018, 1, 1)
        row.save()
    for dry_run in (True, False):
        sheet = read_sheet(
            "processing_activities.csv",
            as_file({"reference": activity.reference, "owner": "Board", "state": "approved"}),
        )
        table = TABLES["processing_activities"]
        results = import_sheets([(table, sheet)], by="test", reason="Import", dry_run=dry_run)
        assert refused(results) == []
    assert state_of(activity) == ActivityState.CHANGED


def test_a_file_is_no_way_round_two_people():
    organisation = make_complete_activity().organisation
    with recorded(by="test", reason="The board asked for it"):
        organisation.is_approved_by_one = False
        organisation.save()
    activity = make_complete_activity(organisation=organisation)
    (refusal,) = refused(brought(activity))
    assert "is approved by two people in this organisation" in refusal
