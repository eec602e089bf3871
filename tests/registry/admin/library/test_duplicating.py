"""A copy is a filled form: with the parts of an activity, without what is of one entry only."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry import lifecycle
from registry.models import ProcessingActivity, Processor, Transfer
from registry.vocabulary import TransferTool
from tests.registry.admin.forms import as_sent
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def editor(client):
    client.force_login(factories.make_user(role="editor"))
    return client


def copy_of(client, row):
    """The form to which the button of the entry leads."""
    name = f"admin:registry_{row._meta.model_name}"
    way = f"{reverse(f'{name}_add')}?_copy={row.pk}"
    assert way in client.get(reverse(f"{name}_change", args=[row.pk])).content.decode()
    return way, client.get(way)


@pytest.mark.slow
def test_an_activity_is_copied_with_its_parts_once_it_is_saved(editor):
    source = factories.make_complete_activity(owner="Office", starts_on=date(2019, 1, 1))
    engaged = factories.make_engagement(activity=source, listed_from=date(2019, 1, 1))
    factories.make_engagement(activity=source, recipient="Former", ends_on=date(2020, 1, 1))
    way, page = copy_of(editor, source)
    assert ProcessingActivity.objects.count() == 1
    assert "Reference: it has its own" in page.content.decode()
    assert str(engaged.processor) in page.content.decode()
    sent = as_sent(page) | {"change_reason": "For the other office"}
    refused = editor.post(way, sent)
    assert "reference" in refused.context_data["adminform"].form.errors
    saved = editor.post(way, sent | {"reference": "NEW"})
    assert saved.status_code == 302, [saved.context_data["errors"]]
    copied = ProcessingActivity.objects.get(reference="NEW")
    assert (copied.state, copied.owner, copied.starts_on) == ("draft", "Office", None)
    assert list(copied.data_subjects.all()) == list(source.data_subjects.all())
    (purpose,), (rule,) = copied.purposes.all(), copied.retention_rules.all()
    assert purpose.legal_bases.exists()
    assert rule.criterion == "As long as it is needed"
    names = {row.headline: row.listed_from for row in copied.engagements.all()}
    assert names == {"Tax offices": None, str(engaged.processor): None}
    assert source.purposes.count() == 1


@pytest.mark.slow
def test_a_form_with_many_parts_costs_no_query_for_each(editor):
    source = factories.make_complete_activity()
    factories.make_engagement(activity=source)
    way, _page = copy_of(editor, source)
    costs = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            editor.get(way)
        costs.append(len(captured))
        for _number in range(6):
            factories.make_engagement(activity=source)
            factories.make_purpose(activity=source, legal_bases=[factories.legal_basis("6(1)(b)")])
    assert costs[1] <= costs[0] <= 21, costs


def test_a_transfer_and_a_company_are_copied_as_far_as_that_fits(editor):
    flow = factories.make_transfer(tool=TransferTool.STANDARD_CLAUSES, starts_on=date(2020, 1, 1))
    way, page = copy_of(editor, flow)
    sent = as_sent(page) | {"country": factories.country("IN").pk, "change_reason": "As agreed"}
    assert editor.post(way, sent).status_code == 302
    assert list(Transfer.objects.order_by("pk").values_list("tool", "starts_on"))[1] == (
        TransferTool.STANDARD_CLAUSES,
        None,
    )
    company = factories.make_processor(legal_name="Company Ltd", is_public=True)
    way, page = copy_of(editor, company)
    form = page.context_data["adminform"].form
    assert form["name"].value() in (None, "")
    sent = as_sent(page) | {"name": "Its sister", "change_reason": "As agreed"}
    assert editor.post(way, sent).status_code == 302
    sister = Processor.objects.get(name="Its sister")
    assert (sister.legal_name, sister.country, sister.is_public) == (
        "Company Ltd",
        company.country,
        False,
    )


@pytest.mark.slow
def test_what_is_retired_is_not_copied_along(editor):
    source = factories.make_complete_activity()
    gone = source.data_categories.get()
    lifecycle.retire(gone, by="test", reason="Out of use")
    _way, page = copy_of(editor, source)
    assert f"{gone} is retired" in page.content.decode()


@pytest.mark.parametrize("asked", ["0", "x", "99999"])
def test_nobody_copies_what_is_not_there(editor, asked):
    page = editor.get(reverse("admin:registry_processor_add"), {"_copy": asked})
    assert page.status_code == 404


def test_people_are_not_copied(editor):
    person = factories.make_person()
    page = editor.get(reverse("admin:registry_person_change", args=[person.pk]))
    assert "_copy" not in page.content.decode()
