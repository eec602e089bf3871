"""Every text of the register says whose personal data it may hold."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import connection

from registry.models import EvidenceEvent, Organisation, Person, Processor
from registry.records.personal import BARE, CLASSES, OF_OTHERS, data_class
from tests.support.tables import TABLES


def test_every_field_of_every_table_has_a_class():
    for model in apps.get_models(include_auto_created=True):
        undeclared = [
            field.name for field in model._meta.concrete_fields if data_class(field) not in CLASSES
        ]
        assert undeclared == [], model


@pytest.mark.django_db
def test_every_table_of_the_database_is_one_of_them_or_named_with_its_columns():
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        assert tables - known <= BARE.keys()
        for table in tables - known:
            columns = connection.introspection.get_table_description(cursor, table)
            assert {column.name for column in columns} == BARE[table].keys()


def test_of_tables_that_are_not_ours_each_field_is_named_and_no_other():
    for label in OF_OTHERS:
        fields = {field.name for field in apps.get_model(label)._meta.concrete_fields}
        assert OF_OTHERS[label].keys() == fields, label


def test_every_declaration_is_about_a_field_and_names_a_class():
    for model in TABLES:
        fields = {field.name for field in model._meta.get_fields()}
        assert model.personal.keys() <= fields, model
        assert set(model.personal.values()) <= CLASSES, model


@pytest.mark.parametrize(
    ("model", "name", "expected"),
    [
        (Person, "name", "staff"),
        (Person, "code", "none"),
        (Person, "remarks", "free text"),
        (Person, "retired_on", "none"),
        (Organisation, "absences", "free text"),
        (Processor, "processing_countries", "none"),
        (Person.history.model, "name", "staff"),
        (Person.history.model, "history_change_reason", "free text"),
        (LogEntry, "object_repr", "free text"),
        (EvidenceEvent, "author", "staff"),
    ],
)
def test_a_class_comes_from_the_model_or_from_what_a_field_can_hold(model, name, expected):
    assert data_class(model._meta.get_field(name)) == expected


def test_a_text_that_nobody_declared_has_no_class(monkeypatch):
    monkeypatch.setattr(Person, "personal", {})
    assert data_class(Person._meta.get_field("name")) is None
