"""What a form shows beside its fields."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.completeness import gaps_in
from registry.models import AcknowledgedFinding, ProcessingActivity, Processor, Seat, Transfer
from registry.vocabulary import TransferTool
from tests.registry.admin.forms import as_sent
from tests.support import factories, taking

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def address(model, page, *args):
    return reverse(f"admin:registry_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def editor(client):
    client.force_login(factories.make_user(role="editor"))
    return client


def form_of(client, row):
    return client.get(address(type(row), "change", row.pk))


def beside(page) -> dict[str, bool]:
    """By field, whether the choice why it is empty is in sight."""
    found = re.findall(r'<div class="absence beside" data-of="(\w+)"( hidden)?>', page.text)
    return {name: not hidden for name, hidden in found}


def test_what_is_wrong_is_listed_above_the_form_with_the_way_to_each_field(editor):
    activity = factories.make_activity()
    factories.make_purpose(activity=activity)
    sent = as_sent(form_of(editor, activity))
    sent |= {"purposes-0-text": "", "union_law": "?", "change_reason": ""}
    sent |= {"absences-owner": "not applicable:"}
    page = editor.post(address(ProcessingActivity, "change", activity.pk), sent)
    ways = [fault.anchor for fault in page.context["faults"]]
    assert {*ways} == {
        "id_union_law", "id_change_reason", "absences-owner", "id_purposes-0-text",
    }  # fmt: skip
    for way in ways:
        assert f'href="#{way}"' in page.text
        assert f'id="{way}"' in page.text


def test_what_a_rule_of_one_row_refuses_leads_to_its_field(editor):
    transfer = factories.make_transfer()
    sent = as_sent(form_of(editor, transfer))
    sent |= {"tool": TransferTool.ADEQUACY, "starts_on": "2020-01-02", "ends_on": "2020-01-01"}
    sent |= {"change_reason": "A look"}
    page = editor.post(address(Transfer, "change", transfer.pk), sent)
    ways = {fault.anchor for fault in page.context["faults"]}
    assert ways == {"id_adequacy_decision", "id_ends_on"}
    assert not page.context["adminform"].form.non_field_errors()


def test_an_end_before_the_first_day_on_record_leads_to_the_end(editor):
    transfer = factories.make_transfer(first_day=timezone.localdate())
    sent = as_sent(form_of(editor, transfer))
    sent |= {"starts_on": "", "ends_on": "2020-01-01", "change_reason": "It ended"}
    page = editor.post(address(Transfer, "change", transfer.pk), sent)
    assert "It is on record only since" in page.text
    assert "id_ends_on" in {fault.anchor for fault in page.context["faults"]}


def test_what_a_rule_across_rows_refuses_leads_to_its_field_too(editor):
    us, ca = factories.country("US"), factories.country("CA")
    transfer = factories.make_transfer(country=us, processor=factories.make_processor(country=us))
    decision = factories.make_adequacy_decision(country=ca)
    sent = as_sent(form_of(editor, transfer))
    sent |= {"tool": TransferTool.ADEQUACY, "adequacy_decision": decision.pk}
    sent |= {"change_reason": "A look"}
    page = editor.post(address(Transfer, "change", transfer.pk), sent)
    (fault,) = page.context["faults"]
    assert (fault.anchor, "is not about" in fault.text) == ("id_adequacy_decision", True)


def test_what_a_step_is_refused_for_leads_to_the_field_of_its_row(editor):
    seat = factories.make_seat(designation="Treasurer", retired_on="2020-01-01")
    factories.make_seat(body=seat.body, designation="Treasurer", starts_on="2019-01-01")
    page = taking.take(editor, "restore", seat)
    (fault,) = page.context["form"].refused
    assert fault.way == f"{address(Seat, 'change', seat.pk)}#id_starts_on"
    assert f'<a href="{fault.way}">' in page.text


def test_what_is_refused_of_a_new_part_leads_to_it(editor):
    organisation = factories.make_appointment(role="dpo").organisation
    sent = as_sent(form_of(editor, organisation)) | {"change_reason": "A look"}
    new = {"role": "dpo", "starts_on": "2019-01-01", "no_representative": "not_stated"}
    sent |= {f"appointments-1-{name}": value for name, value in new.items()}
    sent["appointments-TOTAL_FORMS"] = "2"
    page = editor.post(address(type(organisation), "change", organisation.pk), sent)
    assert "id_appointments-1-starts_on" in [fault.anchor for fault in page.context["faults"]]


def test_less_used_fields_are_folded_and_unfold_where_one_of_them_is_wrong(editor):
    activity = factories.make_activity(arrangement="In the contract")
    page = form_of(editor, activity)
    folded = [group for group in page.context["groups"] if group.is_folded]
    fields = sum(len(line.fields) for group in folded for line in group.fieldset)
    assert fields == 12
    assert [(group.filled, group.is_open) for group in folded] == [
        (1, False),
        (0, False),
        (0, False),
    ]
    sent = as_sent(page) | {"is_automated": "?", "change_reason": "A look"}
    page = editor.post(address(ProcessingActivity, "change", activity.pk), sent)
    assert [group.is_open for group in page.context["groups"] if group.is_folded] == [
        False,
        False,
        True,
    ]


def test_why_a_field_is_empty_is_asked_beside_it_and_only_where_it_is_empty(editor):
    processor = factories.make_processor(
        website="https://example.org", country=None, absences={"country": "none"}
    )
    page = form_of(editor, processor)
    assert beside(page) == {
        "website": False,
        "privacy_policy_url": True,
        "terms_url": True,
        "subprocessor_list_url": True,
        "country": True,
        "processing_countries": True,
        "location_as_published": True,
        "privacy_contact": True,
    }
    assert "Why it is empty" not in page.text


@pytest.mark.slow
def test_parts_and_what_is_kept_elsewhere_have_it_too(editor):
    activity = factories.make_activity(data_subjects=[factories.make_data_subject_category()])
    seen = beside(form_of(editor, activity))
    assert {*seen} == {*ProcessingActivity.absence_fields}
    assert not seen["data_subjects"]
    assert seen["recipients"]
    factories.make_engagement(activity=activity)
    factories.make_measure_in_place(organisation=activity.organisation)
    seen = beside(form_of(editor, activity))
    assert not seen["recipients"]
    assert not seen["security_measures"]


def suggested(page):
    return [
        str(it) for it in page.context["adminform"].form["change_reason"].field.widget.suggestions
    ]


@pytest.mark.slow
def test_the_reason_of_the_last_step_is_suggested_on_the_next_page(editor, client):
    processor = factories.make_processor(name="Mailchimp")
    other = factories.make_user(role="editor")
    sent = as_sent(form_of(editor, processor))
    assert suggested(form_of(editor, processor)) == []
    sent |= {"legal_name": "Intuit", "change_reason": "Bought by Intuit"}
    assert editor.post(address(Processor, "change", processor.pk), sent).status_code == 302
    page = editor.get(address(Transfer, "add"))
    assert suggested(page) == ["Bought by Intuit"]
    assert '<option value="Bought by Intuit">' in page.text
    assert suggested(form_of(editor, processor)) == ["Bought by Intuit"]
    step = editor.get(address(Processor, "step", "retire") + f"?ids={processor.pk}")
    assert 'list="id_reason_before"' in step.text
    client.force_login(other)
    assert suggested(form_of(client, processor)) == []


def test_the_only_organisation_is_chosen_already_and_of_two_none(editor):
    only = factories.make_organisation(name="Society")
    page = editor.get(address(ProcessingActivity, "add"))
    assert f'<option value="{only.pk}" selected>Society</option>' in page.text
    factories.make_organisation()
    page = editor.get(address(ProcessingActivity, "add"))
    assert "Society" not in page.text


@pytest.mark.slow
def test_what_approval_needs_of_every_entry_is_marked_on_its_form(editor):
    organisation = factories.make_organisation()
    activity = factories.make_activity(organisation=organisation, role="not_stated")
    page = form_of(editor, activity)
    parts = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
    asked = {gap.field for gap in gaps_in(parts, timezone.localdate()) if gap.blocks_approval}
    assert page.context["needed"] == asked | {"organisation"}
    assert "Needed before the entry can be approved" in page.text
    assert page.text.count("fieldBox field-role needed") == 1
    assert "Needed before" not in form_of(editor, factories.make_processor()).text


def test_a_message_calls_what_was_saved_by_its_full_name(editor):
    transfer = factories.make_transfer(processor=factories.make_processor(name="Far Away Inc."))
    assert transfer.tool == TransferTool.NOT_STATED
    sent = as_sent(form_of(editor, transfer)) | {"evidence": "Asked", "change_reason": "Asked"}
    page = editor.post(address(Transfer, "change", transfer.pk), sent, follow=True)
    (message,) = page.context["messages"]
    assert f"Far Away Inc., {transfer.country}" in str(message)
    assert "Not stated" not in str(message)


def test_open_findings_are_listed_in_words(editor):
    factories.FACTORIES[AcknowledgedFinding](rule="owner", about="")
    page = editor.get(address(AcknowledgedFinding, "changelist"))
    row = page.text[page.text.index("<tbody>") :]
    assert ">owner<" not in row
    assert AcknowledgedFinding.objects.get().headline in row
