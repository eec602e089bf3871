"""Steps in the life of an entry: who took them, when, why; and what they refuse."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from registry import lifecycle
from registry.models import ProcessingActivity
from registry.past.views import as_it_was
from registry.records.history import recorded
from registry.vocabulary import ActivityState
from tests.support.factories import (
    make_acknowledged_finding,
    make_activity,
    make_approved_activity,
    make_complete_activity,
    make_processor,
    make_user,
)
from tests.support.undone import made_once, stored

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def make_retired_activity():
    return lifecycle.retire(make_approved_activity(), by="test", reason="Set up")


def make_retired_processor():
    return lifecycle.retire(make_processor(), by="test", reason="Set up")


STEPS = {
    "approve": (lifecycle.approve, make_complete_activity),
    "review": (lifecycle.review, make_approved_activity),
    "reopen": (lifecycle.reopen, make_approved_activity),
    "retire an entry": (lifecycle.retire, make_approved_activity),
    "retire a row": (lifecycle.retire, make_processor),
    "restore an entry": (lifecycle.restore, make_retired_activity),
    "restore a row": (lifecycle.restore, make_retired_processor),
}


MAKERS = {
    make_activity,
    make_approved_activity,
    make_complete_activity,
    make_processor,
    make_retired_activity,
    make_retired_processor,
}
rows = made_once(lambda: {make: make() for make in MAKERS})


@pytest.fixture
def made(rows, db):
    """The row that was made by a function, as it is stored."""
    return lambda make: stored(rows[make])


@pytest.mark.parametrize(("step", "make"), STEPS.values(), ids=STEPS)
def test_each_step_leaves_one_version_of_what_is_stored_with_who_and_why(made, step, make):
    user, row = make_user(username="ada"), made(make)
    before = row.history.count()
    row.remarks = "Typed, and never saved"
    step(row, by=user, reason="Yearly review")
    assert row.history.count() == before + 1
    version = row.history.latest()
    assert version.remarks == ""
    assert (version.history_user_id, version.history_author) == (user.pk, "ada")
    assert version.history_change_reason == "Yearly review"


@pytest.mark.parametrize(("step", "make"), STEPS.values(), ids=STEPS)
def test_no_step_is_taken_by_nobody_or_for_no_reason(made, step, make):
    row = made(make)
    before = row.history.count()
    for by, reason in [("", "Yearly review"), ("test", "")]:
        with pytest.raises(ValidationError, match="A change needs an author and a reason"):
            step(row, by=by, reason=reason)
    assert row.history.count() == before


REFUSED = {
    "approve what is approved": (
        lifecycle.approve,
        make_approved_activity,
        "Only a draft, or an entry changed since it was approved, can be approved.",
    ),
    "approve what is retired": (
        lifecycle.approve,
        make_retired_activity,
        "Only a draft, or an entry changed since it was approved, can be approved.",
    ),
    "review what is retired": (
        lifecycle.review,
        make_retired_activity,
        "A retired entry cannot be reviewed. Bring it back into use first.",
    ),
    "reopen a draft": (lifecycle.reopen, make_activity, "It is already a draft."),
    "retire again": (lifecycle.retire, make_retired_activity, "It is already retired."),
    "retire a row again": (lifecycle.retire, make_retired_processor, "It is already retired."),
    "restore what is in use": (lifecycle.restore, make_processor, "It is already in use."),
    "restore a draft": (lifecycle.restore, make_activity, "It is already a draft."),
}


@pytest.mark.parametrize(("step", "make", "message"), REFUSED.values(), ids=REFUSED)
def test_a_step_that_makes_no_sense_is_refused_and_leaves_nothing(made, step, make, message):
    row = made(make)
    before = row.history.count()
    with pytest.raises(ValidationError) as refusal:
        step(row, by="test", reason="Again")
    assert refusal.value.messages == [message]
    assert row.history.count() == before


# Approve


def test_an_approved_entry_counts_as_reviewed_today():
    activity = make_complete_activity(reviewed_on=date(2018, 1, 12))
    lifecycle.approve(activity, by="test", reason="Checked")
    activity.refresh_from_db()
    assert activity.state == ActivityState.APPROVED
    assert activity.reviewed_on == timezone.localdate()


def test_an_entry_with_gaps_is_not_approved_and_all_of_them_are_told():
    activity = make_activity()
    with pytest.raises(ValidationError) as refusal:
        lifecycle.approve(activity, by="test", reason="Checked")
    assert refusal.value.messages == [
        "No contact details are recorded. (30(1)(a))",
        "It is not stated in which country the organisation is established. (27, 30(1)(a))",
        "No purpose is recorded. (30(1)(b))",
        "No categories of data subjects are recorded. (30(1)(c))",
        "No categories of data are recorded. (30(1)(c))",
        ("No recipients are recorded, nor that there are none. (30(1)(d))"),
    ]
    activity.refresh_from_db()
    assert (activity.state, activity.reviewed_on) == (ActivityState.DRAFT, None)


IN_A_YEAR = date(2099, 1, 1)


@pytest.fixture
def with_finding(made):
    activity = made(make_complete_activity)
    lifecycle.retire(activity.organisation.appointments.get(), by="test", reason="She left")
    return activity


def approve(activity, **said):
    return lifecycle.approve(activity, by="test", reason="No candidate yet", **said)


def test_an_entry_is_approved_with_its_open_findings_and_who_sees_to_them(with_finding):
    assert approve(with_finding, seen_to_by="Board", due_on=IN_A_YEAR).state == "approved"
    row = with_finding.acknowledged_findings.get()
    assert (row.rule, row.about, row.seen_to_by, row.due_on, row.reason) == (
        "officer",
        "",
        "Board",
        IN_A_YEAR,
        "No candidate yet",
    )


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({}, "Say who sees to the open findings, and until when: No data protection officer"),
        ({"seen_to_by": "Board"}, "Say who sees to the open findings"),
        ({"seen_to_by": " ", "due_on": IN_A_YEAR}, "Say who sees to the open findings"),
        ({"seen_to_by": "Board", "due_on": date(2020, 1, 1)}, "is over. Enter a later one"),
    ],
)
def test_an_open_finding_to_which_nobody_sees_is_not_approved(with_finding, said, message):
    with pytest.raises(ValidationError, match=message):
        approve(with_finding, **said)
    assert not with_finding.acknowledged_findings.exists()


def test_what_was_acknowledged_once_is_not_asked_again_until_its_day_is_over(with_finding):
    approve(with_finding, seen_to_by="Board", due_on=IN_A_YEAR)
    lifecycle.reopen(with_finding, by="test", reason="To be corrected")
    assert approve(with_finding).state == "approved"
    lifecycle.reopen(with_finding, by="test", reason="To be corrected")
    row = with_finding.acknowledged_findings.get()
    with recorded(by="test", reason="Time passes"):
        row.due_on = date(2020, 1, 1)
        row.save()
    with pytest.raises(ValidationError, match="Say who sees to the open findings"):
        approve(with_finding)


def test_a_finding_that_is_settled_is_open_no_more_and_can_be_opened_again(with_finding):
    approve(with_finding, seen_to_by="Board", due_on=IN_A_YEAR)
    officer = with_finding.organisation.appointments.get()
    lifecycle.restore(officer, by="test", reason="She is back")
    lifecycle.reopen(with_finding, by="test", reason="To be corrected")
    approve(with_finding)
    assert with_finding.acknowledged_findings.get().retired_on == timezone.localdate()
    lifecycle.retire(officer, by="test", reason="She left again")
    lifecycle.reopen(with_finding, by="test", reason="To be corrected")
    approve(with_finding, seen_to_by="Secretary", due_on=IN_A_YEAR)
    row = with_finding.acknowledged_findings.get()
    assert (row.seen_to_by, row.retired_on) == ("Secretary", None)


def test_to_acknowledge_a_finding_later_does_not_change_the_entry(with_finding):
    approve(with_finding, seen_to_by="Board", due_on=IN_A_YEAR)
    make_acknowledged_finding(activity=with_finding)
    assert stored(with_finding).state == ActivityState.APPROVED


# Review


def test_two_reviews_of_one_day_leave_two_versions(made):
    activity = made(make_approved_activity)
    before = activity.history.count()
    for reason in ["Nothing changed", "Nothing changed, again"]:
        lifecycle.review(activity, by="test", reason=reason)
    reasons = [version.history_change_reason for version in activity.history.all()]
    assert len(reasons) == before + 2
    assert reasons[:2] == ["Nothing changed, again", "Nothing changed"]


def test_a_review_changes_nothing_but_its_day():
    activity = make_activity(reviewed_on=date(2018, 1, 12))
    lifecycle.review(activity, by="test", reason="Nothing changed")
    new, old = activity.history.all()
    assert new.diff_against(old).changed_fields == ["reviewed_on"]
    assert new.reviewed_on == timezone.localdate()


# Retire and restore


@pytest.mark.parametrize("on", [None, date(2018, 7, 17)])
def test_a_retired_row_says_since_when(made, on):
    processor = lifecycle.retire(made(make_processor), by="test", reason="Closed down", on=on)
    processor.refresh_from_db()
    assert processor.retired_on == (on or timezone.localdate())


@pytest.mark.parametrize("step", [lifecycle.restore, lifecycle.reopen])
def test_a_retired_entry_comes_back_as_a_draft(made, step):
    retired = made(make_retired_activity)
    step(retired, by="test", reason="We do it again")
    activity = ProcessingActivity.objects.get(pk=retired.pk)
    assert (activity.state, activity.retired_on) == (ActivityState.DRAFT, None)


def test_a_row_comes_back_into_use(made):
    processor = lifecycle.restore(made(make_retired_processor), by="test", reason="Back")
    processor.refresh_from_db()
    assert processor.retired_on is None


@pytest.mark.parametrize("make", [make_processor, make_activity])
def test_what_comes_back_is_in_use_again_since_the_day_that_is_said(made, make):
    days = [date(2018, month, 12) for month in (1, 3, 6)]
    row = made(make)
    lifecycle.retire(row, by="test", reason="Closed down", on=days[1])
    with pytest.raises(ValidationError, match="It was in use until March 12, 2018"):
        lifecycle.restore(row, by="test", reason="Back", on=days[0])
    lifecycle.restore(row, by="test", reason="Back", on=days[2])
    found = []
    for day in [*days, timezone.localdate()]:
        with as_it_was(day):
            found.append(type(row).objects.in_force(day).filter(pk=row.pk).exists())
    assert found == [True, False, True, True]


def test_the_life_of_an_entry_can_be_read_from_its_versions(made):
    activity = made(make_complete_activity)
    lifecycle.approve(activity, by="ada", reason="Checked")
    lifecycle.reopen(activity, by="ada", reason="A mistake")
    lifecycle.retire(activity, by="ada", reason="We stopped")
    assert list(activity.history.values_list("state", "history_change_reason")) == [
        ("retired", "We stopped"),
        ("draft", "A mistake"),
        ("approved", "Checked"),
        ("draft", "Set up"),
    ]
