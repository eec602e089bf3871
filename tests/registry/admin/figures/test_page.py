"""The page of figures: what is counted, for whom, at what cost."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.admin.figures.register import figures_of_the_record
from requests_app.admin.figures import figures_of_requests
from tests.requests_app.factories import make_request, make_requested_right
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]

QUERIES = 15


def page(client, role):
    client.force_login(factories.make_user(role=role))
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse("admin:figures"))
    assert answer.status_code == 200
    assert len(captured) <= QUERIES
    return set(re.findall(r'id="(\w+)-heading"', answer.text))


def counts(charts, key):
    (chart,) = [chart for chart in charts if chart.key == key]
    return {bar.label: bar.counts for bar in chart.bars if bar.total}


@pytest.fixture
def dpo():
    return factories.make_user(role="dpo")


def test_each_role_finds_the_figures_of_what_it_may_read(client):
    record, requests = {"states", "reviews", "countries"}, {"requests"}
    assert page(client, "dpo") == record | requests
    assert page(client, "editor") == record
    assert page(client, "committee reader") == {"countries"}


def test_words_of_a_chart_keep_their_size_and_its_numbers_their_dots(client, settings):
    """Whatever the language: a bar is measured in percent, its words stand outside of it."""
    with factories.one_block():
        for code in ("FR", "FR", "FR", "BE"):
            factories.make_processor(country=factories.country(code))
    client.force_login(factories.make_user(role="committee reader"))
    settings.LANGUAGE_CODE = "de"
    text = client.get(reverse("admin:figures")).text
    assert "<span>Belgium</span><svg " in text
    assert re.findall(r'<rect [^>]*?width="([^"]+)"', text) == ["84.0%", "28.0%"]


def test_requests_are_counted_by_month_and_by_whether_they_were_in_time(dpo):
    day, due = date(2026, 3, 10), date(2026, 2, 9)
    for received, answered in ((date(2026, 1, 5), date(2026, 1, 20)), (date(2026, 1, 6), day)):
        with factories.one_block():
            row = make_request(
                received_on=received, state="answered", answered_on=answered, due_on=due
            )
            make_requested_right(request=row, outcome="granted")
    make_request(received_on=date(2026, 1, 7), due_on=due)
    make_request(received_on=date(2026, 3, 1), due_on=date(2026, 4, 1))
    make_request(received_on=date(2024, 3, 1))  # too long ago
    found = counts(figures_of_requests(dpo, day), "requests")
    assert found == {"January 2026": (1, 0, 2), "March 2026": (0, 1, 0)}
    (chart,) = figures_of_requests(dpo, day)
    assert chart.note.startswith("33 %")


def test_processors_are_counted_by_the_country_in_which_they_are_established(dpo):
    with factories.one_block():
        for code in ("FR", "FR", "BE"):
            factories.make_processor(country=factories.country(code))
    found = counts(figures_of_the_record(dpo, timezone.localdate()), "countries")
    assert found == {"Country FR": (2,), "Belgium": (1,)}


def test_an_approved_activity_falls_due_when_its_review_is_a_period_ago(dpo, settings):
    activity = factories.make_approved_activity()
    later = activity.reviewed_on + timedelta(days=settings.REVIEW_EVERY_DAYS)
    now = counts(figures_of_the_record(dpo, activity.reviewed_on), "reviews")
    assert now == {"in the first half of the period": (1,)}
    assert counts(figures_of_the_record(dpo, later), "reviews") == {"longer ago: due": (1,)}
