"""Who may not see drafts learns of none: neither where it is listed nor where another names it."""

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.urls import reverse

from registry.models import Disclosure, Engagement, ProcessingActivity, Purpose
from registry.records.history import recorded
from registry.vocabulary import ActivityState
from tests.requests_app.factories import FACTORIES as OF_REQUESTS
from tests.requests_app.factories import make_checklist_item, make_request
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SECRET = "Secret plan"
MAKE = {**factories.FACTORIES, **OF_REQUESTS}


def naming():
    """Every table that refers to an activity, and by which field."""
    for model in apps.get_models():
        if model in site._registry:
            for field in model._meta.concrete_fields:
                if field.related_model is ProcessingActivity:
                    yield pytest.param(
                        model, field.name, id=f"{model._meta.model_name}.{field.name}"
                    )


@pytest.fixture
def reader(client):
    """May look at everything and export it; drafts are for others."""
    user = factories.make_user()
    seen = Permission.objects.exclude(codename="view_draft_processingactivity")
    user.user_permissions.set(seen.filter(codename__regex="^(view|export)_"))
    client.force_login(user)
    return client


@pytest.fixture
def committee(client):
    client.force_login(factories.make_user(role="committee reader"))
    return client


def make(model, **fields):
    """A row that may be a part of an approved entry too."""
    if model is Purpose:
        fields["legal_bases"] = [factories.legal_basis("6(1)(b)")]
    return MAKE[model](**fields)


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def read(client, *pages):
    return "".join(client.get(page, follow=True).content.decode() for page in pages)


def exported(client, model):
    answer = client.post(address(model, "export"), {"format": "csv"})
    return b"".join(answer.streaming_content).decode() if answer.streaming else ""


def change(row, **fields):
    with recorded(by="editor", reason="Corrected"):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


@pytest.mark.slow
@pytest.mark.parametrize(("model", "field"), list(naming()))
def test_what_names_a_draft_is_hidden_with_it(reader, model, field):
    draft = factories.make_activity(name=SECRET)
    row = MAKE[model](**{field: draft}, remarks="Hidden remark")
    pages = [
        address(model, "changelist"),
        address(model, "change", row.pk),
        address(model, "history", row.pk),
        address(model, "version", row.pk, row.history.first().history_id),
    ]
    assert SECRET not in read(reader, *pages)
    assert SECRET not in exported(reader, model)
    assert site.get_model_admin(model).approval_path == f"{field}__state"


@pytest.mark.slow
@pytest.mark.parametrize(("model", "field"), list(naming()))
def test_what_names_an_approved_entry_is_shown_but_not_the_draft_that_it_named_before(
    reader, model, field
):
    row = make(model, **{field: factories.make_activity(name=SECRET)})
    change(row, **{field: factories.make_approved_activity(name="Known to all")})
    versions = [address(model, "version", row.pk, it.history_id) for it in row.history.all()]
    assert reader.get(address(model, "change", row.pk)).status_code == 200
    said = read(reader, address(model, "history", row.pk), *versions)
    assert SECRET not in said
    assert "[an entry that is not approved]" in said
    assert "Known to all" in said


def test_a_disclosure_of_no_entry_is_shown(committee):
    row = factories.make_disclosure(title="Subpoena of May")
    assert "Subpoena of May" in read(committee, address(Disclosure, "changelist"))
    assert committee.get(address(Disclosure, "change", row.pk)).status_code == 200


def test_a_disclosure_of_a_draft_stands_in_no_document_of_a_committee_reader(committee):
    approved = factories.make_approved_activity()
    of = {"organisation": approved.organisation}
    factories.make_disclosure(title=SECRET, activity=factories.make_activity(**of), **of)
    factories.make_disclosure(title="For all to know", **of)
    document = read(committee, address(ProcessingActivity, "document"))
    assert "For all to know" in document
    assert SECRET not in document


def test_a_document_of_those_who_see_drafts_has_their_disclosures(client):
    client.force_login(factories.make_user(role="auditor"))
    draft = factories.make_activity()
    factories.make_disclosure(title=SECRET, activity=draft, organisation=draft.organisation)
    assert SECRET in read(client, address(ProcessingActivity, "document"))


def test_a_processor_counts_the_recipients_that_a_committee_reader_may_see(committee):
    of_draft = factories.make_engagement(activity=factories.make_activity())
    factories.make_engagement(
        activity=factories.make_approved_activity(), processor=of_draft.processor
    )
    page = committee.get(address(type(of_draft.processor), "changelist"))
    assert [row.engagement_count for row in page.context["cl"].result_list] == [1]


def test_what_was_changed_since_its_approval_is_still_shown_to_a_committee_reader(committee):
    activity = factories.make_approved_activity(name="Payroll")
    change(activity, description="More")
    assert ProcessingActivity.objects.get().state == ActivityState.CHANGED
    assert "Payroll" in read(committee, address(ProcessingActivity, "changelist"))
    assert "Tax offices" in read(committee, address(Engagement, "changelist"))


def test_the_page_of_a_request_and_its_file_name_no_draft_to_those_who_see_none(reader):
    request = make_request()
    make_checklist_item(request=request, activity=factories.make_activity(name=SECRET))
    known = factories.make_approved_activity(name="Known to all")
    make_checklist_item(request=request, activity=known)
    for page in ["change", "casefile", "casefile_json"]:
        said = read(reader, address(type(request), page, request.pk))
        assert SECRET not in said
        assert "Known to all" in said


@pytest.mark.parametrize("day", ["_on=2026-01-01", "_known=2026-01-01"])
def test_a_disclosure_of_a_draft_is_hidden_in_the_past_too(committee, day):
    factories.make_disclosure(title=SECRET, activity=factories.make_activity())
    page = address(Disclosure, "changelist")
    assert SECRET not in read(committee, f"{page}?{day}&use=all")
