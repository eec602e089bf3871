"""The page that searches everything, and the box for it on every page."""

import pytest
from django.urls import reverse

from tests.requests_app.factories import make_request
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SEARCH = reverse("admin:search")
NAUGHTY = [
    *[
        "NEAR(a b)",
        "a AND",
        '"',
        "a*b",
        "' OR 1=1 --",
        "a:*&!b",
        "\\",
        "%00",
        "-1",
        "🏳️‍🌈",
        "ﷺ" * 50,
    ],
    *["<script>alert(1)</script>", "\u202eabc", "{{ 7 }}", "a" * 199, "é" * 199, "OR", "*", "^a"],
]


@pytest.fixture
def sign_in(client):
    def signed_in(role):
        client.force_login(factories.make_user(role=role, is_staff=True))
        return client

    return signed_in


def found(client, text):
    page = client.get(SEARCH, {"q": text})
    assert page.status_code == 200
    return {kind["name"]: [row["title"] for row in kind["rows"]] for kind in page.context["kinds"]}


def test_entries_companies_people_requests_terms_and_notices_are_found(sign_in):
    lead = sign_in("dpo")
    factories.make_activity(reference="A-1", name="Kestrel watch")
    factories.make_processor(name="Kestrel Hosting")
    factories.make_person(code="P-1", name="Kestrel Person")
    factories.make_data_category(name="Kestrel data")
    factories.make_notice(title="Kestrel notice")
    request = make_request(reference="R-2026-000007")
    assert found(lead, "kestrel") == {
        "Processing activities": ["A-1, Kestrel watch"],
        "Processors": ["Kestrel Hosting"],
        "People": ["P-1, Kestrel Person"],
        "Data categories": ["Kestrel data"],
        "Notices": ["Kestrel notice"],
    }
    assert found(lead, request.reference) == {"Requests": [request.reference]}


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("dpo", {"People", "Processing activities", "Processors", "Requests"}),
        ("editor", {"People", "Processing activities", "Processors"}),
        ("requests officer", {"Processing activities", "Processors", "Requests"}),
        ("committee reader", {"Processors"}),
    ],
)
def test_nothing_is_found_or_counted_that_a_role_may_not_view(sign_in, role, kinds):
    factories.make_activity(name="R-2 of a draft")
    factories.make_processor(name="R-2 Hosting")
    factories.make_person(code="R-2", name="Canary", email="canary@example.org")
    make_request(reference="R-2026-000002")
    client = sign_in(role)
    assert {*found(client, "r 2")} == kinds
    if "People" not in kinds:
        assert "anary" not in client.get(SEARCH, {"q": "r 2"}).text
        assert found(client, "canary") == {}


def test_a_search_costs_the_same_at_any_size(sign_in, django_assert_max_num_queries):
    lead = sign_in("dpo")
    for number in range(30):
        factories.make_processor(name=f"Same {number}")
    factories.make_activity(name="Same")
    with django_assert_max_num_queries(5):
        page = lead.get(SEARCH, {"q": "same"})
    processors = next(kind for kind in page.context["kinds"] if kind["name"] == "Processors")
    assert processors["total"] == 30
    there = lead.get(processors["all_url"])
    assert there.context["cl"].result_count == 30


def test_the_past_is_not_searched_and_the_page_says_so(sign_in):
    page = sign_in("dpo").get(SEARCH, {"q": "x", "_on": "2020-01-01"})
    assert "register of today only" in page.text


@pytest.mark.slow
def test_no_text_is_an_error(sign_in):
    lead = sign_in("dpo")
    for text in NAUGHTY:
        page = lead.get(SEARCH, {"q": text})
        assert page.status_code == 200, text
    assert lead.get(SEARCH, {"q": "a" * 201}).status_code == 400
    assert lead.get(SEARCH, {"q": "a b " * 20}).status_code == 400
    assert lead.get(SEARCH, {"q": "a\0b"}).status_code == 400


def test_every_page_has_the_box_and_works_without_its_script(sign_in):
    lead = sign_in("editor")
    for name in ["admin:index", "admin:registry_processor_changelist", "admin:rules"]:
        text = lead.get(reverse(name)).text
        assert f'action="{SEARCH}"' in text
        assert 'id="search-everything"' in text


def test_words_and_jobs_of_the_help_are_found_with_the_way_to_them(sign_in):
    page = sign_in("editor").get(SEARCH, {"q": "redact"}).text
    assert f'href="{reverse("admin:help")}#redaction"' in page
    page = sign_in("editor").get(SEARCH, {"q": "end term"}).text
    assert f'href="{reverse("admin:help")}#end-a-term"' in page
