import pytest

from registry.models import Engagement, ProcessingActivity
from tests.support.factories import (
    make_activity,
    make_approved_activity,
    make_data_category,
    make_organisation,
    make_processor,
    make_user,
)

pytestmark = pytest.mark.django_db
ENGAGEMENT_COLUMNS = (
    "organisation,activity,processor,body,role,service,data_categories,state,"
    "starts_on,ends_on,listed_from,listed_until\n"
)


def test_an_editor_cannot_approve_by_a_file(take):
    activity = make_activity()
    editor = make_user(role="editor")
    result = take(
        "processing_activities", f"reference,state\n{activity.reference},approved\n", by=editor
    )
    assert [str(refusal) for refusal in result.refusals] == [
        (
            'processing_activities.csv, line 2, column state, "approved": may be '
            "changed only by people who approve entries. Leave the column out, or "
            "ask one of them to import the file."
        )
    ]


def test_an_editor_cannot_undo_an_approval_by_a_file(take):
    activity = make_approved_activity()
    editor = make_user(role="editor")
    result = take(
        "processing_activities", f"reference,state\n{activity.reference},draft\n", by=editor
    )
    assert result.refused == 1
    activity.refresh_from_db()
    assert activity.state == "approved"


def test_an_editor_may_repeat_the_state_that_an_entry_has(take):
    activity = make_approved_activity()
    editor = make_user(role="editor")
    text = f"reference,name,state\n{activity.reference},New name,approved\n"
    assert take("processing_activities", text, by=editor).changed == 1


def test_a_command_and_whoever_approves_may_change_the_state(take):
    activity = make_approved_activity()
    text = f"reference,state\n{activity.reference},draft\n"
    assert take("processing_activities", text, dry_run=True).changed == 1
    assert take("processing_activities", text, by=make_user(role="dpo")).changed == 1


def test_an_entry_with_gaps_is_not_approved_by_a_file(take):
    activity = make_activity()
    result = take("processing_activities", f"reference,state\n{activity.reference},approved\n")
    assert any("No purpose is recorded." in str(refusal) for refusal in result.refusals)
    assert {refusal.line for refusal in result.refusals} == {2}
    assert ProcessingActivity.objects.get().state == "draft"


def test_why_an_entry_has_no_rows_of_another_table_is_a_column(take):
    organisation = make_organisation()
    text = (
        "reference,name,organisation,transfers_if_none,trackers_if_none\n"
        f"A-1,Payroll,{organisation},none,not applicable: nothing online\n"
    )
    take("processing_activities", text)
    assert ProcessingActivity.objects.get().absences == {
        "transfers": "none",
        "trackers": "not applicable: nothing online",
    }


def test_another_word_in_such_a_column_is_refused(take):
    make_activity(reference="A-1")
    (refusal,) = take("processing_activities", "reference,transfers_if_none\nA-1,few\n").refusals
    assert (refusal.column, refusal.value) == ("transfers_if_none", "few")
    assert "Write “none”, or “not applicable" in refusal.message


def test_the_least_columns_of_an_engagement_suffice(take):
    activity = make_activity(reference="A-1")
    make_processor(name="Zapier")
    make_data_category(code="email")
    text = (
        f"{ENGAGEMENT_COLUMNS}{activity.organisation},A-1,Zapier,,processor,Automation,email,"
        "active,2018-07-17,,2018-07-17,\n"
    )
    assert take("engagements", text).new == 1
    engagement = Engagement.objects.get()
    assert engagement.processor.name == "Zapier"
    assert [str(category.code) for category in engagement.data_categories.all()] == ["email"]
    assert take("engagements", text).unchanged == 1


def test_an_engagement_names_the_organisation_of_its_activity(take):
    activity = make_activity(reference="A-1", organisation=make_organisation(name="Ours"))
    other = make_organisation(name="Theirs")
    make_processor(name="Zapier")
    text = f"{ENGAGEMENT_COLUMNS}{other},{activity.reference},Zapier,,processor,,,,,,,\n"
    (refusal,) = take("engagements", text).refusals
    assert str(refusal) == (
        'engagements.csv, line 2, column organisation, "Theirs": does not match the activity,'
        " which belongs to “Ours”."
    )


@pytest.mark.parametrize("day", ["2018-07-17", "2099-01-01"])
def test_an_editor_records_a_review_by_its_step_and_not_by_a_file(take, day):
    activity = make_activity()
    text = f"reference,reviewed_on\n{activity.reference},{day}\n"
    assert take("processing_activities", text, by=make_user(role="editor")).refused == 1
    activity.refresh_from_db()
    assert activity.reviewed_on is None


def test_no_file_says_that_an_entry_will_have_been_reviewed(take):
    activity = make_activity()
    text = f"reference,reviewed_on\n{activity.reference},2099-01-01\n"
    for by in ("a command", make_user(role="dpo")):
        (refusal,) = take("processing_activities", text, by=by).refusals
        assert "is in the future. Enter the day of the review." in str(refusal)


def test_whoever_approves_takes_over_when_an_entry_was_reviewed(take):
    activity = make_activity()
    text = f"reference,reviewed_on\n{activity.reference},2018-07-17\n"
    assert take("processing_activities", text, by=make_user(role="dpo")).changed == 1
