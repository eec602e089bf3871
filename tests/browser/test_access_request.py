"""A request for access by a donor, from the mail to the answer with the copy, in a browser."""

from datetime import date

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from registry.vocabulary import TransferTool
from requests_app.models import DataSubjectRequest, Message
from tests.browser.desk import Desk, receive
from tests.requests_app.factories import right
from tests.support.factories import (
    country,
    legal_basis,
    make_activity,
    make_contact,
    make_data_category,
    make_data_subject_category,
    make_disclosure,
    make_engagement,
    make_organisation,
    make_processor,
    make_purpose,
    make_retention_rule,
    make_transfer,
    make_user,
)
from tests.support.mail_server import mail_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

LIST = "admin:requests_app_datasubjectrequest_changelist"
COPY = b"%PDF-1.7 gifts of Dora"


@pytest.fixture
def desk(browser, look, wait_for, sign_in, site):
    cache.clear()
    organisation = make_organisation(name="NumFOCUS, Inc.", country=country("BE"))
    make_contact(organisation=organisation, value="privacy@numfocus.org")
    donors = make_data_subject_category(name="Donors")
    gifts = make_data_category(name="Gifts", collection="given")
    activity = make_activity(
        organisation=organisation,
        name="Receiving donations",
        data_subjects=[donors],
        data_categories=[gifts],
        is_automated="no",
    )
    make_purpose(
        activity=activity, text="Receive and receipt gifts", legal_bases=[legal_basis("6(1)(b)")]
    )
    for name, ends_on in [("PayPal", None), ("Flipcause", date(2023, 6, 30))]:
        vendor = make_processor(name=name, country=country("US"))
        make_engagement(activity=activity, processor=vendor, ends_on=ends_on)
        make_transfer(
            organisation=organisation, processor=vendor, tool=TransferTool.STANDARD_CLAUSES
        )
    make_disclosure(
        organisation=organisation,
        activity=activity,
        recipient="An auditor",
        disclosed_on=date(2025, 3, 4),
    )
    # From which event the period is counted is not on record: that is a gap.
    make_retention_rule(
        activity=activity, name="Books", criterion="", period=7, unit="years", action="delete"
    )
    right("access")
    call_command("load_request_terms", verbosity=0)
    sign_in(make_user(role="requests officer"))
    browser.get_log("browser")
    return Desk(browser, look, wait_for, site)


def test_a_donor_gets_the_whole_answer_with_the_copy(desk, browser, settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"
    copy = tmp_path / "gifts.pdf"
    copy.write_bytes(COPY)
    today = timezone.localdate()
    with mail_server(settings) as server:
        reference = receive("Which data about me do you hold?", "Dora")
        desk.open(reverse(LIST))
        desk.press(reference)
        desk.search("data_subjects", "Donors")
        desk.invoke("Right to access")
        assert "Receiving donations" in desk.page
        desk.write("Acknowledge")
        desk.take("Start work")
        desk.take("Record identity check", result="not_needed", why="Writes from the known address")
        desk.decide(
            "Fulfilled",
            **{
                "checklist-0-finding": "Data found",
                "checklist-0-searched_on": today,
                "checklist-0-done_on": today,
            },
        )
        desk.press("Put in files to send")
        desk.find("[name=files]").send_keys(str(copy))
        desk.fill(reason="Article 15(3)")
        desk.press("Save")
        assert "The files were put in." in desk.page

        desk.press("Answer")
        assert "What the register does not say" in desk.page
        assert "from when on Books is counted" in desk.page
        desk.fill(reason="All was searched", enclosures=True)
        desk.press("Preview")
        assert "Replace these passages first" in desk.page
        desk.press("Cancel")
        desk.write("Answer", enclosures=True)
        desk.close()

    _acknowledgement, answer = server.taken
    assert server.recipients == ["dora@example.org"] * 2
    text = answer.get_body().get_content()
    for said in [
        "What for: Receive and receipt gifts (Article 6(1)(b))",
        "Which data: Gifts",
        "PayPal (processor; United States)",
        "Flipcause (processor; United States), until 30 June 2023",
        "An auditor: once, on 4 March 2025",
        "7 years As agreed.; then deleted",
        "Gifts: from you",
        "standard clauses of the Commission, Article 46(2)(c)",
        "to correct (Article 16) or erase (Article 17)",
        "complain to a supervisory authority",
    ]:
        assert said in text, said
    assert "[" not in text.replace(f"[{reference}]", "")
    (part,) = answer.iter_attachments()
    assert (part.get_filename(), part.get_content()) == ("gifts.pdf", COPY)
    request = DataSubjectRequest.objects.get()
    assert (request.state, request.rights.get().outcome) == ("closed", "fulfilled")
    sent = Message.objects.get(direction="out", kind="answer")
    assert sent.attachments.get().byte_count == len(COPY)
    assert browser.get_log("browser") == []
