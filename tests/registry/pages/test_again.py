"""A past version taken again: the form is filled with it, and nothing is undone by itself."""

import pytest
from django.urls import reverse

from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import Target
from registry.records.history import recorded
from registry.vocabulary import RedactionGround
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(factories.make_user(role="editor"))
    return client


def address(row, page, *args):
    return reverse(
        f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk, *args]
    )


def versions_of(row):
    return list(row.history.order_by("history_id").values_list("history_id", flat=True))


def change(row, **fields):
    with recorded(by="test", reason="Changed"):
        for name, value in fields.items():
            many = row._meta.get_field(name).many_to_many
            getattr(row, name).set(value) if many else setattr(row, name, value)
        row.save()


def again(client, row, version):
    page = client.get(address(row, "change"), {"_again": version})
    assert page.status_code == 200
    return page


def form_of(page):
    return page.context["adminform"].form


def sent(form, **typed):
    data = {}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, (list, tuple)):
            value = [getattr(one, "pk", one) for one in value]
        if not isinstance(value, dict):
            data[form[name].html_name] = "" if value is None else value
    return data | typed


@pytest.fixture
def processor():
    """German at first, then renamed and moved."""
    row = factories.make_processor(
        legal_name="Old Post Ltd",
        country=factories.country("DE"),
        processing_countries=[factories.country("DE"), factories.country("BE")],
    )
    change(
        row,
        legal_name="New Post Ltd",
        country=factories.country("US"),
        processing_countries=[factories.country("US")],
    )
    return row


@pytest.mark.once
def test_the_form_is_filled_with_the_version_and_nothing_is_written(editor, processor):
    before = versions_of(processor)
    page = again(editor, processor, before[0])
    form = form_of(page)
    assert form["legal_name"].value() == "Old Post Ltd"
    assert form["country"].value() == factories.country("DE").pk
    chosen = {factories.country(code).pk for code in ("BE", "DE")}
    assert set(form["processing_countries"].value()) == chosen
    assert "Filled with the version of" in page.text
    assert "Belgium" in page.text
    assert versions_of(processor) == before


def test_saving_it_makes_a_new_version_with_a_reason(editor, processor):
    first, _second = versions_of(processor)
    page = again(editor, processor, first)
    empty = {
        f"{prefix}-{name}": 0
        for prefix in ("agreements", "transfers")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    form = sent(form_of(page), change_reason="The move did not take place") | empty
    where = f"{address(processor, 'change')}?_again={first}"
    refused = editor.post(where, form | {"change_reason": ""})
    assert refused.status_code == 200
    assert len(versions_of(processor)) == 2
    assert editor.post(where, form).status_code == 302
    processor.refresh_from_db()
    assert processor.legal_name == "Old Post Ltd"
    assert {country.code for country in processor.processing_countries.all()} == {"BE", "DE"}
    newest = processor.history.latest("history_id")
    assert newest.history_change_reason == "The move did not take place"
    assert len(versions_of(processor)) == 3


@pytest.mark.slow
def test_what_somebody_changed_meanwhile_is_not_overwritten(editor, processor):
    first, _second = versions_of(processor)
    form = form_of(again(editor, processor, first))
    change(processor, website="https://example.org/")
    empty = {
        f"{prefix}-{name}": 0
        for prefix in ("agreements", "transfers")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    where = f"{address(processor, 'change')}?_again={first}"
    answer = editor.post(where, sent(form, change_reason="Back") | empty)
    assert answer.status_code == 200
    assert "What you entered is still here." in answer.text
    assert len(versions_of(processor)) == 3


@pytest.mark.once
def test_links_to_what_is_retired_are_left_out_and_said(editor, processor):
    first, _second = versions_of(processor)
    change(factories.country("BE"), retired_on="2024-05-01")
    change(factories.country("DE"), retired_on="2024-05-01")
    page = again(editor, processor, first)
    form = form_of(page)
    assert form["processing_countries"].value() == []
    assert form["country"].value() == factories.country("US").pk
    assert "Countries of processing: Belgium is retired" in page.text


@pytest.mark.once
def test_values_that_were_redacted_are_not_taken(editor):
    agreement = factories.make_processor_agreement(kept_at="In the drawer of somebody")
    (first,) = versions_of(agreement)
    target = Target(type(agreement), [agreement.pk], ("kept_at",), {"kept_at": ""})
    with recorded(by="test", reason="Asked for"):
        redact([target], ground=RedactionGround.ERASURE)
    change(agreement, kept_at="In the safe")
    page = again(editor, agreement, first)
    assert form_of(page)["kept_at"].value() == "In the safe"
    assert "removed from that version" in page.text


@pytest.mark.once
def test_blanks_on_purpose_are_taken_too(editor):
    activity = factories.make_activity(absences={"owner": "none"})
    (first,) = versions_of(activity)
    change(activity, owner="Membership office")
    form = form_of(again(editor, activity, first))
    assert form["absences"].value() == {"owner": "none"}
    assert form["owner"].value() == ""


@pytest.mark.once
@pytest.mark.parametrize("asked", ["0", "x", "9" * 30, "-1"])
def test_a_version_that_there_is_not_is_not_there(editor, processor, asked):
    answer = editor.get(address(processor, "change"), {"_again": asked})
    assert answer.status_code == 404


@pytest.mark.once
def test_the_version_of_another_row_is_not_there(editor, processor):
    (other,) = versions_of(factories.make_processor())
    assert editor.get(address(processor, "change"), {"_again": other}).status_code == 404


@pytest.mark.once
def test_a_past_version_leads_to_its_form_the_newest_to_none(editor, processor):
    first, second = versions_of(processor)
    url = f"{address(processor, 'change')}?_again="
    assert f"{url}{first}" in editor.get(address(processor, "version", first)).text
    assert url not in editor.get(address(processor, "version", second)).text


@pytest.mark.once
def test_who_may_only_look_is_offered_no_form(client, processor):
    client.force_login(factories.make_user(role="auditor"))
    first, _second = versions_of(processor)
    assert "_again" not in client.get(address(processor, "version", first)).text
    page = again(client, processor, first)
    assert "Filled with the version" not in page.text
    assert "Old Post Ltd" not in page.text


MADE = [
    factories.make_activity,
    factories.make_engagement,
    factories.make_purpose,
    factories.make_retention_rule,
    factories.make_tracker,
    factories.make_disclosure,
    factories.make_processor,
    factories.make_processor_agreement,
    factories.make_transfer,
    factories.make_body,
    factories.make_seat,
    factories.make_person,
    factories.make_access_grant,
    factories.make_access_review,
    factories.make_organisation,
    factories.make_contact,
    factories.make_appointment,
    factories.make_notice,
    factories.make_handling_rule,
    factories.make_data_category,
    factories.make_country,
]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_every_table_with_a_form_takes_a_version_again(client, make):
    client.force_login(factories.make_user(role="dpo"))
    row = make()
    change(row, remarks="Written later")
    form = form_of(again(client, row, versions_of(row)[0]))
    assert form["remarks"].value() == ""
    assert not {"remarks"} ^ set(changed_by(form, row))


def changed_by(form, row):
    """Fields of the form in which it differs from the entry as it is."""
    now = type(form)
    now.again = None
    plain = now(instance=row).initial
    names = set(plain) & set(form.initial) - {"seen_version"}
    return [name for name in names if plain[name] != form.initial[name]]
