"""Exporting in the admin, shown on the processors."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from registry.resources import TABLES
from tests.registry.admin.views import opens
from tests.support.factories import make_complete_activity, make_processor, make_user, one_block
from tests.support.tables import TYPED

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EXPORT = "/admin/registry/processor/export/"
LIST = "/admin/registry/processor/"


@pytest.fixture
def auditor(client):
    client.force_login(make_user(role="auditor"))
    return client


def content_of(answer):
    return b"".join(answer.streaming_content)


def names_in(content):
    return [line.split(",")[0] for line in content.decode().splitlines()[1:]]


def test_the_page_says_how_many_entries_and_which_columns(auditor):
    make_processor()
    page = auditor.get(EXPORT).content.decode()
    assert "1 entry, as the list was filtered." in page
    assert "<code>subprocessor_list_url</code>" in page


def test_a_list_leaves_as_csv_as_it_was_filtered(auditor):
    make_processor(name="Zapier", is_public=True)
    make_processor(name="Other")
    answer = auditor.post(f"{EXPORT}?is_public__exact=1", {"format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="processors.csv"'
    assert names_in(content_of(answer)) == ["Zapier"]


def test_a_list_leaves_as_a_workbook_of_text(auditor):
    make_processor(name="Zapier", remarks="=1+1")
    answer = auditor.post(EXPORT, {"format": "xlsx"})
    sheet = load_workbook(BytesIO(content_of(answer))).active
    assert sheet["A2"].value == "Zapier"
    assert sheet["P2"].value == "'=1+1"
    assert sheet["P2"].data_type == "s"


def test_what_was_chosen_in_the_list_leaves_as_csv(auditor):
    chosen = make_processor(name="Zapier")
    make_processor(name="Other")
    answer = auditor.post(LIST, {"action": "export_chosen", "_selected_action": [chosen.pk]})
    assert names_in(content_of(answer)) == ["Zapier"]


def test_a_text_too_long_for_a_workbook_is_said(auditor):
    make_processor(name="Zapier", remarks="x" * 40_000)
    page = auditor.post(EXPORT, {"format": "xlsx"}).content.decode()
    assert "Export as CSV." in page


@pytest.mark.parametrize("data", [{}, {"format": "json"}, {"format": "é"}])
def test_only_the_two_formats_are_given(auditor, data):
    answer = auditor.post(EXPORT, data)
    assert answer.status_code == 200
    assert "attachment" not in answer.get("Content-Disposition", "")


def test_a_filter_that_makes_no_sense_is_refused_in_words(auditor):
    answer = auditor.get(f"{EXPORT}?is_public__exact=perhaps")
    assert answer.status_code == 400
    assert "“perhaps” is not one of the choices" in answer.text


@pytest.mark.parametrize("role", ["committee reader", "requests officer", None])
def test_who_may_not_export_is_turned_away(client, role):
    client.force_login(make_user(role=role))
    assert client.get(EXPORT).status_code == 403
    assert client.post(EXPORT, {"format": "csv"}).status_code == 403


@pytest.mark.slow
def test_every_table_has_both_pages_and_leaves_with_all_its_columns(client):
    dpo = make_user(role="dpo")
    client.force_login(dpo)
    for table, resource in TABLES.items():
        model = resource._meta.model._meta.model_name
        export = reverse(f"admin:registry_{model}_export")
        # What steps alone write comes in by a command, with the whole register.
        is_typed = resource._meta.model in TYPED
        assert opens(dpo, reverse(f"admin:registry_{model}_import")) is is_typed, table
        assert opens(dpo, export), table
        answer = client.post(export, {"format": "csv"})
        header = content_of(answer).decode().splitlines()[0]
        assert header == ",".join(resource._meta.fields), table


def test_the_page_needs_nothing_inline(auditor):
    page = auditor.get(EXPORT).content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


@pytest.mark.slow
def test_an_export_reads_in_a_fixed_number_of_queries(auditor, django_assert_max_num_queries):
    with one_block():
        for _number in range(20):
            make_complete_activity()
    with django_assert_max_num_queries(25):
        answer = auditor.post("/admin/registry/processingactivity/export/", {"format": "csv"})
        assert len(names_in(content_of(answer))) == 20
