"""Nobody takes the example for real: every page says that it is one."""

import pytest
from django.urls import reverse

from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.slow]
SAID = "This is the example."
PAGES = {
    "the list for everyone": "processors",
    "the door": "account_login",
    "home": "admin:index",
    "a list": "admin:registry_processor_changelist",
    "a form": "admin:registry_processor_add",
    "a task": "admin:area_vendors",
}


def pages(client):
    told = {name: SAID in client.get(reverse(PAGES[name])).text for name in ["the door"]}
    client.force_login(factories.make_user(role="dpo"))
    rest = {name: SAID in client.get(reverse(page)).text for name, page in PAGES.items()}
    return rest | told


def test_every_page_says_that_the_register_holds_the_example(example, client):
    assert pages(client) == dict.fromkeys(PAGES, True)
