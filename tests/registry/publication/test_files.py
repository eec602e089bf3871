"""The files: as the schema says, the same bytes each time, nothing that a spreadsheet runs."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

import registry
from registry.publication import (
    PublicContact,
    PublicCountry,
    PublicGroup,
    PublicList,
    PublicOrganisation,
    PublicProcessor,
    PublicService,
)
from registry.publication.files import as_csv, as_json

SCHEMA = Path(registry.__file__).parent / "schemas/processors.schema.json"
SPAIN = PublicCountry("ES", "Spain")
SURVEYS = PublicService("NumFOCUS, Inc.", "Surveys", None, is_personal_data=True)
NOTHING = PublicList(date(2018, 2, 1), organisations=(), processors=(), groups=(), is_approved=True)
TYPEFORM = PublicProcessor(
    name="TypeForm",
    services=(SURVEYS,),
    country=SPAIN,
    processing_countries=(SPAIN, PublicCountry("US", "United States")),
    location_as_published="Spain",
    website="https://www.typeform.com/",
    privacy_policy_url="https://www.typeform.com/privacy",
    subprocessor_list_url="",
    listed_since=date(2018, 7, 17),
    processing_certainty="assumed",
    may_process_elsewhere="yes",
    processing_as_published="To the best of our knowledge",
)
BARE = PublicProcessor(
    name="Zapier",
    services=(PublicService("NumFOCUS, Inc.", "", date(2018, 9, 1), is_personal_data=False),),
    country=None,
    processing_countries=(),
    location_as_published="",
    website="",
    privacy_policy_url="",
    subprocessor_list_url="",
    listed_since=date(2018, 7, 17),
)
FULL = PublicList(
    on=date(2018, 7, 17),
    organisations=(
        PublicOrganisation("NumFOCUS, Inc.", (PublicContact("email", "privacy@numfocus.org"),)),
    ),
    processors=(TYPEFORM, BARE),
    groups=(PublicGroup("Board", (SPAIN,)), PublicGroup("Staff", ())),
    is_approved=True,
)


@pytest.fixture(scope="module")
def schema():
    content = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content, format_checker=Draft202012Validator.FORMAT_CHECKER)


def rows(published):
    return list(csv.DictReader(io.StringIO(as_csv(published))))


@pytest.mark.parametrize("published", [NOTHING, FULL], ids=["nothing", "everything"])
def test_the_json_file_is_as_the_schema_says(schema, published):
    schema.validate(json.loads(as_json(published)))


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"on": "17 July 2018"}, id="a day in words"),
        pytest.param({"remarks": "For colleagues"}, id="a key too many"),
        pytest.param({"groups": [{"name": "Board"}]}, id="a key too few"),
        pytest.param({"groups": [{"name": "", "countries": []}]}, id="no name"),
    ],
)
def test_the_schema_refuses_what_is_not_the_list(schema, wrong):
    with pytest.raises(ValidationError):
        schema.validate(json.loads(as_json(FULL)) | wrong)


def test_the_same_list_is_the_same_bytes():
    assert as_json(FULL) == as_json(replace(FULL))
    assert as_csv(FULL) == as_csv(replace(FULL))


def test_a_processor_is_one_line_with_codes_and_dates():
    assert rows(FULL)[0] == {
        "kind": "processor",
        "name": "TypeForm",
        "organisations": "NumFOCUS, Inc.",
        "services": "Surveys",
        "country": "ES",
        "processing_countries": "ES; US",
        "location_as_published": "Spain",
        "website": "https://www.typeform.com/",
        "privacy_policy_url": "https://www.typeform.com/privacy",
        "subprocessor_list_url": "",
        "listed_since": "2018-07-17",
        "processing_certainty": "assumed",
        "may_process_elsewhere": "yes",
        "processing_as_published": "To the best of our knowledge",
    }


def test_a_group_is_one_line_with_the_countries_of_its_people():
    board = {column: cell for column, cell in rows(FULL)[2].items() if cell}
    assert board == {"kind": "group", "name": "Board", "processing_countries": "ES"}


def test_a_cell_says_what_is_planned_and_what_holds_no_personal_data():
    assert rows(FULL)[1]["services"] == "(from 2018-09-01) (no personal data)"


def test_services_that_are_the_same_for_two_organisations_are_named_once():
    other = replace(SURVEYS, organisation="Project")
    shared = replace(FULL, processors=(replace(TYPEFORM, services=(SURVEYS, other)),))
    assert rows(shared)[0]["services"] == "Surveys"
    assert rows(shared)[0]["organisations"] == "NumFOCUS, Inc.; Project"


@pytest.mark.parametrize("name", ["=1+1", "+SUM(A1)", "@x", "-2"])
def test_no_cell_is_a_formula(name):
    hostile = replace(FULL, processors=(replace(TYPEFORM, name=name),))
    assert rows(hostile)[0]["name"] == f"'{name}"


def test_a_list_of_nothing_is_a_header():
    assert rows(NOTHING) == []
    assert as_csv(NOTHING).startswith("kind,name,")
