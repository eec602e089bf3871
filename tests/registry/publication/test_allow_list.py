"""Exactly what is named here leaves the house: texts, keys and columns."""

import csv
import io
import json
from datetime import date

import pytest
from django.db import models

from registry.models import (
    AccessDecision,
    AccessGrant,
    AdequacyDecision,
    Body,
    Country,
    Engagement,
    KeptFile,
    Organisation,
    Passage,
    Processor,
    StatedFact,
    Suggestion,
    Transfer,
)
from registry.publication.files import as_csv, as_json
from registry.publication.selection import published
from registry.records.history import recorded
from tests.support.factories import FACTORIES, make_engagement, make_user
from tests.support.tables import TABLES
from tests.support.undone import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DAY = date(2018, 7, 17)
PUBLIC_TEXTS = {
    "body-name",
    "contact-value",
    "country-code",
    "country-name",
    "engagement-service",
    "organisation-name",
    "processor-location_as_published",
    "processor-name",
    "processor-privacy_policy_url",
    "processor-processing_as_published",
    "processor-subprocessor_list_url",
    "processor-website",
}
# What would contradict the rest of the row that is filled.
LEFT_OUT = {
    AccessDecision: {"new_system"},
    AccessGrant: {"activity", "seat"},
    AdequacyDecision: {"body"},
    Engagement: {"body", "country", "recipient", "sub_processor_of"},
    KeptFile: {"agreement", "activity"},
    Passage: {"words"},
    StatedFact: {"fact"},
    Suggestion: {"processor"},
    Transfer: {"adequacy_decision", "body"},
}
CODE = "QZ"


def fields_of(model):
    return [
        field
        for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]
        if field.name not in LEFT_OUT.get(model, set()) | {"absences"}
    ]


def canary(field):
    """A text that is found again wherever it comes out, and says from where it is."""
    name = f"{field.model._meta.model_name}-{field.name}"
    if name == "country-code":
        return CODE
    if isinstance(field, models.URLField):
        return f"https://example.org/{name}"
    if isinstance(field, models.EmailField):
        return f"{name}@example.org"
    return name[: field.max_length]


def texts_of(model):
    is_text = (models.CharField, models.TextField)
    return [field for field in fields_of(model) if isinstance(field, is_text) and not field.choices]


CANARIES = {
    f"{model._meta.model_name}-{field.name}": canary(field)
    for model in TABLES
    for field in texts_of(model)
}


def fill(model, rows):
    """A row whose every text is a canary, tied to all the other rows that it may be tied to."""
    values = {field.name: canary(field) for field in texts_of(model)}
    for field in fields_of(model):
        target = rows.get(field.related_model)
        if target is not None:
            values[field.name] = [target] if field.many_to_many else target
    return FACTORIES[model](**values)


def make_register():
    """One row in every table, all of them about a processor and a body that are listed."""
    rows = {}
    public = {Processor: {"is_public": True}, Body: {"is_public": True}}
    while missing := [model for model in TABLES if model not in rows]:
        for model in missing:
            needed = {field.related_model for field in fields_of(model)} - {None, model}
            if needed <= rows.keys():
                rows[model] = fill(model, rows)
    make_engagement(
        activity=rows[Engagement].activity,
        body=rows[Body],
        service="service-of-a-body",
        listed_from=DAY,
    )
    with recorded(by="history-author", reason="history-reason"):
        for model, row in rows.items():
            for name, value in public.get(model, {}).items():
                setattr(row, name, value)
            if model is Engagement:
                row.listed_from = DAY
            row.save()
    make_user(username="account-name", email="account@example.org", first_name="account-first")
    return rows


register = made_once(make_register)


def found_in(text):
    return {name for name, value in CANARIES.items() if value in text}


def test_every_table_has_its_canaries(register):
    assert set(register) == set(TABLES)
    assert len(CANARIES) > 100
    assert CANARIES.keys() > PUBLIC_TEXTS


def test_the_page_shows_no_text_but_the_public_ones(register, client):
    page = client.get("/processors/", {"on": DAY.isoformat()}).text
    assert found_in(page) == PUBLIC_TEXTS - {"country-code"}
    assert not [word for word in ("history-", "account", "service-of-a-body") if word in page]


def test_the_json_file_holds_no_text_but_the_public_ones(register, client):
    text = client.get("/processors.json", {"on": DAY.isoformat()}).text
    assert found_in(text) == PUBLIC_TEXTS
    assert not [word for word in ("history-", "account", "service-of-a-body") if word in text]


def test_the_csv_file_holds_no_text_but_the_public_ones(register, client):
    text = client.get("/processors.csv", {"on": DAY.isoformat()}).text
    assert found_in(text) == PUBLIC_TEXTS - {"contact-value", "country-name"}
    assert not [word for word in ("history-", "account", "service-of-a-body") if word in text]


def test_what_is_filled_is_what_is_published(register):
    everything = published(on=DAY)
    assert [processor.name for processor in everything.processors] == ["processor-name"]
    assert [group.name for group in everything.groups] == ["body-name"]
    assert register[Country].name in as_json(everything)
    assert register[Organisation].name in as_csv(everything)


def paths(value, path=""):
    if isinstance(value, dict):
        return {path} | {p for key in value for p in paths(value[key], f"{path}/{key}")}
    if isinstance(value, list):
        return {p for item in value for p in paths(item, path)}
    return {path}


def test_the_json_file_has_these_keys_and_no_others(register):
    assert paths(json.loads(as_json(published(on=DAY)))) == {
        "",
        "/on",
        "/organisations",
        "/organisations/name",
        "/organisations/contacts",
        "/organisations/contacts/channel",
        "/organisations/contacts/value",
        "/processors",
        "/processors/name",
        "/processors/services",
        "/processors/services/organisation",
        "/processors/services/service",
        "/processors/services/planned_from",
        "/processors/services/is_personal_data",
        "/processors/services/is_example",
        "/processors/country",
        "/processors/country/code",
        "/processors/country/name",
        "/processors/processing_countries",
        "/processors/processing_countries/code",
        "/processors/processing_countries/name",
        "/processors/location_as_published",
        "/processors/website",
        "/processors/privacy_policy_url",
        "/processors/subprocessor_list_url",
        "/processors/listed_since",
        "/processors/processing_certainty",
        "/processors/may_process_elsewhere",
        "/processors/processing_as_published",
        "/groups",
        "/is_approved",
        "/groups/name",
        "/groups/countries",
        "/groups/countries/code",
        "/groups/countries/name",
    }


def test_the_csv_file_has_these_columns_and_no_others(register):
    header = next(csv.reader(io.StringIO(as_csv(published(on=DAY)))))
    assert header == [
        "kind",
        "name",
        "organisations",
        "services",
        "country",
        "processing_countries",
        "location_as_published",
        "website",
        "privacy_policy_url",
        "subprocessor_list_url",
        "listed_since",
        "processing_certainty",
        "may_process_elsewhere",
        "processing_as_published",
    ]
