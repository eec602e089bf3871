"""Who may open and do what: every table, every role, as `registry.roles` says."""

import pytest
from django.urls import reverse

from registry.roles import PEOPLE, REGISTER, ROLES, permissions_of
from tests.registry.admin.views import opens
from tests.support import factories
from tests.support.tables import TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(params=[*ROLES, None], ids=lambda role: role or "staff without a role")
def role(request):
    return request.param


def allowed(role, action, model):
    return role is not None and f"{action}_{model._meta.model_name}" in set(permissions_of(role))


def test_every_page_opens_for_those_whom_the_table_of_roles_names(role):
    user = factories.make_user(role=role)
    for model in TABLES:
        name = f"admin:registry_{model._meta.model_name}"
        for page, action in [("changelist", "view"), ("add", "add")]:
            opened = opens(user, reverse(f"{name}_{page}"))
            assert opened is allowed(role, action, model), (page, model)


def test_an_entry_is_changed_only_by_those_whom_the_table_of_roles_names(client, role):
    client.force_login(factories.make_user(role=role))
    processor = factories.make_processor(name="Mailchimp")
    address = reverse("admin:registry_processor_change", args=[processor.pk])
    assert client.post(address, {}).status_code == (
        200 if allowed(role, "change", type(processor)) else 403
    )


def test_a_committee_reader_sees_approved_entries_only(client):
    client.force_login(factories.make_user(role="committee reader"))
    draft = factories.make_complete_activity(name="Still a draft")
    factories.make_approved_activity(name="In force")
    page = client.get(reverse("admin:registry_processingactivity_changelist")).content.decode()
    assert "In force" in page
    assert "Still a draft" not in page
    for page in ["change", "history"]:
        address = reverse(f"admin:registry_processingactivity_{page}", args=[draft.pk])
        assert client.get(address).status_code in {302, 404}
    gaps = reverse("admin:registry_processingactivity_gaps", args=[draft.pk])
    assert client.get(gaps).status_code == 404


def test_a_committee_reader_sees_no_part_of_a_draft(client):
    client.force_login(factories.make_user(role="committee reader"))
    purpose = factories.make_purpose(text="Secret plan")
    page = client.get(reverse("admin:registry_purpose_changelist")).content.decode()
    assert "Secret plan" not in page
    found = {"app_label": "registry", "model_name": "accessgrant", "field_name": "activity"}
    answer = client.get(reverse("admin:autocomplete"), found)
    assert purpose.activity.name not in answer.content.decode()


def test_a_committee_reader_learns_of_no_draft_from_its_processor(client):
    client.force_login(factories.make_user(role="committee reader"))
    engagement = factories.make_engagement(activity=factories.make_activity(name="Secret plan"))
    address = reverse("admin:registry_processor_change", args=[engagement.processor_id])
    assert "Secret plan" not in client.get(address).content.decode()


def test_a_name_is_seen_by_those_only_who_may_see_people(client, role):
    client.force_login(factories.make_user(role=role))
    canary = "Canary Name"
    seat = factories.make_seat(person=factories.make_person(name=canary, email="c@example.org"))
    factories.make_appointment(person=seat.person)
    pages = [
        reverse("admin:registry_seat_changelist"),
        reverse("admin:registry_seat_change", args=[seat.pk]),
        reverse("admin:registry_seat_history", args=[seat.pk]),
        reverse("admin:registry_body_change", args=[seat.body_id]),
        reverse("admin:registry_appointment_changelist"),
        reverse("admin:registry_person_changelist"),
        reverse("admin:registry_person_change", args=[seat.person_id]),
        reverse("admin:index"),
    ]
    seen = any(canary in client.get(page).content.decode() for page in pages)
    assert seen is allowed(role, "view", type(seat.person))


def test_no_role_but_two_may_see_people():
    may = {role for role in ROLES if "view_person" in set(permissions_of(role))}
    assert may == {"dpo", "editor", "auditor"}
    assert set(PEOPLE) <= set(REGISTER)
