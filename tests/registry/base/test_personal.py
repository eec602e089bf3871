"""Every text of the register says whose personal data it may hold."""

import pytest

from registry.base.personal import CLASSES, data_class
from registry.models import Organisation, Person, Processor
from tests.cases import for_each
from tests.tables import TABLES


@for_each(model=TABLES)
def test_every_field_has_a_class(model):
    undeclared = [
        field.name for field in model._meta.concrete_fields if data_class(field) not in CLASSES
    ]
    assert undeclared == []


@for_each(model=TABLES)
def test_every_declaration_is_about_a_field_and_names_a_class(model):
    fields = {field.name for field in model._meta.get_fields()}
    assert model.personal.keys() <= fields
    assert set(model.personal.values()) <= CLASSES


@pytest.mark.parametrize(
    ("model", "name", "expected"),
    [
        (Person, "name", "staff"),
        (Person, "code", "none"),
        (Person, "remarks", "free text"),
        (Person, "retired_on", "none"),
        (Organisation, "absences", "free text"),
        (Processor, "processing_countries", "none"),
    ],
)
def test_a_class_comes_from_the_model_or_from_what_a_field_can_hold(model, name, expected):
    assert data_class(model._meta.get_field(name)) == expected


def test_a_text_that_nobody_declared_has_no_class(monkeypatch):
    monkeypatch.setattr(Person, "personal", {})
    assert data_class(Person._meta.get_field("name")) is None
