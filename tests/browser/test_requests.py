"""A request from the mail server to the closed file, as an officer takes it, all in the browser."""

import re
from datetime import timedelta
from email.utils import format_datetime
from io import BytesIO

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from requests_app.models import DataSubjectRequest
from tests.browser.measures import OVERFLOW
from tests.requests_app.factories import right
from tests.requests_app.intake.messages import message
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
# A press where a finger would meet the button and nothing that lies over it.
PRESS = """
const [button] = arguments;
button.scrollIntoView({block: "center"});
const {left, top, width, height} = button.getClientRects()[0];
const met = document.elementFromPoint(left + width / 2, top + height / 2);
if (!button.contains(met)) throw new Error("It cannot be pressed: " + button.outerHTML);
window.isLeft = true;
button.click();
"""
ARRIVED = "return !window.isLeft && document.readyState === 'complete'"
# What a template leaves to be said is said.
SAY_IT = """
arguments[0].value = arguments[0].value.replace(/\\[[^\\[\\]]* [^\\[\\]]*\\]/g, "As agreed.");
"""


class Desk:
    """The browser of an officer, who fills in and presses what the pages show."""

    def __init__(self, browser, look, wait_for, address):
        self.browser, self.look, self.wait_for, self.address = browser, look, wait_for, address
        self.kinds_seen = set()

    def open(self, path):
        self.browser.get(self.address + path)
        self._look_around()

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    @property
    def page(self):
        return self.browser.execute_script("return document.body.innerText")

    def press(self, words):
        """A link or button by its words, and the page that it leads to."""
        said = f"normalize-space()='{words}'"
        button = self.browser.find_element(
            By.XPATH, f"//a[{said}] | //button[{said}] | //input[starts-with(@value, '{words}')]"
        )
        self.browser.execute_script(PRESS, button)
        self.wait_for(lambda b: b.execute_script(ARRIVED))
        self._look_around()

    def _look_around(self):
        """Every kind of page on the way fits on a telephone."""
        kind = re.sub(r"\d+|[?#].*", "", self.browser.current_url)
        if kind in self.kinds_seen:
            return
        self.kinds_seen.add(kind)
        self.look(width=390)
        assert self.browser.execute_script(OVERFLOW) <= 0, self.browser.current_url
        self.look(width=1280)

    def fill(self, **fields):
        for name, value in fields.items():
            field = self.find(f"[name='{name}']")
            if field.get_dom_attribute("type") == "radio":
                self.find(f"[name='{name}'][value='{value}']").click()
            elif field.get_dom_attribute("type") == "checkbox":
                field.click()
            elif field.tag_name == "select":
                Select(field).select_by_visible_text(value)
            else:
                # As typed: how a date field wants its parts typed depends on the browser.
                self.browser.execute_script("arguments[0].value = arguments[1]", field, str(value))

    def search(self, name, words):
        """Finds a related row as one types, and takes it."""
        box = self.find(f"[name='{name}'] ~ .select2 .select2-selection")
        box.click()
        self.find(".select2-container--open .select2-search__field").send_keys(words)
        row = f"//li[contains(@class, 'select2-results__option') and normalize-space()='{words}']"

        def is_taken(browser):
            # What was found before the last letter gives way to what is found after it.
            taken = browser.execute_script("return arguments[0].innerText", box)
            return words in taken or browser.find_element(By.XPATH, row).click()

        self.wait_for(is_taken)

    def unfold(self):
        self.browser.execute_script(
            "document.querySelectorAll('details').forEach(part => { part.open = true; })"
        )

    def save(self, why):
        self.fill(change_reason=why)
        self.press("Save and continue editing")
        assert "was changed successfully" in self.page

    def invoke(self, right_name):
        """Says which right a message is about."""
        self.find("#rights-group .add-row a").click()
        self.search("rights-0-right", right_name)
        self.save("Read the message")

    def decide(self, outcome, **more):
        self.unfold()
        self.fill(**{"rights-0-outcome": outcome}, **more)
        self.save("All was looked at")

    def write(self, step, **fields):
        """Takes a step with its letter: draft, preview, sent."""
        self.press(step)
        self.browser.execute_script(SAY_IT, self.find("textarea[name=text]"))
        self.fill(reason="As the law asks", **fields)
        self.press("Preview")
        assert "Nothing has been sent yet" in self.page
        self.press("Send")
        assert "The letter was sent." in self.page

    def close(self):
        self.press("Close")
        self.fill(reason="Nothing is left to do")
        self.press("Close")
        assert "closed on" in self.page


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


def receive(text, name):
    """What a mail server pipes into the command; returns the reference that it prints."""
    mail_of_today = message(
        text,
        from_=f"{name} <{name.lower()}@example.org>",
        date=format_datetime(timezone.now()),
        message_id=f"<{name}@example.org>",
    )
    call_command("receive_mail", stdin=BytesIO(mail_of_today))
    return DataSubjectRequest.objects.latest("pk").reference


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
