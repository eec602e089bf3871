import pytest

from registry.files.reading.sheets import Wish, read_sheet
from registry.files.resource import RegisterResource, tables
from registry.refusals import Refused
from tests.support.workbooks import with_part, with_sheets, workbook

FIT = tables()["processors"].fit
NAMED = [["name"], ["A"]]
OTHER = [["first", "last"], ["Ada", "x"]]


def read(data, **how):
    return read_sheet("x.xlsx", data, Wish(fit=FIT, **how))


@pytest.mark.parametrize(
    ("sheets", "hidden", "taken", "how"),
    [
        pytest.param({"A": NAMED}, [], "A", "XLSX", id="the only one"),
        pytest.param({"A": NAMED, "B": NAMED}, ["A"], "B", "XLSX, sheet “B”", id="one is hidden"),
        pytest.param({"C": OTHER, "A": NAMED}, [], "A", "XLSX, sheet “A”", id="a cover"),
        pytest.param({"E": [], "A": NAMED}, [], "A", "XLSX, sheet “A”", id="an empty one"),
        pytest.param(
            {"A": NAMED, "B": NAMED, "C": NAMED, "D": NAMED},
            ["D"],
            "A",
            "XLSX, sheet “A” (you can also choose “B”, “C”: --sheet)",
            id="several would do",
        ),
        pytest.param(
            {"A": NAMED, "B": [["name", "country"], ["A", "DE"]]},
            [],
            "B",
            "XLSX, sheet “B” (you can also choose “A”: --sheet)",
            id="one has more columns",
        ),
        pytest.param({"E": [], "A": OTHER}, [], "A", "XLSX, sheet “A”", id="none does"),
        pytest.param(
            {"A": OTHER, "B": [["website", "country"]]}, [], "B", "XLSX, sheet “B”", id="nearly"
        ),
    ],
)
@pytest.mark.parametrize("state", ["hidden", "very_hidden"])
def test_the_first_sheet_in_sight_that_fits_is_taken_and_named(sheets, hidden, taken, how, state):
    sheet = read(workbook(sheets, **{state: hidden}))
    assert (sheet.tab, sheet.read_as) == (taken, how)
    assert sheet.is_unusual is (len(sheets) > 1)


def test_without_known_columns_it_is_the_first_in_sight_that_says_something():
    data = workbook({"H": NAMED, "E": [], "A": NAMED}, hidden=["H"])
    assert read_sheet("x.xlsx", data).tab == "A"


def test_a_hidden_sheet_is_taken_when_it_is_asked_for():
    data = workbook({"H": [["name"], ["H"]], "A": NAMED}, hidden=["H"])
    assert read(data, tab=" h ").rows == [["H"]]


def test_columns_that_only_a_hidden_sheet_has_are_not_taken_unasked():
    data = workbook({"H": NAMED, "A": OTHER}, very_hidden=["H"])
    with pytest.raises(Refused, match="only on a hidden sheet, “H”"):
        read(data)


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(Refused, match="has no sheet “C”"):
        read(workbook({"A": NAMED, "B": NAMED}), tab="C")


def test_a_workbook_whose_sheets_are_all_hidden_is_refused():
    def hide(xml):
        return xml.replace('state="visible"', 'state="hidden"')

    data = with_part(workbook({"A": NAMED}), "xl/workbook.xml", hide)
    with pytest.raises(Refused, match="has only hidden sheets"):
        read(data)
    assert read(data, tab="A").rows == [["A"]]


def test_a_sheet_that_is_damaged_is_no_sheet_that_fits():
    def double(xml):
        row = xml[xml.index("<row") : xml.index("</row>") + len("</row>")]
        return xml.replace(row, row + row) if "last" in xml or "first" in xml else xml

    data = workbook({"C": OTHER, "A": NAMED})
    assert read(with_sheets(data, double)).tab == "A"


@pytest.mark.parametrize("count", [1, 19, 20])
def test_the_headings_are_among_the_first_twenty_rows(count):
    titles = [[f"Title {number}", None, "x"] for number in range(count - 1)]
    sheet = read(workbook({"A": [*titles, [None, "name", "country"], [None, "B", "DE"]]}))
    assert (sheet.begins, sheet.headers, sheet.rows) == (count, ["name", "country"], [["B", "DE"]])
    assert sheet.read_as == ("XLSX" if count == 1 else f"XLSX, headings in line {count}")


def test_further_down_there_are_no_headings():
    rows = [[f"Title {number}"] for number in range(20)]
    assert read(workbook({"A": [*rows, ["name"], ["B"]]})).begins == 1


def test_the_first_row_that_names_the_key_wins_over_later_ones_that_name_more():
    sheet = read(workbook({"A": [["name"], ["website"], ["A"]]}))
    assert sheet.begins == 1
    sheet = read(workbook({"A": [["Vendors"], ["name", "country"], ["name", "website"]]}))
    assert sheet.begins == 2


def test_rows_and_cells_out_of_order_are_put_in_order():
    rows = [["name", "country", "website"], ["A", "DE", "x"], ["B", None, "y"]]
    sheet = read(workbook({"A": rows}, shuffled=True))
    assert sheet.headers == ["name", "country", "website"]
    assert sheet.rows == [["A", "DE", "x"], ["B", "", "y"]]
    assert sheet.lines == [2, 3]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda xml: xml.replace('r="A3"', 'r="A2"'), id="a cell"),
        pytest.param(
            lambda xml: xml.replace('<row r="3"', '<row r="2"').replace('r="A3"', 'r="A2"'),
            id="a row",
        ),
    ],
)
def test_what_stands_twice_in_one_place_is_refused(change):
    data = with_sheets(workbook({"A": [["name"], ["A"], ["B"]]}), change)
    with pytest.raises(Refused, match="line 2: contains the same cell twice"):
        read(data)


def test_every_resource_can_say_how_well_columns_fit():
    for resource in tables().values():
        assert issubclass(resource, RegisterResource)
        assert resource.fit(list(resource._meta.fields))[0]
