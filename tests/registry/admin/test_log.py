"""The lists of the sealed log: readable for those who answer for it, and for reading only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.models import EvidenceEntry, EvidenceEvent, Processor
from registry.records.events import announce
from registry.roles import ROLES
from registry.vocabulary import EventName
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LISTS = [EvidenceEvent, EvidenceEntry]


def address(model, page="changelist", *args):
    return reverse(f"admin:registry_{model._meta.model_name}_{page}", args=args)


def sign_in(client, role):
    client.force_login(factories.make_user(role=role, is_staff=True))


@pytest.fixture
def event():
    """An export of some processors."""
    processor = factories.make_processor()
    facts = {"rows": 12, "filter": {"is_listed": "yes"}, "is_superuser": False}
    announce(EventName.EXPORTED, by="export_table", about=processor, **facts)
    return EvidenceEvent.objects.get(name=EventName.EXPORTED)


def test_events_say_when_who_what_and_about_which_row(client, event):
    sign_in(client, "dpo")
    row = reverse("admin:registry_processor_change", args=[event.about_id])
    said = ["file exported", "export_table", f'href="{row}"', "rows: 12", "superuser: no"]
    for page in [address(EvidenceEvent), address(EvidenceEvent, "change", event.pk)]:
        shown = client.get(page).content.decode()
        assert [text for text in [*said, "filter: is listed yes"] if text not in shown] == []


def test_events_are_found_by_row_by_name_and_by_author(client, event):
    sign_in(client, "dpo")
    announce(EventName.EXPORTED, by="someone", table=Processor, rows=1)
    about = {"about_model": event.about_model, "about_id": event.about_id}
    for query in [about, {"q": "export_table"}]:
        page = client.get(address(EvidenceEvent), query)
        assert list(page.context["cl"].queryset) == [event], query
    page = client.get(address(EvidenceEvent), {"name__exact": EventName.EXPORTED})
    assert page.context["cl"].queryset.count() == 2


def test_an_entry_shows_its_leaf_and_hashes(client, event):
    sign_in(client, "dpo")
    entry = EvidenceEntry.objects.get(model="registry.evidenceevent", history_id=event.pk)
    page = client.get(address(EvidenceEntry, "change", entry.pk)).content.decode()
    assert entry.leaf_hash in page
    assert entry.root in page
    assert "&quot;fields&quot;" in page


@pytest.mark.parametrize("model", LISTS)
def test_a_list_of_the_log_keeps_its_budget(client, model):
    sign_in(client, "dpo")
    counts = []
    for _ in range(2):
        for number in range(9):
            announce(EventName.EXPORTED, by="test", table=Processor, rows=number)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(model)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize("role", ROLES)
def test_the_log_is_seen_by_those_who_answer_for_it_and_written_by_nobody(client, role, event):
    sign_in(client, role)
    may = role in {"dpo", "auditor"}
    for model in LISTS:
        row = model.objects.last()
        assert (client.get(address(model)).status_code == 200) is may
        assert client.get(address(model, "add")).status_code == 403
        assert client.post(address(model, "change", row.pk), {}).status_code == 403
        assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
