"""Nothing is cut off: a page fits its window, what is wider is scrolled by itself and says so."""

import pytest

from tests.browser.measures import OUT_OF_SIGHT, OVERFLOW, SMALL_LETTERS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def test_no_page_is_wider_than_its_window_and_no_list_ends_out_of_sight(
    browser, look, wait_for, visit
):
    pages = [*visit.kinds(lambda name: True)]
    seen = {page.name for page in pages}
    lists = visit.kinds(lambda name: name.startswith("changelist"), every_table=True)
    pages += [page for page in lists if page.name not in seen]
    assert len(pages) > 150
    found = []
    for page in pages:
        look(width=1280)
        visit.open(page, wait_for)
        for width in [1280, 390]:
            look(width=width)
            wider = browser.execute_script(OVERFLOW)
            found += [(page.name, width, "too wide", wider)] if wider > 0 else []
            for question in [OUT_OF_SIGHT, SMALL_LETTERS]:
                found += [(page.name, width, one) for one in browser.execute_async_script(question)]
    look()
    assert found == []
