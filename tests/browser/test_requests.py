"""A request from the mail server to the closed file, as an officer takes it, all in the browser."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from requests_app.models import DataSubjectRequest
from tests.browser.desk import Desk, receive
from tests.requests_app.factories import right
from tests.support.factories import (
    make_activity,
    make_contact,
    make_data_subject_category,
    make_engagement,
    make_organisation,
    make_processor,
    make_user,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

LIST = "admin:requests_app_datasubjectrequest_changelist"


@pytest.fixture
def desk(browser, look, wait_for, sign_in, site):
    cache.clear()
    organisation = make_organisation(name="NumFOCUS, Inc.")
    make_contact(organisation=organisation, value="privacy@numfocus.org")
    members = make_data_subject_category(name="Members")
    activity = make_activity(
        organisation=organisation, name="Keeping members", data_subjects=[members]
    )
    make_engagement(activity=activity, processor=make_processor(name="Mailchimp"))
    for code in ["erasure", "objection"]:
        right(code)
    call_command("load_request_terms", verbosity=0)
    sign_in(make_user(role="requests officer"))
    browser.get_log("browser")
    return Desk(browser, look, wait_for, site)


def test_messages_become_files_and_are_answered_extended_refused_and_closed(desk, browser):
    erased, extended, refused = [
        receive(text, name)
        for text, name in [
            ("Please delete my data.", "Ann"),
            ("I object to all of it.", "Ben"),
            ("I object as well.", "Cleo"),
        ]
    ]
    today = timezone.localdate()

    # Everything, in order: who it is, the searches, the recipients, the answer.
    desk.open(reverse(LIST))
    desk.press(erased)
    desk.search("data_subjects", "Members")
    desk.invoke("Right to erasure")
    assert "Keeping members" in desk.page
    assert "Mailchimp" in desk.page
    desk.write("Acknowledge")
    desk.press("Record identity check")
    desk.fill(result="verified", method="A call to the number on file", reason="Doubts")
    desk.press("Record identity check")
    desk.decide(
        "Fulfilled",
        **{
            "checklist-0-finding": "Data found",
            "checklist-0-searched_on": today,
            "checklist-0-done_on": today,
            "recipient_notices-0-told_on": today,
        },
    )
    desk.write("Answer")
    desk.close()
    desk.press("Case file")
    for said in ["Closed", "Fulfilled", "Data found", "Mailchimp", "A call to the number on file"]:
        assert said in desk.page

    # Another month or two, told in the first.
    desk.open(reverse(LIST))
    desk.press(extended)
    desk.invoke("Right to objection")
    desk.write("Extend", why="Many systems")
    assert "extended to 3 months" in desk.page
    desk.press("Start work")
    desk.fill(reason="Somebody has time")
    desk.press("Start work")
    desk.decide("Fulfilled")
    desk.write("Answer")
    desk.close()

    # No, with the ground and the remedies.
    desk.open(reverse(LIST))
    desk.press(refused)
    desk.invoke("Right to objection")
    desk.write(
        "Refuse",
        ground="Compelling legitimate grounds, 21(1)",
        explains_complaint=True,
        explains_remedy=True,
    )
    desk.close()

    outcomes = dict(DataSubjectRequest.objects.values_list("reference", "rights__outcome"))
    assert outcomes == {erased: "fulfilled", extended: "fulfilled", refused: "refused"}
    assert set(DataSubjectRequest.objects.values_list("state", flat=True)) == {"closed"}
    assert [letter.to for letter in mail.outbox] == [
        *[["ann@example.org"]] * 2,
        *[["ben@example.org"]] * 2,
        ["cleo@example.org"],
    ]
    assert DataSubjectRequest.objects.get(reference=extended).due_on > today + timedelta(days=80)
    assert browser.get_log("browser") == []
