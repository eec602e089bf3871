"""An entry is sent, sent back and approved; and whether one person may be both."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import override_settings

from registry import lifecycle
from registry.models import ProcessingActivity, Submission
from registry.records.history import recorded
from registry.submissions.sending import send, send_back, take_back
from registry.vocabulary import ActivityState, SubmissionOutcome
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def editor():
    return factories.make_user(role="editor", email="editor@example.org")


@pytest.fixture
def lead():
    return factories.make_user(role="dpo", email="lead@example.org")


@pytest.fixture
def activity():
    return factories.make_complete_activity()


def approve(activity, by):
    return lifecycle.approve(activity, by=by, reason="Read it", **factories.SEEN_TO)


def want_two(activity):
    with recorded(by="test", reason="The board asked for it"):
        activity.organisation.is_approved_by_one = False
        activity.organisation.save()


def test_what_is_sent_waits_once_until_it_is_answered(activity, editor, lead):
    send(activity, by=editor, reason="New form")
    assert [*ProcessingActivity.objects.waiting()] == [activity]
    with pytest.raises(ValidationError, match="waits for approval already"):
        send(ProcessingActivity.objects.get(), by=lead, reason="Again")
    send_back(activity, by=lead, reason="How long?")
    assert [*ProcessingActivity.objects.waiting()] == []
    assert [*ProcessingActivity.objects.sent_back()] == [activity]
    with pytest.raises(ValidationError, match="does not wait"):
        take_back(activity, by=editor, reason="A slip")
    send(ProcessingActivity.objects.get(), by=editor, reason="Two years")
    approve(activity, lead)
    assert [*ProcessingActivity.objects.sent_back()] == []
    said = Submission.objects.order_by("number").values_list("number", "outcome", "answer")
    assert [*said] == [
        (1, SubmissionOutcome.SENT_BACK, "How long?"),
        (2, SubmissionOutcome.APPROVED, ""),
    ]


def test_one_person_may_be_both_unless_the_organisation_wants_two(activity, editor, lead):
    want_two(activity)
    with pytest.raises(ValidationError, match="two people approve"):
        approve(activity, lead)
    sent = send(activity, by=lead, reason="Please look")
    with pytest.raises(ValidationError, match="You sent this entry"):
        approve(activity, lead)
    take_back(sent.activity, by=lead, reason="Somebody else")
    send(ProcessingActivity.objects.get(), by=editor, reason="Please look")
    assert approve(activity, lead).state == ActivityState.APPROVED


def test_who_changed_it_after_it_was_sent_is_not_the_second_person(activity, editor, lead):
    want_two(activity)
    send(activity, by=editor, reason="Please look")
    purpose = activity.purposes.first()
    with recorded(by=lead, reason="Better words"):
        purpose.text = "Send the letter of the association"
        purpose.save()
    with pytest.raises(ValidationError, match="You changed this entry"):
        approve(activity, lead)
    assert approve(activity, factories.make_user(role="dpo")).state == ActivityState.APPROVED


def test_who_changed_what_is_approved_with_it_is_not_the_second_person(activity, editor, lead):
    want_two(activity)
    vendor = factories.make_processor()
    factories.make_engagement(activity=activity, processor=vendor)
    send(activity, by=editor, reason="Please look")
    with recorded(by=lead, reason="They moved"):
        vendor.location_as_published = "India"
        vendor.save()
    with pytest.raises(ValidationError, match="You changed this entry"):
        approve(activity, lead)


@override_settings(BASE_URL="https://register.example.org")
def test_mail_says_which_entry_and_nothing_of_what_people_wrote(
    activity, editor, lead, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(activity, by=editor, reason="About Ms Example")
    with django_capture_on_commit_callbacks(execute=True):
        send_back(activity, by=lead, reason="How long, Ms Example?")
    to_lead, to_editor = mail.outbox
    assert (to_lead.to, to_editor.to) == (["lead@example.org"], ["editor@example.org"])
    for one in mail.outbox:
        assert activity.reference in one.subject
        assert "https://register.example.org/admin/" in one.body
        assert "Example" not in one.subject + one.body.replace("example.org", "")
