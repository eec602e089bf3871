"""What goes out comes back in, for each table by itself."""

import pytest

from registry.files.all_or_nothing import import_sheets
from registry.files.reading.delimited import csv_lines
from registry.files.reading.sheets import read_sheet
from registry.resources import TABLES
from tests.support.factories import FACTORIES, country, make_contact, make_processor, one_block
from tests.support.tables import everything

pytestmark = pytest.mark.django_db


def file_of(table):
    resource = TABLES[table]()
    return "".join(csv_lines(resource.with_headers(resource.model.objects.all())))


@pytest.mark.slow
def test_each_table_imported_over_itself_changes_nothing():
    with one_block():
        for make in [*FACTORIES.values()] * 2:
            make()
    two_of_each = everything()
    for table in TABLES:
        sheet = read_sheet(f"{table}.csv", file_of(table).encode())
        (result,) = import_sheets([(TABLES[table], sheet)], by="test", reason="Again")
        assert (result.new, result.changed, result.refused) == (0, 0, 0), table
        assert result.unchanged == len(sheet) >= 2, table
        assert everything() == two_of_each, table


def test_rows_are_in_the_order_of_their_keys_whatever_the_database_thinks_of_letters():
    for name in ("b", "Z", "a", "é", "C"):
        make_processor(name=name)
    names = [line.split(",")[0] for line in file_of("processors").splitlines()]
    assert names == ["name", "C", "Z", "a", "b", "é"]


def test_cells_are_written_as_the_files_promise():
    make_processor(
        name="Zapier",
        country=country("US"),
        processing_countries=[country("US"), country("DE")],
        is_public=True,
        absences={"website": "none"},
        remarks="=1+1",
    )
    assert file_of("processors").splitlines()[1] == (
        "Zapier,,none,not stated,not stated,not stated,US,no,DE; US,"
        "not stated,not_stated,not_stated,,not stated,yes,'=1+1,1970-01-01,"
    )


def test_a_telephone_number_is_no_formula_and_comes_back_as_it_was():
    contact = make_contact(value="+1 (512) 222-5449")
    assert ",'+1 (512) 222-5449," in file_of("contacts")
    text = file_of("contacts").replace(",email,", ",phone,")
    sheet = read_sheet("contacts.csv", text.encode())
    (result,) = import_sheets([(TABLES["contacts"], sheet)], by="test", reason="Again")
    assert result.new == 1
    assert contact.organisation.contacts.get(channel="phone").value == "+1 (512) 222-5449"


def test_the_export_of_the_library_is_the_same_file():
    make_processor(name="Zapier", remarks="@x")
    assert TABLES["processors"]().export().csv.replace("\r\n", "\n") == file_of("processors")


def test_an_export_takes_no_more_queries_for_more_rows(django_assert_num_queries):
    resource = TABLES["processors"]
    make_processor(country=country("US"), processing_countries=[country("DE")])
    with django_assert_num_queries(4):
        list(resource().rows(resource._meta.model.objects.all()))
    for _number in range(3):
        make_processor(country=country("US"), processing_countries=[country("DE")])
    with django_assert_num_queries(4):
        list(resource().rows(resource._meta.model.objects.all()))
