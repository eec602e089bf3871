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


@pytest.mark.parametrize(("save", "most"), [(new, 10), (renamed, 14)])
def test_a_save_takes_no_more_statements_than_it_has_to(save, most):
    make_processor(name="Old")
    assert len(statements(save)) <= most


@pytest.mark.parametrize("save", [new, renamed])
def test_a_version_is_not_read_again_to_be_sealed_or_searched(save):
    make_processor(name="Old")
    read = [sql for sql in statements(save) if sql.startswith("SELECT") and "history_author" in sql]
    assert read == []


def test_links_are_copied_of_rows_that_have_some_beside_rows_that_have_none():
    de, us = country("DE"), country("US")
    with recorded(by="test", reason="Three"):
        rows = [Processor(name=name) for name in ("None", "One", "Two")]
        none, one, two = Processor.objects.add_all(rows)
        one.processing_countries.set([de])
        two.processing_countries.set([de, us])
    linked = [row.history.get().processing_countries.count() for row in (none, one, two)]
    assert linked == [0, 1, 2]
    with recorded(by="test", reason="No longer"):
        two.processing_countries.clear()
    assert two.history.latest().processing_countries.count() == 0


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
