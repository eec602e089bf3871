"""What a page costs does not grow with its table.

Each table is tried in `test_pages`, a history in `records/test_timeline`.
"""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.models import Engagement, ProcessingActivity, Processor
from registry.past.views import as_it_was
from registry.records.history import recorded
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST, FORM, HOME = 10, 15, 15
FIRST = date(2018, 1, 1)


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


def fill(start, stop):
    """Processors with these numbers, each of them a recipient; ten are those of one activity."""
    categories = [factories.make_data_category() for _ in range(4)]
    organisation = factories.make_organisation()
    with recorded(by="test", reason="Set up"):
        processors = Processor.objects.add_all(
            [
                Processor(name=f"Processor {number:04}", first_day=FIRST)
                for number in range(start, stop)
            ]
        )
        activities = ProcessingActivity.objects.add_all(
            [
                ProcessingActivity(
                    organisation=organisation, reference=f"A-{number}", name="A", first_day=FIRST
                )
                for number in range(start, stop, 10)
            ]
        )
        engagements = Engagement.objects.add_all(
            [
                Engagement(
                    activity=activities[n // 10],
                    processor=processor,
                    role="processor",
                    first_day=FIRST,
                )
                for n, processor in enumerate(processors)
            ]
        )
        for engagement in engagements[:20]:
            engagement.data_categories.set(categories)
    return activities[0]


@pytest.mark.slow
def test_lists_and_forms_keep_their_budgets_at_ten_and_a_thousand_rows(dpo):
    with CaptureQueriesContext(connection) as captured, as_it_was(known=timezone.now()):
        pass
    look = len(captured)
    past = {"_known": timezone.localdate().isoformat(), "_on": "2018-07-17"}
    for start, stop in [(0, 10), (10, 1_000)]:
        activity = fill(start, stop)
        processor = Processor.objects.get(name=f"Processor {start:04}")
        assert Processor.objects.count() == Engagement.objects.count() == stop
        # After a change the open points of the rows of the page are counted, once.
        queries(dpo, address(ProcessingActivity, "changelist"))
        for model in [Processor, Engagement, ProcessingActivity]:
            assert len(queries(dpo, address(model, "changelist"))) <= LIST
        assert len(queries(dpo, address(Engagement, "changelist"), **past)) <= LIST + look
        for row in [processor, processor.engagements.get(), activity]:
            # Once before: a process keeps the types of tables, and what its database can do.
            queries(dpo, address(type(row), "change", row.pk))
            assert len(queries(dpo, address(type(row), "change", row.pk))) <= FORM
        form = address(ProcessingActivity, "change", activity.pk)
        assert len(queries(dpo, form, **past)) <= FORM + look
        # No form has a select box over them.
        assert processor.name not in dpo.get(address(Engagement, "add")).text


def test_the_home_page_keeps_its_budget(dpo):
    factories.make_approved_activity()
    assert len(queries(dpo, reverse("admin:index"))) <= HOME
