"""Every page says what it says in the words of people, and where it stands."""

from collections import defaultdict
from http import HTTPStatus

import pytest
from django.contrib import admin
from django.test import RequestFactory, override_settings
from django.utils import translation
from django.utils.text import capfirst

from tests.who_may.asking import Said, ask, undone
from tests.who_may.plainly import raw, read

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.no_cover, pytest.mark.slow]

# It shows how a day looks in each language.
OF_EACH_LANGUAGE = "clock"
# Files, and answers to scripts.
NO_PAGES = {"history_file", "download", "autocomplete", "jsi18n", "logout", "bare", "feed"}


@pytest.fixture(scope="module")
def pages(house, django_db_blocker):
    """All that the privacy lead can open, read: in the language in which the register ships."""
    found = {}
    with (
        django_db_blocker.unblock(),
        override_settings(LANGUAGE_CODE="en-gb"),
        translation.override("en-gb"),
    ):
        for one, match in house.doors:
            if one.page in NO_PAGES:
                continue
            with undone(), ask(house.people["dpo"], "GET", one.text, match=match) as answer:
                if answer.said == Said.OPEN and answer.status == HTTPStatus.OK:
                    html = _html(answer)
                    if html:
                        found[one] = read(html)
    return found


def _html(answer) -> str:
    if not answer.response.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    return answer.written().partition(b"\n\n")[2].decode()


def test_there_are_pages_to_read(pages):
    assert len(pages) > 500


def test_no_page_says_what_only_a_program_reads(pages):
    found = defaultdict(dict)
    for address, page in pages.items():
        for kind, text in raw(page):
            if address.step != OF_EACH_LANGUAGE:
                found[kind].setdefault(text, str(address))
    assert found == {}


def test_every_page_of_a_table_says_the_task_the_list_and_the_row(house, pages):
    request = RequestFactory().get("/")
    request.user = house.people["dpo"]
    desk = admin.site.desk(request)
    beside = {link.url for area in desk.areas for link in desk.pages(area)}
    tasks = {
        table.label: str(area.label)
        for area in desk.areas
        for _heading, tables in desk.groups(area)
        for table in tables
    }
    names = {model._meta.label_lower: model for model in admin.site._registry}
    other = {}
    for address, page in pages.items():
        if address.path in beside or address.table not in names:
            continue
        model = names[address.table]
        listed = capfirst(str(model._meta.verbose_name_plural))
        task = tasks[address.table]
        expected = ["Home", *([task] if task != listed else []), listed]
        if page.way[: len(expected)] != expected:
            other[str(address)] = page.way
    assert other == {}
