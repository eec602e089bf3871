"""The example gives way, or stays where it is: whatever goes wrong, one whole database is there."""

import sqlite3
from contextlib import closing

import pytest

from registry.beginning import orders, switching
from registry.beginning.orders import Order
from registry.beginning.switching import carry_out
from registry.files_kept import storage
from registry.models import Mark
from registry.vocabulary import MarkName
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def database(tmp_path, monkeypatch, settings, db):
    """A file in the place of the database, which says what it is."""
    settings.PRIVATE_FILES = tmp_path / "private"
    Mark.put(MarkName.EXAMPLE)
    file = tmp_path / "register.sqlite3"
    make(file, "example")
    # That of the test stays open: nobody puts it aside.
    monkeypatch.setattr(switching.connection, "close", lambda: None)
    for module in (orders, switching):
        monkeypatch.setattr(module, "database_file", lambda: file)
    return file


def make(file, words):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE what (it)")
        connection.execute("INSERT INTO what VALUES (?)", [words])
        connection.commit()


def said(file):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT it FROM what").fetchone()[0]


def ordered(**more):
    asks = factories.make_user(role="dpo")
    fields = {"organisation": "Foundation", "account": asks.pk, "session": "", "kept": "kept.db"}
    order = Order(**fields | more)
    order.leave()
    return order


def refuses():
    raise OSError("No space left on device")


@pytest.mark.parametrize("is_begun", [False, True], ids=["at first", "after one that was killed"])
def test_what_fails_leaves_the_example_in_its_place_and_is_told(database, is_begun):
    order = ordered()
    if is_begun:
        database.rename(order.kept_file)
        make(database, "half made")
    assert carry_out(refuses).failed == "No space left on device"
    assert said(database) == "example"
    assert not order.kept_file.exists()
    assert not orders.waits()
    assert orders.left().failed == "No space left on device"
    assert carry_out(refuses) is None


def test_files_go_aside_with_the_example_and_come_back_where_that_fails(
    database, settings, monkeypatch
):
    name = storage.put(b"An attachment of the example").stored_name
    others = storage.put(b"Of another register, in the same place").stored_name
    monkeypatch.setattr(switching.hooks, "files_named", lambda: [{name}])
    order = ordered()
    assert carry_out(refuses).failed
    assert storage.path_of(name).exists()
    monkeypatch.setattr(switching, "_begin", lambda *_asked: None)
    order.leave()
    assert not carry_out(lambda: None).failed
    assert not storage.path_of(name).exists()
    assert storage.path_of(others).exists()
    settings.PRIVATE_FILES /= order.kept_file.stem
    assert storage.path_of(name).read_bytes() == b"An attachment of the example"


def test_nothing_is_put_aside_while_another_program_has_it_open(database, monkeypatch):
    monkeypatch.setattr(switching, "OTHERS_END", 0.1)
    order = ordered()
    with closing(sqlite3.connect(database)) as other:
        other.execute("SELECT * FROM what")
        assert carry_out(refuses).failed == "database is locked"
    assert said(database) == "example"
    assert not order.kept_file.exists()


def test_what_is_not_the_example_is_left_in_its_place(database):
    ordered()
    Mark.take_back(MarkName.EXAMPLE)
    assert carry_out(refuses).failed == "what lies in its place is not the example"
    assert said(database) == "example"


def test_an_account_that_is_no_more_begins_nothing(database):
    ordered(account=0)
    assert "does not exist" in carry_out(refuses).failed
    assert said(database) == "example"


def test_a_file_that_is_no_order_is_none(database):
    database.with_name(database.name + orders.SUFFIX).write_text("{}")
    assert carry_out(refuses) is None
    assert said(database) == "example"


def test_no_file_of_before_is_overwritten(database):
    first = orders._free_name()
    first.touch()
    assert orders._free_name() not in {first, database}
