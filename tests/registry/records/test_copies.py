"""A version is written from its row inside the database, and what it says comes back with it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.evidence.log.content import sealed_tables
from registry.models import Processor
from registry.records import unit
from registry.records.history import recorded
from tests.support.factories import country, make_activity, make_processor

pytestmark = pytest.mark.django_db


def new():
    with recorded(by="test", reason="A save"):
        Processor.objects.create(name="Acme")


def renamed():
    row = Processor.objects.get(name="Old")
    with recorded(by="test", reason="A save"):
        row.name = "New"
        row.save()


def statements(save) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        save()
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize(("save", "most"), [(new, 11), (renamed, 15)])
def test_a_save_takes_no_more_statements_than_it_has_to(save, most):
    make_processor(name="Old")
    assert len(statements(save)) <= most


@pytest.mark.parametrize("save", [new, renamed])
def test_a_version_is_not_read_again_to_be_sealed_or_searched(save):
    make_processor(name="Old")
    read = [sql for sql in statements(save) if sql.startswith("SELECT") and "history_author" in sql]
    assert read == []


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(
            lambda: make_processor(processing_countries=[country("DE"), country("US")]),
            id="links",
        ),
        pytest.param(make_activity, id="dates"),
    ],
)
def test_what_comes_back_is_what_stands_in_the_table(make, monkeypatch):
    written, copy_rows = [], unit.copy_rows

    def noting(*args):
        copies = copy_rows(*args)
        written.extend(copies)
        return copies

    monkeypatch.setattr(unit, "copy_rows", noting)
    row = make()
    (versions,) = [each for each in written if each.model is type(row)]
    table = sealed_tables()[row._meta.label_lower]
    assert versions.ids == [row.history.get().pk]
    assert table.values_of(versions.copies) == table.values(versions.ids)
