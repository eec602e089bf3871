"""What stops at once, whom an erasure is told to, and a rectification that is refused, browsed."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from requests_app.models import DataSubjectRequest
from tests.browser.test_requests import LIST, Desk, receive
from tests.requests_app.factories import right
from tests.support.factories import (
    legal_basis,
    make_activity,
    make_contact,
    make_data_subject_category,
    make_engagement,
    make_handling_rule,
    make_organisation,
    make_processor,
    make_promised_right,
    make_purpose,
    make_user,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def desk(browser, look, wait_for, sign_in, site):
    cache.clear()
    ours = make_organisation(name="NumFOCUS, Inc.")
    make_contact(organisation=ours, value="privacy@numfocus.org")
    donors = make_data_subject_category(name="Donors", code="donor")
    activity = make_activity(organisation=ours, name="Keeping donors", data_subjects=[donors])
    make_purpose(activity=activity, legal_bases=[legal_basis("6(1)(a)"), legal_basis("6(1)(c)")])
    for name in ["Mailchimp", "Stripe"]:
        make_engagement(activity=activity, processor=make_processor(name=name))
    for code in ["consent-withdrawal", "erasure", "rectification"]:
        make_promised_right(organisation=ours, right=right(code), audience="eea", channel="email")
    make_handling_rule(
        organisation=ours,
        topic="identity",
        statement="We may take reasonable steps to verify your identity before updating.",
    )
    call_command("load_request_terms", verbosity=0)
    sign_in(make_user(role="requests officer"))
    browser.get_log("browser")
    return Desk(browser, look, wait_for, site)


def test_a_withdrawal_is_stopped_an_erasure_told_on_and_a_rectification_refused(desk, browser):
    withdrawn, erased, refused = [
        receive(text, name)
        for text, name in [
            ("I no longer agree to your newsletter.", "Ann"),
            ("Please delete my data.", "Ben"),
            ("My birthday is wrong.", "Cleo"),
        ]
    ]
    today = timezone.localdate()

    # At once, before anything else: home and the list say so until it has stopped.
    desk.open(reverse(LIST))
    desk.press(withdrawn)
    desk.search("data_subjects", "Donors")
    desk.invoke("Right to consent-withdrawal")
    assert "at once" in desk.page
    assert "does not depend on where somebody lives" in desk.page
    desk.open(reverse("admin:index"))
    assert "Request with something to be stopped at once" in desk.page
    desk.open(reverse(LIST) + "?due=stop")
    assert "stop at once" in desk.page
    desk.press(withdrawn)
    desk.press("Record the stop")
    desk.fill(what="The newsletter, in Mailchimp", reason="Consent was withdrawn")
    desk.press("Record the stop")
    assert "The newsletter, in Mailchimp" in desk.page
    desk.write("Acknowledge")
    desk.press("Start work")
    desk.fill(reason="Today")
    desk.press("Start work")
    desk.decide("Fulfilled")
    desk.write("Answer")
    desk.close()
    desk.press("Case file")
    assert "The newsletter, in Mailchimp" in desk.page

    # The vendors are found by who the person is, and told.
    desk.open(reverse(LIST))
    desk.press(erased)
    desk.search("data_subjects", "Donors")
    desk.invoke("Right to erasure")
    for said in ["Mailchimp", "Stripe", "verify your identity before updating", "made public"]:
        assert said in desk.page
    assert "once the law no longer asks to keep the data" in desk.page
    desk.press("Record identity check")
    desk.fill(result="not_needed", why="It came from the address on file", reason="No doubt")
    desk.press("Record identity check")
    desk.decide(
        "Fulfilled",
        **{
            "checklist-0-finding": "Data found",
            "checklist-0-searched_on": today,
            "checklist-0-done_on": today,
            "recipient_notices-0-told_on": today,
            "recipient_notices-1-why_not": "It has deleted or returned the data, 28(3)(g)",
        },
    )
    desk.write("Answer")
    desk.close()

    # No, for the data is right.
    desk.open(reverse(LIST))
    desk.press(refused)
    desk.invoke("Right to rectification")
    desk.write(
        "Refuse",
        ground="The data is accurate and complete, 16",
        explains_complaint=True,
        explains_remedy=True,
    )
    desk.close()

    told = DataSubjectRequest.objects.values_list("reference", "rights__outcome", "rights__ground")
    assert set(told) == {
        (withdrawn, "fulfilled", ""),
        (erased, "fulfilled", ""),
        (refused, "refused", "accurate"),
    }
    assert set(DataSubjectRequest.objects.values_list("state", flat=True)) == {"closed"}
    assert browser.get_log("browser") == []
