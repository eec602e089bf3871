"""Which row of the register a line means, which lines are alike, and what columns only repeat."""

import pytest

from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import read_sheet
from registry.models import Engagement, Notice, Processor
from registry.resources import TABLES
from tests.support.factories import (
    country,
    make_activity,
    make_country,
    make_organisation,
    make_processor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BUT_FOR = "only by capitals, spaces or invisible characters."


def take(table, *lines, **options):
    sheet = read_sheet(f"{table}.csv", "".join(f"{line}\n" for line in lines).encode())
    (result,) = import_sheets([(TABLES[table], sheet)], by="test", reason="Import", **options)
    return result


def said(result):
    return [str(refusal) for refusal in result.refusals]


# Alike


def test_a_name_alike_to_one_of_the_register_is_refused_with_it():
    make_processor(name="Acme")
    assert said(take("processors", "name,remarks", "B,x", "ACME,y")) == [
        (
            'processors.csv, line 3, column name, "ACME": differs from “Acme” in the register '
            f"{BUT_FOR} Write it as it is there, or choose a clearly different name."
        )
    ]
    assert not Processor.objects.filter(name="B").exists()


def test_a_name_alike_to_one_of_another_line_is_refused_with_it():
    assert said(take("processors", "name", "B", "Acme", "C", "ACME", "acme ")) == [
        f'processors.csv, line {line}, column name, "{name}": differs from “Acme” in line 3 '
        f"{BUT_FOR} Keep one of them, or choose a clearly different name."
        for line, name in [(5, "ACME"), (6, "acme ")]
    ]


def test_the_same_name_twice_names_the_first_line_each_time():
    assert said(take("processors", "name", "B", "A", "B", "B")) == [
        f"processors.csv, line {line}: has the same key as line 2 (name). Keep one of the two."
        for line in (4, 5)
    ]


def test_of_a_key_in_parts_the_part_that_differs_is_named_and_all_of_them_are_the_key():
    make_organisation(name="Ours")
    result = take(
        "notices",
        "organisation,title,dated_on,text",
        "Ours,Policy,2018-01-12,a",
        "Ours,policy,2018-01-12,b",
        "Ours,Policy,2018-01-12,c",
        "Ours,Policy,2018-01-13,d",
    )
    first, second = said(result)
    assert first.startswith(
        'notices.csv, line 3, column title, "policy": differs from “Policy” in line 2 only by'
    )
    assert second == (
        "notices.csv, line 4: has the same key as line 2 (organisation, title, dated_on)."
        " Keep one of the two."
    )


# Which row a line means


def test_lines_are_told_in_their_order_whatever_was_taken_first():
    make_organisation(name="Ours")
    result = take(
        "notices",
        "organisation,title,dated_on,replaces,text",
        "Ours,Policy,2018-01-12,Ours | Policy | 2018-07-17,one",
        "Ours,Other,2018-01-12,,other",
        "Ours,Policy,2018-07-17,Ours | Policy | 2019-07-17,two",
        "Ours,Policy,2019-07-17,,three",
    )
    assert [change.line for change in result.changes] == [2, 3, 4, 5]
    assert [change.row.text for change in result.changes] == ["one", "other", "two", "three"]
    chain = Notice.objects.get(text="one").replaces.replaces
    assert (chain.text, result.refusals) == ("three", [])


def test_a_line_whose_key_cannot_be_read_is_no_new_row():
    make_organisation(name="Ours")
    result = take("notices", "organisation,title,dated_on,text", "Ours,Policy,yesterday,x")
    assert [refusal.column for refusal in result.refusals] == ["dated_on"]
    assert (result.new, result.changed, result.unchanged) == (0, 0, 0)


def test_what_is_refused_is_no_change_and_the_lines_around_it_are():
    make_country(code="QQ", name="Atlantis")
    result = take("countries", "code,name", "QR,Utopia", "QS,Atlantis", "QT,Lilliput", "QU,")
    assert [refusal.line for refusal in result.refusals] == [5, 3]
    assert [change.line for change in result.changes] == [2, 4]


def test_columns_that_nobody_knows_are_named_and_those_without_a_heading_are_not():
    result = take("processors", "name,colour,,shape", "A,red,,round")
    assert (result.unknown_columns, result.new) == (["colour", "shape"], 1)


def test_with_a_column_of_the_table_the_headings_are_there_though_the_key_is_not():
    assert said(take("processors", "website,colour", "x,y")) == [
        "processors.csv, column name: is missing. Add the column; processors.csv needs it."
    ]


def test_a_line_that_makes_a_row_without_a_needed_column_is_refused_and_so_are_all_like_it():
    make_organisation(name="Ours")
    take("bodies", "name,organisation,kind", "Board,Ours,board")
    result = take("bodies", "name,organisation,description", "Board,Ours,x", "A,Ours,", "B,Ours,")
    assert said(result) == [
        "bodies.csv, line 3, column kind: is missing. Add the column; bodies.csv needs it."
    ]
    assert [change.line for change in result.changes] == [2]


def test_two_faults_of_one_line_are_two_refusals_each_at_its_cell():
    country("DE")
    result = take("processors", "name,country,is_public,website", "A,XX,perhaps,https://a.example")
    assert [(refusal.column, refusal.value) for refusal in result.refusals] == [
        ("country", "XX"),
        ("is_public", "perhaps"),
    ]


# Columns that repeat what another row says


@pytest.mark.parametrize(
    ("organisation", "refused"), [("Ours", []), ("", []), ("OURS", []), ("Theirs", ["Theirs"])]
)
def test_what_a_column_repeats_is_compared_where_it_is_said(organisation, refused):
    make_activity(reference="A-1", organisation=make_organisation(name="Ours"))
    make_organisation(name="Theirs")
    make_processor(name="Acme")
    heads = "organisation,activity,processor,role,listed_from"
    rows = [f"{organisation},A-1,Acme,processor,{day}" for day in ["2018-07-17", "2018-08-01"]]
    result = take("engagements", heads, rows[0])
    assert [refusal.value for refusal in result.refusals] == refused
    assert Engagement.objects.count() == (0 if refused else 1)
    if refused:
        assert said(result)[0].endswith("does not match the activity, which belongs to “Ours”.")
        return
    assert take("engagements", heads, rows[0]).unchanged == 1
    assert take("engagements", heads, rows[1]).changes[0].differences == [
        ("listed_from", "2018-07-17", "2018-08-01")
    ]
