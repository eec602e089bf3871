"""A register with nothing in it yet: each page says what is to be done, to whoever may do it."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.support.factories import make_user
from tests.who_may.plainly import raw, read

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.slow]

NOTHING = 'class="nothing-listed"'
FIRST = "Add the first entry"


@pytest.mark.parametrize("role", ["dpo", "auditor", "committee reader"])
def test_an_empty_page_says_so_and_what_to_do(client, settings, role):
    settings.LANGUAGE_CODE = "en-gb"
    user = make_user(role=role)
    client.force_login(user)
    home = client.get(reverse("admin:index"))
    desk = admin.site.desk(home.wsgi_request)
    silent, strange = [], {}
    for area in desk.areas:
        tables = [table for _heading, some in desk.groups(area) for table in some]
        for table in tables:
            page = client.get(table.url)
            is_empty = page.context["cl"].result_count == 0
            if is_empty and (
                NOTHING not in page.text or (FIRST in page.text) != bool(table.add_url)
            ):
                silent.append(table.name)
        pages = [link.url for link in desk.pages(area)] + [table.url for table in tables]
        own = [reverse(f"admin:{area.url_name}")] if desk.may_open(area) else []
        for url in [*own, *pages]:
            if found := list(raw(read(client.get(url, follow=True).text))):
                strange[url] = found
    assert silent == []
    assert strange == {}
    assert list(raw(read(home.text))) == []
