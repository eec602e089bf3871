"""What a page costs does not grow with its table.

Each table is tried in `test_pages`, a history in `base/test_timeline`.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.base.history import recorded
from registry.evidence.past import as_known_at
from registry.models import Engagement, ProcessingActivity, Processor
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST, FORM, HOME = 10, 15, 15


@pytest.fixture
def dpo(client):
    """Signed in with a role, which costs two queries more than a superuser does."""
    client.force_login(factories.make_user(role="dpo", is_staff=True))
    return client


def queries(client, address, **data):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, data).status_code == 200
    return captured.captured_queries


def address(model, page, *args):
    return reverse(f"admin:registry_{model._meta.model_name}_{page}", args=args)


def fill(count):
    """Processors, and activities of ten recipients each, up to a number of recipients."""
    categories = [factories.make_data_category() for _ in range(4)]
    organisation = factories.make_organisation()
    with recorded(by="test", reason="Set up"):
        processors = Processor.objects.add_all(
            [Processor(name=f"Processor {number:04}") for number in range(count)]
        )
        activities = ProcessingActivity.objects.add_all(
            [
                ProcessingActivity(organisation=organisation, reference=f"A-{number}", name="A")
                for number in range(count // 10)
            ]
        )
        engagements = Engagement.objects.add_all(
            [
                Engagement(activity=activity, processor=processor, role="processor")
                for start, activity in enumerate(activities)
                for processor in processors[start * 10 : start * 10 + 10]
            ]
        )
        for engagement in engagements[:20]:
            engagement.data_categories.set(categories)
    return activities[0]


def test_lists_and_forms_over_growing_tables_keep_their_budgets_today_and_in_the_past(dpo):
    activity = fill(30)
    processor = Processor.objects.get(name="Processor 0001")
    assert len(queries(dpo, address(Processor, "changelist"))) <= LIST
    assert len(queries(dpo, address(Engagement, "changelist"))) <= LIST
    assert len(queries(dpo, address(ProcessingActivity, "changelist"))) <= LIST
    assert len(queries(dpo, address(Processor, "change", processor.pk))) <= FORM
    assert len(queries(dpo, address(ProcessingActivity, "change", activity.pk))) <= FORM
    with CaptureQueriesContext(connection) as captured, as_known_at(timezone.now()):
        pass
    look = len(captured)
    past = {"_known": timezone.localdate().isoformat(), "_on": "2018-07-17"}
    assert len(queries(dpo, address(Engagement, "changelist"), **past)) <= LIST + look
    assert (
        len(queries(dpo, address(ProcessingActivity, "change", activity.pk), **past)) <= FORM + look
    )
    # No form has a select box over them.
    assert "Processor 0001" not in dpo.get(address(Engagement, "add")).text


def test_the_home_page_keeps_its_budget(dpo):
    factories.make_approved_activity()
    assert len(queries(dpo, reverse("admin:index"))) <= HOME
