"""Somebody who goes from one kind of page to the next, and may see them all."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.test import Client
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.kinds import Seen, kinds
from tests.who_may.rows import Rows


@dataclass
class Visit:
    browser: WebDriver
    site: str
    sign_in: Callable
    lead: User
    client: Client
    rows: Rows

    def kinds(self, wanted: Callable[[str], bool], **which) -> list[Seen]:
        return list(kinds(self.rows, self.client, wanted, **which))

    def open(self, page: Seen, wait_for) -> None:
        if page.is_public:
            self.browser.delete_all_cookies()
        else:
            self.sign_in(self.lead)
        self.browser.get(self.site + page.address)
        if page.then:
            page.then(self.browser, wait_for)
