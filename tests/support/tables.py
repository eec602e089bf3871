"""The tables of each application as Django knows them: a new one is under test at once."""

import pytest
from django.apps import apps
from django.db import connection
from simple_history.models import HistoricalChanges

from registry.files.uploads import WaitingFile
from registry.models import (
    AskedColleague,
    AskedWork,
    DataCategory,
    JobRun,
    KeptFile,
    Mark,
    ProcessingActivity,
    Processor,
    Seat,
    Submission,
    Transfer,
)
from registry.records.names.buckets import NameBucket
from registry.searching.entries import SearchEntry
from requests_app.models import DataSubjectRequest, Message

UNLISTED = (
    AskedColleague
    | AskedWork
    | HistoricalChanges
    | JobRun
    | Mark
    | NameBucket
    | SearchEntry
    | WaitingFile
)


def tables_of(label: str) -> list:
    """The tables of one application, but for versions, the log, and what comes and goes."""
    return [
        model
        for model in apps.get_app_config(label).get_models()
        if not issubclass(model, UNLISTED) and not model.__name__.startswith("Evidence")
    ]


# The register; and the files of requests, with what is kept about them.
TABLES = tables_of("registry")
# Those that people fill in. Others are written by steps alone, and have no forms.
TYPED = [model for model in TABLES if model not in (KeptFile, Submission)]
REQUEST_TABLES = tables_of("requests_app")
# What was typed into the public form and not confirmed: deleted, so it keeps no versions.
WITHOUT_VERSIONS = ("PendingRequest", "CountedForm")

# A page that is made alike for all tables is asked for these each time, for the others with `slow`:
# one with parts and steps, a plain one, one of many dates, a person's, a word, and files of people.
FEW = (ProcessingActivity, Processor, Transfer, Seat, DataCategory, DataSubjectRequest, Message)


def each(tables: list) -> list:
    """The values of a test for pages of each table."""
    return [
        pytest.param(model, marks=() if model in FEW else pytest.mark.slow, id=model.__name__)
        for model in tables
    ]


def everything(tables: list = TABLES) -> dict:
    """All that is stored in the tables: rows, links, versions. The register's, unless others."""
    models = [model.history.model for model in tables if hasattr(model, "history")] + tables
    for model in tables:
        models += [field.remote_field.through for field in model._meta.local_many_to_many]
    return {model: stored_in(model._meta) for model in models}


def stored_in(meta) -> list[tuple]:
    """The rows of a table as the database has them: tests ask that often, and want no objects."""
    columns = ", ".join(f'"{field.column}"' for field in meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{meta.db_table}" ORDER BY "{meta.pk.column}"')
        return cursor.fetchall()
