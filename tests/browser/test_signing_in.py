"""Through the door with a real browser, with a passkey that Chromium plays, and a provider."""

from urllib.parse import quote

import httpx
import oidc_provider_mock
import pytest
from django.urls import reverse
from selenium.webdriver.common.by import By
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions

from registry.records.events import EventName
from tests.browser.measures import CONTRASTS, OVERFLOW
from tests.registry.signing_in.door import PASSWORD, code, recovery_codes, somebody
from tests.support.noted import facts_of, noting

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:.*deprecated"),  # of the provider, in a thread of its own
]


@pytest.fixture(autouse=True)
def door(browser, live_server, look, settings):
    settings.REQUIRE_MFA = True
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    browser.get(live_server.url + "/healthz")
    browser.delete_all_cookies()
    yield
    browser.delete_all_cookies()


@pytest.fixture
def device(browser):
    """A device with a fingerprint reader, which knows who holds it."""
    options = VirtualAuthenticatorOptions(
        transport=VirtualAuthenticatorOptions.Transport.INTERNAL,
        has_resident_key=True,
        has_user_verification=True,
        is_user_verified=True,
    )
    browser.add_virtual_authenticator(options)
    yield browser
    browser.remove_virtual_authenticator()


class Visit:
    def __init__(self, browser, site, wait_for):
        self.browser, self.site, self.wait_for = browser, site, wait_for

    def open(self, page):
        self.browser.get(self.site + page)

    def type(self, name, words):
        field = self.browser.find_element(By.NAME, name)
        field.clear()
        field.send_keys(words)

    def press(self, words):
        here = f"//*[self::button or self::a][normalize-space()='{words}']"
        button = self.wait_for(lambda _b: self.browser.find_element(By.XPATH, here))
        button.click()

    def sees(self, words):
        def there(_browser):
            return words in self.browser.find_element(By.TAG_NAME, "body").text

        self.wait_for(there)

    def leave(self):
        self.browser.delete_all_cookies()

    def is_home(self):
        self.wait_for(lambda _browser: self.browser.title.startswith("Home"))

    def confirm_by_password(self):
        self.sees("Confirm that it is you")
        self.type("password", PASSWORD)
        self.press("Confirm")

    def enter(self, code):
        self.type("code", code)
        self.press("Sign in")

    def sign_in(self, user):
        self.open("/admin/")
        self.type("login", user.username)
        self.type("password", PASSWORD)
        self.press("Sign in")


@pytest.fixture
def visit(browser, live_server, wait_for):
    return Visit(browser, live_server.url, wait_for)


def quiet(browser):
    """Nothing that the policy of the pages forbids was tried."""
    return [line for line in browser.get_log("browser") if "ontent Security" in line["message"]]


def set_up_passkey(visit, device):
    visit.press("Add a passkey")
    visit.confirm_by_password()
    visit.sees("Give it a name")
    visit.type("name", "Telephone")
    visit.press("Add")
    visit.sees("Confirm that it is you")
    visit.press("Use a passkey")
    visit.sees("10 codes are left")


def set_up_app(visit, device) -> str:
    visit.open("/account/factors/app/")
    visit.press("Use a passkey")
    visit.wait_for(lambda _b: "/keys/confirm/" in device.current_url)
    visit.press("Use a passkey")
    visit.sees("Scan this picture")
    secret = device.find_element(By.ID, "authenticator_secret").text
    visit.type("code", code(secret))
    visit.press("Set up")
    visit.sees("The authenticator app was set up")
    return secret


def test_a_passkey_and_an_app_are_set_up_used_lost_and_a_code_lets_in(visit, device):
    user = somebody(username="lead", email="lead@example.org")
    # Nothing opens before there is a factor, and used.
    visit.sign_in(user)
    visit.sees("A password alone is not enough here")
    visit.open("/admin/registry/processor/")
    visit.sees("A password alone is not enough here")
    set_up_passkey(visit, device)
    visit.open("/admin/")
    visit.is_home()
    # The passkey after the password, and alone.
    visit.leave()
    visit.sign_in(user)
    visit.sees("Second factor")
    visit.press("Use a passkey")
    visit.is_home()
    visit.leave()
    visit.open("/admin/registry/processor/")
    visit.press("Sign in with a passkey")
    visit.wait_for(lambda _b: device.current_url.endswith("/admin/registry/processor/"))
    # The app.
    secret = set_up_app(visit, device)
    visit.leave()
    visit.sign_in(user)
    visit.enter(code(secret))
    visit.is_home()
    # Both are lost: a recovery code lets in, once, and what was lost is taken away.
    device.remove_all_credentials()
    visit.leave()
    visit.sign_in(user)
    lost = recovery_codes(user)[0]
    visit.enter(lost)
    visit.is_home()
    visit.open("/account/factors/keys/")
    visit.press("Remove")
    visit.confirm_by_password()
    visit.sees("will not let you in any more")
    visit.press("Remove")
    visit.sees("You have no passkey")
    visit.leave()
    visit.sign_in(user)
    visit.enter(lost)
    visit.sees("wrong, or it was used already")
    assert quiet(device) == []


def test_a_key_that_does_not_know_who_holds_it_is_refused(visit, browser):
    user = somebody()
    options = VirtualAuthenticatorOptions(
        transport=VirtualAuthenticatorOptions.Transport.USB,
        has_resident_key=True,
        has_user_verification=False,
    )
    browser.add_virtual_authenticator(options)
    try:
        visit.sign_in(user)
        visit.press("Add a passkey")
        visit.confirm_by_password()
        visit.sees("Give it a name")
        visit.press("Add")
        visit.sees("No passkey was made")
    finally:
        browser.remove_virtual_authenticator()
    assert user.authenticator_set.count() == 0


def test_by_the_provider_of_the_organisation(visit, browser, settings):
    user = somebody(email="ada@example.org")
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    with oidc_provider_mock.run_server_in_thread() as server:
        app["settings"]["server_url"] = provider = f"http://localhost:{server.server_port}"
        claims = {"email": "ada@example.org", "email_verified": True}
        httpx.put(f"{provider}/users/{quote('s-1')}", json=claims)
        with noting() as events:
            visit.open("/admin/")
            visit.press("Sign in with your organisation")
            visit.wait_for(lambda _b: browser.current_url.startswith(provider))
            visit.type("sub", "s-1")
            browser.find_element(By.CSS_SELECTOR, "button[type=submit], button").click()
            visit.sees("A password alone is not enough here")
    said = {"is_superuser": False, "means": ["socialaccount"]}
    assert (EventName.SIGN_IN, said) in facts_of(events)
    assert user.socialaccount_set.get().uid == "s-1"


def assert_readable(browser, page):
    assert browser.execute_script(OVERFLOW) <= 0, page
    faint = [found for found in browser.execute_script(CONTRASTS) if found[1] < 4.5]
    assert faint == [], page


PAGES = ["account_login", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "usersessions_list"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_and_break_no_policy(visit, browser, look, width, scheme, settings):
    settings.REQUIRE_MFA = False
    look(width=width, scheme=scheme)
    visit.open(reverse("account_login"))
    assert_readable(browser, "account_login")
    visit.sign_in(somebody())
    for page in PAGES[1:]:
        visit.open(reverse(page))
        assert_readable(browser, page)
    assert quiet(browser) == []
