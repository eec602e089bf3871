"""No day of the past shows a draft to those who see none, nor to anybody what was redacted."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from registry import lifecycle
from registry.evidence.redaction.forgetting import forget, offer
from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import Target
from registry.evidence.verify.whole import verify
from registry.exchange.documents import write_document
from registry.exchange.folders import write_folder
from registry.models import Contact, Person, ProcessingActivity, Processor
from registry.past.views import as_it_was
from registry.records.any_row import reference_to
from registry.records.history import recorded
from registry.records.moments import Past
from registry.records.states.wishes import ALL_ALONG
from registry.vocabulary import RedactionGround
from tests.support import factories
from tests.support.factories import FACTORIES

pytestmark = [pytest.mark.django_db, pytest.mark.once]

JANUARY, MARCH, JUNE = (date(2018, month, 12) for month in (1, 3, 6))


def change(row, since, **fields):
    with recorded(by="test", reason="A change", since=since):
        row = type(row).objects.get(pk=row.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def looks() -> list[str]:
    return [f"_on={JANUARY}", f"_on={MARCH}&_known={timezone.localdate()}"]


def on_days(rows: list[models.Model], looks: list[str]):
    """Each page that can show a day: of each row, of its table, of the whole register."""
    for look in looks:
        yield f"/admin/access/?{look}"
        for model in {type(row) for row in rows}:
            for name in ("changelist", "document"):
                try:
                    found = reverse(_called(model, name))
                except NoReverseMatch:
                    continue
                yield f"{found}?{look}&use=all" if name == "changelist" else f"{found}?{look}"
        for row in rows:
            yield f"{reverse(_called(type(row), 'change'), args=[row.pk])}?{look}"


def of_versions(rows: list[models.Model]):
    """The other pages of each row, and each version of it."""
    for row in rows:
        table = site._registry[type(row)]
        for page in table.by_name.values():
            if "object_id" in page.address and "history_id" not in page.address:
                yield page.url(row)
        for version in row.history.all():
            yield reverse(_called(type(row), "version"), args=[row.pk, version.history_id])
            yield reverse(_called(type(row), "change"), args=[row.pk]) + f"?_again={version.pk}"


def _called(model, name: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}"


def said(client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code < 500
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


def exported(client, model, look: str) -> str:
    answer = client.post(f"{reverse(_called(model, 'export'))}?{look}", {"format": "csv"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


@pytest.fixture
def of_a_draft():
    """Everything that may name an activity, which was approved once and is a draft now."""
    activity = factories.make_approved_activity(name="Secret plan", first_day=JANUARY)
    rows = [activity]
    for model in apps.get_models():
        fields = model._meta.concrete_fields if model in FACTORIES else ()
        names = [field.name for field in fields if field.related_model is ProcessingActivity]
        if names:
            extra = {"starts_on": JANUARY} if getattr(model, "since", "") == "starts_on" else {}
            rows.append(FACTORIES[model](**{names[0]: activity}, remarks="Secret note", **extra))
    rows += [factories.make_stated_fact(fact=reference_to(activity)), *Processor.objects.all()]
    change(activity, MARCH, name="Secret scheme", description="Secret words")
    lifecycle.reopen(ProcessingActivity.objects.get(), by="test", reason="Secret reason")
    return rows


@pytest.mark.slow
def test_what_is_a_draft_today_is_on_no_page_of_any_day(client, of_a_draft):
    user = factories.make_user()
    seen = Permission.objects.filter(codename__regex="^(view|export)_")
    user.user_permissions.set(seen.exclude(codename="view_draft_processingactivity"))
    client.force_login(user)
    assert [it for it in on_days(of_a_draft, looks()[1:]) if "Secret" in said(client, it)] == []
    for model in {type(row) for row in of_a_draft}:
        assert "Secret" not in exported(client, model, f"_on={MARCH}")
    user.user_permissions.set(seen)
    client.force_login(user)  # whose rights are others signs in again
    entry = reverse(_called(ProcessingActivity, "change"), args=[of_a_draft[0].pk])
    assert "Secret scheme" in said(client, f"{entry}?_on={MARCH}")


@pytest.fixture
def forgotten():
    """A person and an office that had other names and addresses on other days; redacted."""
    person = factories.make_person(name="Jane Alpha", email="jane@example.org", first_day=JANUARY)
    other = factories.make_person(name="Joan Other", first_day=JANUARY)
    change(person, JUNE, name="Jane Gamma", remarks="Jane rang")
    change(person, MARCH, name="Jane Beta", email="jane.b@example.org")
    change(person, ALL_ALONG, email="jane.c@example.org")
    lifecycle.retire(person, by="test", reason="Jane left", on=JUNE)
    lifecycle.restore(person, by="test", reason="Jane is back", on=JUNE + timedelta(days=9))
    seat = factories.make_seat(person=person, starts_on=JANUARY)
    change(seat, MARCH, acts_for="For Jane Alpha")
    offered = offer(person)
    done = forget(
        person,
        [it.key for it in [*offered.holdings, *offered.passages]],
        by=factories.make_user(role="dpo"),
        ground=RedactionGround.ERASURE,
        reason="Asked for",
        seen=offered.seal,
    )
    assert done
    return [person, other, seat]


@pytest.mark.slow
def test_what_was_redacted_is_on_no_page_in_no_file_and_in_no_table(client, forgotten, tmp_path):
    client.force_login(factories.make_user(is_superuser=True, is_staff=True))
    pages = [*on_days(forgotten, looks()), *of_versions(forgotten)]
    assert [it for it in pages if "Jane" in said(client, it)] == []
    for model in {type(row) for row in forgotten}:
        for look in looks():
            assert "Jane" not in exported(client, model, look)
    for day in (JANUARY, MARCH, JUNE, timezone.localdate()):
        write_folder(tmp_path / str(day), on=day)
        write_document(tmp_path / f"{day}.html", kind="html", past=Past(on=day))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files if b"Jane" in path.read_bytes()] == []
    assert list(tables_saying("Jane")) == []
    assert [str(fault) for fault in verify().faults] == []


def tables_saying(text: str):
    for model in apps.get_models(include_auto_created=True):
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for values in model._base_manager.values_list(*names) if names else ():
            if text in str(values):
                yield model._meta.label, values


def test_what_was_redacted_may_still_be_changed_since_a_day(forgotten):
    """Two that were forgotten say the same on each day, and are not taken for one another."""
    organisation = factories.make_organisation()
    contacts = [
        factories.make_contact(organisation=organisation, value=name, first_day=JANUARY)
        for name in ("jane@example.org", "joan@example.org")
    ]
    with recorded(by="dpo", reason="Asked for") as unit:
        pks = [row.pk for row in contacts]
        redact([Target(Contact, pks, ["value"])], ground=RedactionGround.ERASURE)
        unit.flush(is_checked=False)
    for row in contacts:
        change(row, MARCH, remarks="Seen")
        change(row, JANUARY, remarks="Seen before")
    change(forgotten[0], MARCH, remarks="Nothing more")
    with as_it_was(MARCH):
        assert Person.objects.get(pk=forgotten[0].pk).remarks == "Nothing more"
    assert list(tables_saying("jane@example.org")) == []
    assert [str(fault) for fault in verify().faults] == []
