"""The list of activities says how many points of the check are open, and narrows to them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry import lifecycle
from registry.completeness import gaps_in
from registry.models import ProcessingActivity
from registry.records.history import recorded
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = reverse("admin:registry_processingactivity_changelist")


@pytest.fixture
def lead(client):
    client.force_login(factories.make_user(role="dpo", is_staff=True))
    return client


def counts(client, **asked):
    page = client.get(LIST, asked)
    assert page.status_code == 200
    return {row.reference: len(row.points) for row in page.context["cl"].result_list}


def test_the_count_is_that_of_the_check_and_follows_each_change(lead):
    draft = factories.make_activity(reference="A-1")
    parts = ProcessingActivity.objects.with_parts()
    before = len(gaps_in(parts.get(pk=draft.pk), on=draft.past.today))
    assert counts(lead) == {"A-1": before}
    with recorded(by="test", reason="Known now"):
        draft.data_categories.add(factories.make_data_category())
    after = len(gaps_in(parts.get(pk=draft.pk), on=draft.past.today))
    assert after != before
    assert counts(lead) == {"A-1": after}
    check = reverse("admin:registry_processingactivity_gaps", args=[draft.pk])
    assert f'href="{check}"' in lead.get(LIST).text


def test_the_list_is_narrowed_to_entries_with_points_and_to_one_rule(lead):
    factories.make_complete_activity(reference="A-1")
    draft = factories.make_activity(reference="A-2")
    gaps = gaps_in(ProcessingActivity.objects.with_parts().get(pk=draft.pk), on=draft.past.today)
    refusing = next(gap.code for gap in gaps if gap.blocks_approval)
    assert "A-2" in counts(lead, points="any")
    assert [*counts(lead, points="refusing")] == ["A-2"]
    assert "A-2" not in counts(lead, points="none")
    assert [*counts(lead, points=refusing)] == ["A-2"]
    assert lead.get(LIST, {"points": "no such rule"}).status_code == 400


def test_what_was_counted_is_not_counted_again_and_the_list_keeps_its_budget(lead):
    for _number in range(3):
        factories.make_activity()
    costs = []
    for _time in range(3):
        with CaptureQueriesContext(connection) as captured:
            counts(lead, points="any")
        costs.append(len(captured))
    assert costs[0] > 10 >= costs[1] == costs[2]


def test_a_past_day_is_counted_for_that_day(lead):
    factories.make_activity(reference="A-1")
    assert counts(lead, _on="2017-01-01") == {"A-1": 0}  # before the law asked


@pytest.mark.slow
def test_list_check_and_entry_say_the_same_of_a_finding_until_it_is_mended(lead):
    activity = factories.make_complete_activity(reference="A-1")
    officer = activity.organisation.appointments.get()
    lifecycle.retire(officer, by="test", reason="She left")
    lifecycle.approve(activity, by="test", reason="Known", **factories.SEEN_TO)
    names = ("gaps", "change")
    check, entry = (
        reverse(f"admin:registry_processingactivity_{name}", args=[activity.pk]) for name in names
    )
    finding = "No data protection officer is recorded"
    assert (counts(lead), "1 open finding" in lead.get(check).text) == ({"A-1": 1}, True)
    assert "somebody sees to 1" in lead.get(LIST, {"points": "any"}).text
    assert counts(lead, points="left") == counts(lead, points="none") == {}
    assert finding in lead.get(entry).text
    lifecycle.restore(officer, by="test", reason="She is back")
    assert (counts(lead), "open finding" in lead.get(check).text) == ({"A-1": 0}, False)
    assert finding not in lead.get(entry).text
