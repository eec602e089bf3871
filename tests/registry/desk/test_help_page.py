"""The page of help says what the files of docs/ say, and pages lead to their words there."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from config.urls import urlpatterns  # noqa: F401 (the site is put together by it)
from registry.desk.handbook import glossary, jobs, names
from registry.desk.help_page import ABOUT, BEGINNINGS, CALLED
from requests_app.admin.area import BEGINNINGS as OF_REQUESTS
from tests.support import factories
from tests.who_may.table import GROUPS

pytestmark = pytest.mark.once


def text_of(name):
    return (settings.BASE_DIR / "docs" / name).read_text(encoding="utf-8")


def test_each_word_of_the_glossary_has_an_anchor_of_its_own():
    bold = re.findall(r"\*\*(.+?)\*\*", text_of("glossary.md"))
    words = [name.strip() for one in bold for name in one.split(",")]
    assert list(names().values()) == words
    html = "".join(word.html for _title, group in glossary() for word in group)
    assert [html.count(f'id="{slug}"') for slug in names()] == [1] * len(names())
    assert "**" not in html
    assert "](" not in html


def test_each_job_is_there_with_its_steps_and_where_it_begins():
    titles = re.findall(r"^## (.+)$", text_of("jobs.md"), re.MULTILINE)
    assert [job.title for job in jobs()] == titles
    assert {job.slug for job in jobs()} == BEGINNINGS.keys() | OF_REQUESTS.keys()
    steps = re.findall(r"^\d+\. ", text_of("jobs.md"), re.MULTILINE)
    assert sum(len(job.steps) for job in jobs()) == len(steps)
    for name, _may in (BEGINNINGS | OF_REQUESTS).values():
        assert reverse(f"admin:{name}")


def test_all_words_that_pages_lead_to_are_explained():
    assert {*CALLED.values(), *ABOUT.values()} <= names().keys()
    tables = {f"{model._meta.app_label}.{model._meta.model_name}" for model in admin.site._registry}
    assert CALLED.keys() <= tables


@pytest.mark.django_db
@pytest.mark.parametrize("role", GROUPS)
def test_help_is_open_to_every_role_and_begins_what_it_may_do(client, role):
    client.force_login(factories.make_user(role=role))
    home = client.get("/admin/").text
    assert f'href="{reverse("admin:help")}"' in home
    page = client.get(reverse("admin:help")).text
    invites = f'href="{reverse("admin:invite")}"' in page
    assert invites == (role == "dpo")
    assert 'id="seat"' in page


@pytest.mark.django_db
def test_a_list_and_an_entry_lead_to_the_word_that_heads_them(client):
    client.force_login(factories.make_user(role="editor"))
    seat = factories.make_seat()
    for name, args in [("changelist", []), ("change", [seat.pk]), ("add", [])]:
        page = client.get(reverse(f"admin:registry_seat_{name}", args=args)).text
        assert f'href="{reverse("admin:help")}#seat">What does “Seat” mean?' in page
    assert "What does" not in client.get(reverse("admin:registry_person_changelist")).text
