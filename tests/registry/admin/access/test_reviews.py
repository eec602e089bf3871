"""The page of a year's reviews, and what of access the home page counts."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.admin.dashboard import to_do
from registry.vocabulary import AccessVerdict
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OVER = date(2018, 7, 17)
PAGE = "admin:registry_accessreview_by_body"


@pytest.fixture
def sign_in(client):
    def as_role(role):
        client.force_login(factories.make_user(role=role))
        return client

    return as_role


def test_a_year_is_shown_with_decision_name_day_and_note(sign_in):
    factories.make_access_decision(
        review=factories.make_access_review(held_on=date(2019, 9, 1), reviewer="Secretary"),
        verdict=AccessVerdict.CHANGE,
        reason="Reading is enough",
    )
    text = sign_in("auditor").get(reverse(PAGE), {"year": "2019"}).content.decode()
    for told in ["to be changed", "Secretary", "Sept. 1, 2019", "Reading is enough"]:
        assert told in text


def test_a_change_that_says_to_what_is_made(sign_in):
    factories.make_access_decision(
        review=factories.make_access_review(held_on=date(2019, 9, 1)),
        verdict=AccessVerdict.CHANGE,
        new_level="read",
        new_system="Ledger",
    )
    text = sign_in("auditor").get(reverse(PAGE), {"year": "2019"}).content.decode()
    assert "changed: Read, Ledger" in text


def test_what_is_overdue_is_said(sign_in):
    factories.make_access_grant(starts_on=OVER)
    assert "not reviewed, overdue" in sign_in("dpo").get(reverse(PAGE)).content.decode()


@pytest.mark.parametrize("year", ["x", "1", "20199", "²019"])
def test_a_year_that_is_none_is_refused(sign_in, year):
    assert sign_in("dpo").get(reverse(PAGE), {"year": year}).status_code == 400


@pytest.mark.parametrize("role", ["committee reader", "requests officer", None])
def test_who_may_not_see_access_does_not_see_its_reviews(sign_in, role):
    assert sign_in(role).get(reverse(PAGE)).status_code == 403


def test_the_list_of_reviews_leads_there(sign_in):
    lists = sign_in("dpo").get(reverse("admin:registry_accessreview_changelist"))
    assert reverse(PAGE) in lists.content.decode()


YESTERDAY = timezone.localdate() - timedelta(days=1)


def access_whose_seat_ended_by_itself():
    """A day passes, and nobody writes anything that could be refused."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(timezone, "localdate", lambda: YESTERDAY)
        grant = factories.make_access_grant(starts_on=YESTERDAY)
        factories.make_seat(body=grant.body, ends_on=YESTERDAY, absences={"withdrawn_on": "none"})


COUNTED = {
    "Access without a seat in term": access_whose_seat_ended_by_itself,
    "Terms that ended, access not confirmed withdrawn": lambda: factories.make_access_grant(
        seat=factories.make_seat(ends_on=OVER), ends_on=OVER
    ),
    "Access that ended, not confirmed withdrawn": lambda: factories.make_access_grant(ends_on=OVER),
    "Access due for review": factories.make_access_grant,
}


@pytest.mark.slow
@pytest.mark.parametrize("label", COUNTED)
def test_the_home_page_counts_what_is_open_and_leads_to_it(sign_in, label):
    client = sign_in("dpo")
    COUNTED[label]()
    # The one that ended is named as one.
    found = {
        it.label.replace("Term that", "Terms that"): it
        for it in client.get(reverse("admin:index")).context["to_do"]
    }
    of_access = {name: found[name].count for name in COUNTED}
    assert of_access == {name: int(name == label) for name in COUNTED}
    page = client.get(found[label].url)
    assert page.context["cl"].result_count == 1


def test_who_may_not_see_access_is_told_of_none():
    user = factories.make_user(role="committee reader")
    labels = {it.label for it in to_do(user, timezone.localdate())}
    assert not labels & {*COUNTED} - {"Terms that ended, access not confirmed withdrawn"}


def test_all_is_counted_in_one_query():
    lead = factories.make_user(role="dpo")
    lead.has_perm("registry.view_seat")
    with CaptureQueriesContext(connection) as captured:
        list(to_do(lead, timezone.localdate()))
    assert len(captured) == 1
