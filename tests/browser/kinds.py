"""A page of each kind, where to find it, and what to do there before it is looked at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from selenium.webdriver.common.by import By

from registry.accounts import inviting
from registry.asking import links
from registry.library.shelf import questions_for
from registry.models import ProcessingActivity
from tests.who_may.addresses import Address, addresses
from tests.who_may.rows import IN_FORCE, OLD, Rows

# Files and answers to scripts, and pages that only lead on.
NO_PAGES = {"history_file", "download", "autocomplete", "jsi18n", "logout", "bare", "feed"}
# What a table has of its own, whatever the kind.
OF_EACH_TABLE = {"changelist", "add", "change"}
# Where the most is to be seen.
RICHEST = ["registry.processingactivity", "requests_app.datasubjectrequest", "registry.processor"]
ACTIVITY = "admin:registry_processingactivity"
DOOR = [
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
]


@dataclass(frozen=True)
class Seen:
    """A page as somebody sees it."""

    name: str
    address: str
    # What is done there first.
    then: Callable | None = None
    is_public: bool = False

    def __str__(self):
        return self.name


def kinds(
    rows: Rows, client: Client, wanted: Callable[[str], bool], *, every_table: bool = False
) -> Iterator[Seen]:
    """Signed in by the client: one page of each kind whose name is wanted; of each table too, if
    that is asked for.
    """
    known = set()
    for one in sorted(addresses(rows), key=_richest_first):
        if one.page in NO_PAGES or one.path.startswith(("/account/", "/admin/r/")):
            continue
        of = one.table if every_table and one.page in OF_EACH_TABLE else one.step
        seen = Seen(" ".join(filter(None, [one.page, one.step, one.text])), one.text)
        if (one.page, of) not in known and wanted(seen.name) and _is_page(client, one.text):
            known.add((one.page, of))
            yield seen
    for seen in [*_states(rows), *_at_the_door(client)]:
        if wanted(seen.name):
            yield seen


def _at_the_door(client: Client) -> Iterator[Seen]:
    for name in DOOR:
        if _is_page(client, reverse(name)):
            yield Seen(name, reverse(name))
    yield Seen("login", reverse("account_login"), is_public=True)
    yield Seen("login with errors", reverse("account_login"), press_send, is_public=True)
    yield Seen("no such page", "/no-such-page/", is_public=True)


def _richest_first(one: Address) -> tuple:
    place = RICHEST.index(one.table) if one.table in RICHEST else len(RICHEST)
    return place, one.row == OLD, one.row != IN_FORCE


def _is_page(client: Client, address: str) -> bool:
    answer = client.get(address)
    return answer.status_code == HTTPStatus.OK and answer["Content-Type"].startswith("text/html")


def _states(rows: Rows) -> Iterator[Seen]:
    """What becomes of a page as somebody works on it."""
    activity = rows.of[ProcessingActivity][IN_FORCE]
    change = reverse(f"{ACTIVITY}_change", args=[activity.pk])
    yield Seen("form with errors", reverse(f"{ACTIVITY}_add"), press_save)
    yield Seen("form with a row added", change, add_a_row)
    yield Seen("form with an open choice", change, open_a_choice)
    yield Seen("form with the calendar", change, open_the_calendar)
    yield Seen("list narrowed", reverse(f"{ACTIVITY}_changelist") + "?q=a&o=1")
    yield Seen("list with nothing", reverse(f"{ACTIVITY}_changelist") + "?q=nothing-is-called-so")
    yield Seen("search with results", reverse("admin:search") + "?q=activity")
    yield Seen("public form with errors", reverse("request_new"), press_send, is_public=True)
    asked = links.ask(
        activity, questions_for("")[:3], by=rows.author, days=7, now=timezone.now(), email=""
    )
    answer = reverse("colleague_answer", args=[links.token_of(asked)])
    yield Seen("questions to a colleague", answer, is_public=True)
    invitation = urlsplit(inviting.link_of(rows.colleague, RequestFactory().get("/"))).path
    yield Seen("password of somebody invited", invitation, is_public=True)
    yield Seen("window of a form", reverse("admin:registry_processor_add") + "?_popup=1")


def press_save(browser, wait_for):
    _leave(browser, wait_for, "[name=_save]", ".errorlist, .errornote")


def press_send(browser, wait_for):
    _leave(browser, wait_for, "main form button:not([type=button])", ".errorlist, .errors")


def _leave(browser, wait_for, button: str, then: str):
    # The server says what is missing, and not the browser.
    browser.execute_script("for (const form of document.forms) form.noValidate = true")
    browser.execute_script(f'document.querySelector("{button}").click()')
    wait_for(lambda it: it.find_elements(By.CSS_SELECTOR, then))


def add_a_row(browser, wait_for):
    wait_for(lambda it: it.find_elements(By.CSS_SELECTOR, ".add-row a, a.addlink"))
    browser.execute_script('document.querySelectorAll(".add-row a").forEach(one => one.click())')


def open_a_choice(browser, wait_for):
    wait_for(lambda it: it.find_elements(By.CSS_SELECTOR, ".select2-selection"))
    browser.execute_script("""
        const chosen = document.querySelector("#content-main select.select2-hidden-accessible");
        django.jQuery(chosen).select2("open");
    """)
    wait_for(
        lambda it: it.find_elements(By.CSS_SELECTOR, ".select2-results__option[aria-selected]")
    )


def open_the_calendar(browser, wait_for):
    wait_for(lambda it: it.find_elements(By.CSS_SELECTOR, "[id^=calendarlink]"))
    browser.execute_script("""
        document.querySelectorAll("details").forEach(part => { part.open = true; });
        document.querySelector("[id^=calendarlink]").click();
    """)
