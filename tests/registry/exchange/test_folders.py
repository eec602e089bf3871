from datetime import date

import pytest

from registry.exchange.folders import FILES, read_folder, write_folder
from registry.files.all_or_nothing import import_sheets
from registry.refusals import Refused
from tests.support.factories import (
    FACTORIES,
    make_activity,
    make_contact,
    make_engagement,
    make_notice,
    make_processor,
    make_seat,
    one_block,
)
from tests.support.tables import everything
from tests.support.undone import undone_afterwards

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "register"


def files_in(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def take(folder):
    return import_sheets(read_folder(folder), by="test", reason="Import")


def test_a_register_comes_back_byte_for_byte_and_over_itself_changes_nothing(tmp_path):
    with undone_afterwards():
        with one_block():
            for make in [*FACTORIES.values()] * 2:
                make()
        write_folder(tmp_path / "out")
    results = take(tmp_path / "out")
    assert [refusal for result in results for refusal in result.refusals] == []
    write_folder(tmp_path / "again")
    assert files_in(tmp_path / "again") == files_in(tmp_path / "out")
    before = everything()
    assert sum(result.new + result.changed for result in take(tmp_path / "again")) == 0
    assert everything() == before


@pytest.mark.once
def test_there_is_a_file_for_each_table_even_an_empty_one(folder):
    write_folder(folder)
    assert files_in(folder).keys() == FILES.keys()
    assert files_in(folder)["bodies.csv"] == (
        b"name,organisation,kind,description,is_public,remarks,first_day,retired_on\n"
    )


@pytest.mark.once
def test_a_folder_of_ours_is_replaced(folder):
    write_folder(folder)
    make_processor(name="Zapier")
    write_folder(folder)
    assert b"Zapier" in files_in(folder)["processors.csv"]


@pytest.mark.once
def test_a_folder_with_something_else_in_it_is_refused(folder):
    folder.mkdir()
    (folder / "diary.txt").write_text("private")
    with pytest.raises(Refused, match=r"contains diary\.txt, which is not a register file"):
        write_folder(folder)
    assert files_in(folder) == {"diary.txt": b"private"}


@pytest.mark.once
def test_a_folder_that_is_a_file_is_refused(folder):
    folder.write_text("x")
    with pytest.raises(Refused, match="is not a folder"):
        write_folder(folder)
    with pytest.raises(Refused, match="is not a folder"):
        read_folder(folder)


@pytest.mark.once
def test_nothing_is_left_behind_where_writing_fails(folder, monkeypatch):
    monkeypatch.setattr("registry.exchange.folders.csv_lines", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_folder(folder)
    assert list(folder.parent.iterdir()) == []


def test_only_what_was_in_force_on_a_day_is_written(folder):
    with one_block():
        make_contact(value="old@example.org", ends_on=date(2018, 7, 16))
        make_contact(value="new@example.org", starts_on=date(2018, 7, 17))
        make_contact(value="gone@example.org", retired_on=date(2018, 7, 1))
        make_processor(name="Retired", retired_on=date(2018, 7, 1))
        make_processor(name="Retired later", retired_on=date(2018, 8, 1))
    write_folder(folder, on=date(2018, 7, 17))
    files = files_in(folder)
    assert b"new@" in files["contacts.csv"]
    assert b"old@" not in files["contacts.csv"]
    assert b"gone@" not in files["contacts.csv"]
    assert b"Retired later" in files["processors.csv"]
    assert b"Retired," not in files["processors.csv"]


@pytest.mark.once
def test_a_folder_without_files_is_refused(folder):
    folder.mkdir()
    with pytest.raises(Refused, match=r"contains no register files, such as processors\.csv"):
        read_folder(folder)


@pytest.mark.once
def test_everything_that_cannot_be_read_is_refused_together(folder):
    folder.mkdir()
    (folder / "procesors.csv").write_text("name\n")
    (folder / "bodies.csv").write_text("")
    (folder / "seats.csv").write_text('body\n"x')
    (folder / ".DS_Store").write_text("x")
    with pytest.raises(Refused) as refused:
        read_folder(folder)
    assert [refusal.file for refusal in refused.value.refusals] == [
        "procesors.csv",
        "bodies.csv",
        "seats.csv",
    ]


def test_a_reference_may_name_a_row_by_several_parts(tmp_path):
    with undone_afterwards():
        seat = make_seat(designation="Treasurer | acting", starts_on=date(2018, 1, 1))
        FACTORIES[type(seat).access_grants.rel.related_model](seat=seat)
        write_folder(tmp_path / "out")
    assert take(tmp_path / "out")
    write_folder(tmp_path / "again")
    assert files_in(tmp_path / "again") == files_in(tmp_path / "out")


@one_block()
def make_what_refers_to_other_days():
    for make in FACTORIES.values():
        make()
    over = make_activity(name="Over", ends_on=date(2018, 1, 1))
    make_engagement(activity=over, service="Goes on")
    newer = make_notice(dated_on=date(2020, 1, 1))
    new = make_notice(organisation=newer.organisation, dated_on=date(2019, 1, 1), replaces=newer)
    make_notice(organisation=new.organisation, dated_on=date(2018, 1, 1), replaces=new)
    make_activity(name="Not begun", starts_on=date(2019, 1, 1))


@pytest.mark.slow
def test_the_folder_of_a_day_comes_back_with_all_that_it_refers_to(tmp_path):
    with undone_afterwards():
        make_what_refers_to_other_days()
        write_folder(tmp_path, on=date(2018, 7, 17))
    results = take(tmp_path)
    assert [refusal for result in results for refusal in result.refusals] == []
    assert "Over" in (tmp_path / "processing_activities.csv").read_text()
    assert "Not begun" not in (tmp_path / "processing_activities.csv").read_text()
    assert "2020-01-01" in (tmp_path / "notices.csv").read_text()
