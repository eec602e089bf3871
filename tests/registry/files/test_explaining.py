"""The columns in words, and a file to begin with."""

import csv
import io

import pytest
from django.urls import reverse

from registry.files.explaining import explained
from registry.files.resource import all_resources
from registry.files.samples import sample_of
from registry.resources import TABLES
from tests.support.columns import PLACE, written
from tests.support.factories import make_user

pytestmark = pytest.mark.once


def test_the_page_about_columns_is_made_from_the_code():
    assert PLACE.read_text("utf-8") == written(), "run: .venv/bin/python -m tests.support.columns"


def test_each_column_of_each_table_is_told_with_what_a_cell_says():
    for resource in all_resources():
        columns = explained(resource)
        assert [column.name for column in columns] == list(resource._meta.fields)
        assert all(column.label and column.says for column in columns)


def test_choices_dates_and_what_is_needed_are_told():
    told = {column.name: column for column in explained(TABLES["processors"])}
    assert told["name"].is_needed
    assert told["name"].is_key
    assert "not_stated (Not stated)" in told["may_process_elsewhere"].says
    assert "17.07.2018" in told["first_day"].says
    assert told["first_day"].about.startswith("The day since when this has been so.")
    assert told["country"].says == "one of the countries"


@pytest.mark.parametrize("table", ["processors", "engagements", "seats"])
def test_the_example_of_the_register_gives_a_row_to_look_at(table):
    resource = TABLES[table]
    assert list(sample_of(resource)) == list(resource._meta.fields)


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "lines"), [("processor", 2), ("legalbasis", 1)])
def test_the_sample_file_has_all_headings_and_says_nothing_of_the_register(client, model, lines):
    client.force_login(make_user(role="editor"))
    address = reverse(f"admin:registry_{model}_import_sample")
    page = client.get(reverse(f"admin:registry_{model}_import")).text
    assert f'href="{address}"' in page
    answer = client.get(address)
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode())))
    assert len(rows) == lines
    assert rows[0] == [column.name for column in _columns(model)]
    book = client.get(address, {"format": "xlsx"})
    assert b"".join(book.streaming_content).startswith(b"PK")
    assert client.get(address, {"format": "pdf"}).status_code == 404
    assert client.post(address).status_code == 405


def _columns(model):
    table = {"processor": "processors", "legalbasis": "legal_bases"}[model]
    return explained(TABLES[table])
