"""A real browser, where one is installed: Chromium and its driver, as Debian packages them."""

import shutil

import pytest
from django.conf import settings
from django.test import Client, TransactionTestCase, override_settings
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.visiting import Visit
from tests.support import factories
from tests.who_may.rows import make_rows

# The shell is the same Chromium without a window around the page, and takes a third less time.
BROWSERS = ["chromium-headless-shell", "chromium"]
QUIET = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-rasterization",
    "--disable-software-rasterizer",
    "--disable-extensions",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--incognito",  # no history is written
    "--kiosk",  # nothing is painted around the page
]


@pytest.fixture(scope="session")
def browser(django_db_setup, live_server):
    binary = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if not (binary and driver):
        pytest.skip("needs a browser: apt install chromium-headless-shell chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for word in QUIET:
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, Service(driver))
    yield browser
    browser.quit()  # before the server, which keeps a connection for it


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, live_server):
    """Where the register answers. What is written stays until the last test of a module is done."""
    with django_db_blocker.unblock():
        with pytest.MonkeyPatch.context() as patch:
            # Each test would undo it: what it does instead is done after the last.
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: None)
            yield live_server.url
        TransactionTestCase()._fixture_teardown()


@pytest.fixture(scope="session")
def emulate(browser):
    """Has the browser pretend to be another device, where it does not already."""
    pretended = {}

    def emulate(what, **how):
        if pretended.get(what) != how:
            browser.execute_cdp_cmd(f"Emulation.{what}", how)
            pretended[what] = how

    return emulate


@pytest.fixture
def look(emulate):
    """Sets how wide the window is, in which colours, and whether on a screen or on paper."""

    def set_up(*, width=1280, scheme="light", media="screen"):
        size = {"width": width, "height": 900}
        emulate("setDeviceMetricsOverride", **size, deviceScaleFactor=1, mobile=False)
        colours = [{"name": "prefers-color-scheme", "value": scheme}]
        emulate("setEmulatedMedia", media=media, features=colours)

    set_up()
    return set_up


@pytest.fixture(scope="module")
def sign_in(browser, site):
    def sign_in(user):
        client = Client()
        client.force_login(user)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key}
        browser.execute_cdp_cmd("Network.setCookie", {**cookie, "url": site})

    return sign_in


@pytest.fixture(scope="module")
def visit(browser, site, sign_in):
    """A register with a row of every table: opens its pages, for somebody who may do everything."""
    lead = factories.make_user(role="dpo", is_superuser=True)
    client = Client()
    client.force_login(lead)
    with override_settings(PUBLIC_REQUEST_FORM=True):
        yield Visit(browser, site, sign_in, lead, client, make_rows())


@pytest.fixture
def wait_for(browser):
    """Waits until a question to the browser is answered with yes."""
    # Between two pages the browser may answer anything with an error.
    ignored = [WebDriverException]
    return WebDriverWait(browser, 30, poll_frequency=0.05, ignored_exceptions=ignored).until
