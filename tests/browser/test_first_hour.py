"""The first hour in a register of one's own: every first step, until home no longer has any."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from registry.models import JobRun, ProcessingActivity, Processor
from registry.models.jobs import JobResult
from registry.vocabulary import ActivityState, Job
from tests.browser.desk import Desk
from tests.support import factories

ANSWERS = {
    "answer-owner": "Office",
    "answer-see": "Staff",
    "answer-where": "In the program of the newsletter",
    "answer-must": "no",
    "answer-machine": "no",
    "answer-consent_record-0": "In the list, with day and hour",
    "answer-balancing_test-1": "Who signed up expects it",
}
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def approve(desk, activity):
    desk.press(f"Check it: {activity}")
    desk.press("Approve it")
    desk.fill(reason="It is so", seen_to_by="Office", due_on=timezone.localdate())
    desk.press("Approve")
    activity.refresh_from_db()
    assert activity.state == ActivityState.APPROVED


def test_from_an_empty_register_to_the_last_first_step(browser, look, site, sign_in, wait_for):
    call_command("load_terms", verbosity=0)
    sign_in(factories.make_user(role="dpo"))
    desk = Desk(browser, look, wait_for, site)
    desk.open(reverse("admin:index"))
    assert "First steps" in desk.page
    desk.press("Your organisation")
    desk.fill(name="Foundation", address="A street, Brussels", country="Belgium")
    desk.press("Save and go on")
    desk.fill(email="privacy@example.org")
    desk.press("Save and go on")
    if "Time zone and language" in browser.title:
        desk.press("Skip for now")
    desk.fill(choice="none", why="We are few, and watch nobody.")
    desk.press("Save and go on")

    assert "Your first vendor" in browser.title  # who is in the Union needs no representative
    desk.press("Choose from the library")
    desk.press("Mailchimp")
    desk.press("Create")
    assert Processor.objects.exists()
    desk.open(reverse("admin:first_steps"))
    desk.press("Go on: Your first activity")
    desk.press("Choose from the library")
    desk.press("Newsletter")
    desk.fill(**ANSWERS)
    desk.press("Create")
    activity = ProcessingActivity.objects.get()
    assert activity.organisation.name == "Foundation"
    desk.fill(reason="So it is done")
    desk.press("Accept all")

    desk.open(reverse("admin:first_steps"))
    desk.press("Go on: Approve your first activity")
    approve(desk, activity)
    desk.press("Next: Your public list")
    desk.press("Skip for now")
    desk.press("Invite somebody")
    desk.fill(username="colleague", names="editor", reason="Works here")
    desk.press("Invite")
    desk.open(reverse("admin:first_steps"))
    desk.press("Mail")
    if "Skip for now" in desk.page:  # where the machine has no mail server
        desk.press("Skip for now")
    JobRun.note(Job.BACKUP, JobResult.DONE)
    desk.open(reverse("admin:first_steps"))
    assert "All first steps are done or skipped." in desk.page
    desk.open(reverse("admin:index"))
    assert "First steps" not in desk.page
