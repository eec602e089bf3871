"""An editor sends an entry and the lead approves it; the lead invites somebody, who gets in."""

import pytest
from django.urls import reverse
from selenium.webdriver.common.by import By

from registry.models import ProcessingActivity
from registry.vocabulary import ActivityState
from tests.support import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
PASSWORD = "a quiet river in spring"


@pytest.fixture
def on(browser, wait_for):
    """What people do on a page: press what leads on, and wait until it did."""

    class On:
        def press(self, text, tag="*"):
            path = f"//{tag}[normalize-space(.)='{text}' or @value='{text}']"
            element = browser.find_element(By.XPATH, path)
            before = browser.find_element(By.TAG_NAME, "html")
            element.click()
            wait_for(lambda _browser: browser.find_element(By.TAG_NAME, "html") != before)

        def fill(self, **fields):
            for name, text in fields.items():
                browser.find_element(By.NAME, name).send_keys(text)

        @property
        def text(self):
            return browser.find_element(By.TAG_NAME, "body").text

    return On()


def test_an_entry_is_sent_found_on_the_home_page_and_approved(browser, site, sign_in, look, on):
    activity = factories.make_complete_activity(reference="PA-1", name="Newsletter")
    sign_in(factories.make_user(role="editor"))
    browser.get(site + reverse("admin:registry_processingactivity_change", args=[activity.pk]))
    on.press("Send for approval", "a")
    on.fill(reason="Is two years enough?")
    on.press("Send for approval", "input")
    assert "Waits for approval: sent by" in on.text

    sign_in(factories.make_user(role="dpo"))
    browser.get(site + reverse("admin:index"))
    on.press("1 Entry that waits for your approval", "a")
    on.press("PA-1", "a")
    on.press("Approve", "a")
    assert "Is two years enough?" in on.text
    on.fill(reason="It is")
    on.press("Approve", "input")
    assert ProcessingActivity.objects.get().state == ActivityState.APPROVED


def test_somebody_is_invited_and_gets_in_with_a_password_of_their_own(
    browser, site, sign_in, look, on, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    sign_in(factories.make_user(role="dpo"))
    browser.get(site + reverse("admin:index"))
    on.press("People and roles", "a")
    on.press("Invite somebody", "a")
    on.fill(username="colleague", reason="New in the office")
    browser.find_element(By.CSS_SELECTOR, "[name=names][value=editor]").click()
    on.press("Invite", "input")
    link = browser.find_element(By.ID, "link").get_property("value")
    browser.delete_all_cookies()
    browser.get(site + link[link.index("/account/") :])
    assert "colleague" in on.text
    on.fill(new_password1=PASSWORD, new_password2=PASSWORD)
    on.press("Set the password", "button")
    on.fill(login="colleague", password=PASSWORD)
    on.press("Sign in", "button")
    assert "Processing activities" in on.text
