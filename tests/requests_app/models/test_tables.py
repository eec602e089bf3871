"""What holds for each table of requests: foundation, history, key, declared personal data."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from registry.records.history import recorded
from registry.records.model import RegisterModel
from registry.records.personal import CLASSES, DATA_SUBJECT, data_class
from registry.records.versioning import RegisterHistory
from requests_app.models import DataSubjectRequest, Message, Reveal
from tests.requests_app.factories import FACTORIES
from tests.support.rows import one_of_each
from tests.support.tables import REQUEST_TABLES, WITHOUT_VERSIONS
from tests.support.undone import made_once

KEPT = [model for model in REQUEST_TABLES if model.__name__ not in WITHOUT_VERSIONS]
# The only tables in which a data subject may be named.
NAMING = {"Attachment", "Message", "PendingRequest", "Requester"}
# What happens once a moment: no rule is needed for what nobody types.
KEYED = [model for model in KEPT if model not in (Message, Reveal)]
every_table = pytest.mark.parametrize("model", REQUEST_TABLES)
every_kept_table = pytest.mark.parametrize("model", KEPT)


def test_every_table_has_a_factory():
    assert set(FACTORIES) == set(REQUEST_TABLES)


@every_kept_table
def test_every_table_is_built_on_the_foundation_of_the_register(model):
    assert issubclass(model, RegisterModel)


def test_no_other_table_is_without_versions():
    assert {model.__name__ for model in REQUEST_TABLES if not hasattr(model, "history")} == {
        *WITHOUT_VERSIONS
    }


@every_kept_table
def test_every_table_keeps_all_of_its_columns_in_versions(model):
    kept = {field.name for field in model.history.model._meta.concrete_fields}
    assert kept >= {field.name for field in model._meta.concrete_fields}


@every_kept_table
def test_every_many_to_many_field_is_kept_in_versions(model):
    kept = set(model.history.model._history_m2m_fields)
    assert kept == set(model._meta.local_many_to_many)
    assert kept <= RegisterHistory.m2m_models.keys()


rows = made_once(lambda: one_of_each(REQUEST_TABLES))


@pytest.mark.django_db
def test_every_table_records_its_rows_and_lets_them_through_its_own_checks(rows):
    for model in KEPT:
        rows[model].full_clean()
        assert [version.history_type for version in rows[model].history.all()] == ["+"], model


@every_kept_table
def test_every_table_has_a_natural_key_of_its_own_fields(model):
    assert model.key
    for name in model.key:
        assert model._meta.get_field(name).concrete


@pytest.mark.django_db
def test_no_two_rows_have_the_same_natural_key(rows):
    for model in KEYED:
        columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
        twin = model(**{name: getattr(rows[model], name) for name in columns})
        with pytest.raises(ValidationError, match=r"already|There is a template"):
            twin.full_clean()
        unique = pytest.raises(IntegrityError, match=r"(?i)unique")
        with unique, recorded(by="test", reason="Twice"):
            twin.save()


@pytest.mark.django_db
def test_nothing_is_deleted(rows):
    for model in KEPT:
        with (
            pytest.raises(ValidationError, match="are not deleted"),
            recorded(by="test", reason="Away with it"),
        ):
            rows[model].delete()


@every_table
def test_every_field_says_whose_personal_data_it_may_hold(model):
    personal = getattr(model, "personal", {})
    undeclared = [
        field.name for field in model._meta.concrete_fields if data_class(field) not in CLASSES
    ]
    assert (model.__name__, undeclared) == (model.__name__, [])
    assert personal.keys() <= {field.name for field in model._meta.get_fields()}
    assert set(personal.values()) <= CLASSES


@every_table
def test_data_subjects_are_named_in_few_tables_only(model):
    names = [
        field.name for field in model._meta.concrete_fields if data_class(field) == DATA_SUBJECT
    ]
    assert bool(names) == (model.__name__ in NAMING)


def test_the_file_of_a_request_names_nobody():
    assert DATA_SUBJECT not in DataSubjectRequest.personal.values()


@every_table
def test_every_rule_has_words_of_its_own(model):
    for constraint in model._meta.constraints:
        assert constraint.violation_error_message != constraint.default_violation_error_message


@pytest.mark.django_db
def test_no_label_of_a_row_names_a_data_subject(rows):
    for model in REQUEST_TABLES:
        if model.__name__ not in NAMING:
            continue
        row = rows[model]
        named = [
            getattr(row, field.name)
            for field in model._meta.concrete_fields
            if data_class(field) == DATA_SUBJECT and getattr(row, field.name)
        ]
        assert named, model
        assert not any(text in str(row) for text in named), model
