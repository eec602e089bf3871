"""The columns in words, and a file to begin with."""

import csv
import io
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from registry.files.explaining import explained
from registry.files.resource import all_resources
from registry.files.samples import FOLDER, IN_PLACE, NAMES_SOMEBODY, sample_of
from registry.models import Person
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


def test_no_sample_row_names_anybody_of_the_example():
    said = " ".join(cell for one in all_resources() for cell in sample_of(one).values()).lower()
    folder = Path(apps.get_app_config("registry").path) / FOLDER
    people = [row for path in folder.glob("*/people.csv") for row in _rows_of(path)]
    assert people
    for person in people:
        parts = {*person["name"].split(), person["email"], person["email"].partition("@")[0]}
        assert not [part for part in parts if part.lower() in said]


def test_a_column_for_names_has_a_role_or_nothing_in_it():
    for resource in all_resources():
        personal = resource._meta.model.personal
        for name, cell in sample_of(resource).items():
            if personal.get(name) in NAMES_SOMEBODY:
                assert cell in {"", "not stated", *IN_PLACE.values()}, (resource._meta.name, name)


@pytest.mark.django_db
def test_the_file_to_begin_with_of_people_can_be_read_in_as_it_is(client, tmp_path):
    client.force_login(make_user(role="editor"))
    file = tmp_path / "people.csv"
    file.write_bytes(client.get(reverse("admin:registry_person_import_sample")).getvalue())
    call_command("import_table", "people", file)
    assert Person.objects.get().email == "privacy@example.org"


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


def _rows_of(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _columns(model):
    table = {"processor": "processors", "legalbasis": "legal_bases"}[model]
    return explained(TABLES[table])
