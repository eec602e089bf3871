"""The browser of somebody who handles requests, as they fill in and press what the pages show."""

import re
from email.utils import format_datetime
from io import BytesIO

from django.core.management import call_command
from django.utils import timezone
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from requests_app.models import DataSubjectRequest
from tests.browser.measures import OVERFLOW
from tests.requests_app.intake.messages import message

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
    """Each kind of page on the way is looked at on a telephone as well."""

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
                if field.is_selected() != value:
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
        add = self.find("#rights-group .add-row a")
        # Clear of the bar with the buttons, which stays in sight.
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", add)
        add.click()
        self.search("rights-0-right", right_name)
        self.save("Read the message")

    def decide(self, outcome, **more):
        self.unfold()
        self.fill(**{"rights-0-outcome": outcome}, **more)
        self.save("All was looked at")

    def take(self, step, **fields):
        """A step on a page of its own."""
        self.press(step)
        self.fill(reason="As the law asks", **fields)
        self.press(step)

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
