"""The columns of every file: a field that is added to a table appears in its file."""

import pytest

from registry.files.columns import AbsenceColumn
from registry.files.lookups import Lookups
from registry.files.resource import resource_for
from registry.resources import TABLES
from tests.support.rows import one_of_each
from tests.support.tables import TABLES as MODELS

NOT_IN_FILES = {"id", "absences"}
AT_THE_END = ["remarks", "first_day", "retired_on"]
every_table = pytest.mark.parametrize("table", TABLES)


def test_every_table_has_a_file():
    assert {resource._meta.model for resource in TABLES.values()} == {*MODELS}


def test_a_table_comes_after_those_that_it_refers_to():
    seen = set()
    for resource in TABLES.values():
        model = resource._meta.model
        seen.add(model)
        fields = [*model._meta.concrete_fields, *model._meta.local_many_to_many]
        assert {field.related_model for field in fields if field.is_relation} <= seen, model


@every_table
def test_the_key_comes_first_then_the_other_fields_as_the_model_declares_them(table):
    resource = TABLES[table]
    model = resource._meta.model
    fields = sorted(
        [*model._meta.concrete_fields, *model._meta.local_many_to_many],
        key=lambda field: field.creation_counter,
    )
    names = [field.name for field in fields if field.name not in NOT_IN_FILES]
    others = [name for name in names if name not in {*model.key, *AT_THE_END}]
    blanks = [f"{name}_if_none" for name in model.absence_fields if name not in names]
    last = [name for name in AT_THE_END if name in names]
    expected = [*model.key, *others, *blanks, *last]
    if table == "engagements":
        expected.insert(0, "organisation")
    assert resource._meta.fields == expected


@every_table
def test_what_may_be_empty_on_purpose_can_say_so(table):
    resource = TABLES[table]()
    able = {
        column.name
        for column in resource.columns.values()
        if isinstance(column, AbsenceColumn) or getattr(column, "may_be_absent", False)
    }
    assert able == {*resource.model.absence_fields}


def test_every_row_is_found_by_the_text_that_quotes_it(db):
    lookups = Lookups(resource_for)
    for model, row in one_of_each(MODELS).items():
        lookup = lookups.of(model)
        assert lookup.find(lookup.texts[row.pk]) == row.pk, model
