"""What a page costs does not grow with its table."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.base.history import recorded
from registry.evidence.past import as_known_at
from registry.models import Engagement, ProcessingActivity, Processor
from tests import factories
from tests.factories import FACTORIES, one_block
from tests.tables import TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.once]
every_table = pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
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


@every_table
def test_a_form_and_a_list_of_any_length_keep_their_budgets(dpo, model):
    row = FACTORIES[model]()
    assert len(queries(dpo, address(model, "change", row.pk))) <= FORM
    one = len(queries(dpo, address(model, "changelist")))
    with one_block():
        for _ in range(9):
            FACTORIES[model]()
    ten = len(queries(dpo, address(model, "changelist")))
    assert ten <= one
    assert ten <= LIST


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


@pytest.mark.parametrize("size", [10, 1000])
def test_lists_and_forms_keep_their_budgets_at_any_size(dpo, size):
    activity = fill(size)
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


def test_no_form_has_a_select_box_over_a_growing_table(dpo):
    fill(60)
    page = dpo.get(address(Engagement, "add")).content.decode()
    assert "Processor 0001" not in page


@pytest.mark.parametrize("versions", [2, 30])
def test_a_history_takes_no_more_queries_for_many_versions(dpo, versions):
    processor = factories.make_processor()
    for number in range(versions):
        with recorded(by="test", reason="Another name"):
            processor.legal_name = f"Name {number}"
            processor.save()
            processor.processing_countries.set([factories.country("DE")])
    assert len(queries(dpo, address(Processor, "history", processor.pk))) <= LIST


def test_the_home_page_keeps_its_budget(dpo):
    factories.make_approved_activity()
    assert len(queries(dpo, reverse("admin:index"))) <= HOME
