"""What the importer itself decides: what a model refuses, batches, and how much is said."""

import pytest
from django.core.exceptions import ValidationError

from registry.files import sheet_importer
from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import Wish, read_sheet
from registry.models import Notice, Organisation, Processor
from registry.resources import TABLES
from tests.support.factories import country, make_organisation, make_processor
from tests.support.workbooks import workbook

pytestmark = pytest.mark.django_db


def take(table, text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    sheet = read_sheet(f"{table}.csv", data, Wish(fit=TABLES[table].fit))
    (result,) = import_sheets([(TABLES[table], sheet)], by="test", reason="Import", **options)
    return result


def said(result):
    return [str(refusal) for refusal in result.refusals]


@pytest.fixture
def no_shouting(monkeypatch):
    """A rule of the model that no single field and no constraint says."""

    def clean(processor):
        if processor.legal_name.isupper():
            raise ValidationError({"legal_name": "Do not shout."})
        if processor.name == "Nobody":
            raise ValidationError("Somebody has to do it.")

    monkeypatch.setattr(Processor, "clean", clean)


def test_what_the_clean_of_a_model_refuses_is_refused_at_its_column(no_shouting):
    result = take("processors", "name,legal_name\nA,Quiet\nB,LOUD\n")
    assert said(result) == [
        'processors.csv, line 3, column legal_name, "LOUD": Do not shout.',
    ]
    assert not Processor.objects.exists()


def test_what_it_refuses_of_the_whole_row_is_said_at_its_line(no_shouting):
    assert said(take("processors", "name\nNobody\n")) == [
        "processors.csv, line 2: Somebody has to do it.",
    ]


def test_a_change_is_looked_at_too_and_names_a_column_that_the_file_lacks(no_shouting):
    make_processor(name="A", legal_name="LOUD")
    assert said(take("processors", "name,remarks\nA,x\n")) == [
        "processors.csv, line 2, column legal_name: Do not shout."
    ]


def test_a_row_that_does_not_change_is_not_looked_at(no_shouting):
    make_processor(name="A", legal_name="LOUD")
    assert take("processors", "name,legal_name\nA,LOUD\n").unchanged == 1


def test_a_row_with_a_cell_that_could_not_be_read_is_not_judged_as_a_whole(no_shouting):
    (refusal,) = take("processors", "name,is_public\nNobody,perhaps\n").refusals
    assert refusal.column == "is_public"


def test_fields_that_a_file_does_not_change_are_not_held_against_it():
    make_processor(name="A", website="of old, no address")
    result = take("processors", 'name,legal_name,website\nA,x,"of old, no address"\n')
    assert (result.changed, result.refusals) == (1, [])
    assert said(take("processors", "name,website\nA,no address\n")) == [
        'processors.csv, line 2, column website, "no address": Enter a valid URL.'
    ]


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_batches_lose_nothing_at_their_boundary(monkeypatch, count):
    monkeypatch.setattr(sheet_importer, "BATCH", 3)
    result = take("processors", "name\n" + "".join(f"P{number}\n" for number in range(count)))
    assert result.new == count
    assert Processor.objects.count() == count
    assert [change.line for change in result.changes] == [*range(2, count + 2)]


@pytest.fixture
def batches(monkeypatch):
    """How many rows are written at a time."""
    counts = []
    write = sheet_importer.write

    def written(model, changes):
        counts.append(len(changes))
        return write(model, changes)

    monkeypatch.setattr(sheet_importer, "write", written)
    return counts


def test_a_batch_is_written_once_it_is_full(monkeypatch, batches):
    monkeypatch.setattr(sheet_importer, "BATCH", 3)
    take("processors", "name\n" + "".join(f"P{number}\n" for number in range(7)))
    assert batches == [3, 3, 1]


def test_rows_are_written_before_the_batch_is_full_only_where_another_refers_to_them(batches):
    make_organisation(name="Ours")
    text = (
        "organisation,title,dated_on,replaces,text\n"
        "Ours,Policy,2018-01-12,{},one\n"
        "Ours,Policy,2018-07-17,,two\n"
        "Ours,Policy,2019-07-17,,three\n"
    )
    assert take("notices", text.format("Ours | Policy | 2018-07-17")).new == 3
    assert sum(batches) == 3
    assert batches[0] < 3
    batches.clear()
    assert take("notices", text.format("Ours | Policy | 2019-07-17")).changed == 1
    assert take("notices", text.format("").replace("Policy", "Other")).new == 3
    known = text.replace("Policy", "Third").format("Ours | Policy | 2018-07-17")
    assert take("notices", known).new == 3
    assert batches == [1, 3, 3]


@pytest.mark.parametrize(("limit", "looked_at"), [(2, 2), (3, 3), (4, 4), (5, 4)])
def test_looking_ends_with_so_many_refusals(monkeypatch, limit, looked_at):
    assert sheet_importer.MAX_REFUSALS == 1_000
    monkeypatch.setattr(sheet_importer, "MAX_REFUSALS", limit)
    result = take("processors", "name,is_public\n" + "A,perhaps\nB,perhaps\nC,x\nD,z\n")
    found = [refusal for refusal in result.refusals if "must be yes or no" in refusal.message]
    assert len(found) == looked_at
    last = [refusal for refusal in result.refusals if "last row checked" in refusal.message]
    assert [refusal.line for refusal in last] == ([limit + 1] if limit <= 4 else [])


def test_a_column_without_which_there_can_be_no_new_row_is_said_once():
    make_organisation(name="Ours")
    result = take("bodies", "name\nBoard\nStaff\n")
    assert said(result) == [
        "bodies.csv, line 2, column organisation: is missing. Add the column; bodies.csv needs it.",
        "bodies.csv, line 2, column kind: is missing. Add the column; bodies.csv needs it.",
    ]


def test_rows_that_are_there_need_no_such_column():
    make_organisation(name="Ours")
    take("bodies", "name,organisation,kind\nBoard,Ours,board\n")
    result = take("bodies", "name,description\nBoard,x\n")
    assert (result.changed, result.refusals) == (1, [])


def test_without_the_key_all_that_is_missing_is_said():
    assert said(take("processing_activities", "description,role\na,\n")) == [
        f"processing_activities.csv, column {name}: is missing. Add the column;"
        " processing_activities.csv needs it."
        for name in ("reference", "organisation", "name")
    ]


def test_columns_that_nobody_knows_are_no_headings():
    first, *others = said(take("processors", "colour,shape\nred,round\n"))
    assert first == (
        "processors.csv, line 1: the column names were not found in line 1 or in the first 20 rows."
        " processors.csv has columns such as name, legal_name, website."
    )
    assert len(others) == 1


def test_what_cannot_be_taken_matters_only_in_a_column_that_is():
    rows = [["name", "colour", "remarks"], ["A", "=1+1", "x"], ["B", "#REF!", "=B2"]]
    result = take("processors", workbook({"A": rows}))
    assert said(result) == [
        (
            'processors.csv, line 3, column remarks, "=B2": is a formula. Copy the cell and paste'
            " the value in its place."
        )
    ]


@pytest.mark.parametrize("name", ["\u200b", " \u2060 ", "\u3164"])
def test_a_name_that_cannot_be_seen_is_empty(name):
    assert said(take("processors", f"name,remarks\n{name},x\n"))[0].endswith(
        "is required. Enter a value."
    )


def test_a_file_may_write_a_name_as_the_register_does_not_where_it_only_quotes_it():
    make_processor(name="Société Générale")
    make_organisation(name="Ours")
    columns = "reference,organisation,processor\n"
    text = f"{columns}D-1,OURS,SOCIE\u0301TE\u0301  ge\u0301ne\u0301rale\u200b\n"
    assert take("processor_agreements", text).new == 1


def test_rows_of_a_file_find_each_other_however_they_quote_each_other():
    make_organisation(name="Ours")
    text = (
        "organisation,title,dated_on,replaces,text\n"
        "Ours,Policy,2018-01-12,OURS | policy | 2018-07-17,one\n"
        "Ours,Policy,2018-07-17,,two\n"
    )
    assert said(take("notices", text)) == []
    assert Notice.objects.get(text="one").replaces == Notice.objects.get(text="two")


def test_names_alike_under_different_wholes_are_two():
    make_organisation(name="Ours")
    make_organisation(name="Theirs")
    text = (
        "organisation,title,dated_on,text\nOurs,Policy,2018-01-12,a\nTheirs,POLICY,2018-01-12,b\n"
    )
    assert take("notices", text).new == 2
    (refusal,) = take("notices", "organisation,title,dated_on\nOurs,policy,2018-01-12\n").refusals
    assert (refusal.column, refusal.value) == ("title", "policy")
    assert "differs from “Policy” in the register only by capitals" in refusal.message


@pytest.mark.once
@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("UE", "is a union or a region, not a country. Name the country, such as DE."),
        ("E.U.", "is a union or a region"),
        ("the EU-27", "is a union or a region"),
        ("EWR", "is a union or a region"),
        ("EFTA", "is a union or a region"),
        ("Worldwide", "is a union or a region"),
        ("US, Germany", "contains several values, but only one is allowed. Write which one."),
        ("Germny", "Did you mean “Germany” (DE)?"),
        ("Gemrany", "Did you mean “Germany” (DE)?"),
        ("D", "Write the name of a country or its two letters, such as Germany or DE."),
        ("DR", "Write the name of a country or its two letters, such as Germany or DE."),
    ],
)
def test_a_country_that_is_none_is_told_what_it_is(cell, message):
    country("DE")
    country("US")
    (refusal,) = take("processors", f'name,country\nA,"{cell}"\n').refusals
    assert refusal.message.endswith(message) or message in refusal.message
    assert ("Did you mean" in refusal.message) is message.startswith("Did you mean")


@pytest.mark.once
@pytest.mark.parametrize(
    ("cell", "listed"),
    [
        ("United States, Germany", "United States; Germany"),
        ("US and Germany", "US; Germany"),
        ("US, DE and GB", "US; DE; GB"),
        ("US/DE", "US; DE"),
        ("US & DE", "US; DE"),
        ("US, EU", "US; EU"),
        ("US and/or Germany", "US; Germany"),
        ("US – Germany", "US; Germany"),
        ("US, and Germany", "US; Germany"),
    ],
)
def test_several_countries_in_one_are_told_their_separator(cell, listed):
    for code in ("DE", "US", "GB"):
        country(code)
    (refusal,) = take("processors", f'name,processing_countries\nA,"{cell}"\n').refusals
    assert f"contains several values. Separate them with “; ”: {listed}." in refusal.message


@pytest.mark.once
def test_a_union_among_several_countries_is_told_at_once():
    country("GB")
    (refusal,) = take("processors", "name,processing_countries\nA,EU/UK\n").refusals
    assert "Separate them with “; ”: EU; UK." in refusal.message
    assert "“EU” is a union or a region, not a country." in refusal.message


@pytest.mark.once
@pytest.mark.parametrize("cell", ["Korea, Republic of", "Republic of Korea"])
def test_a_country_is_known_as_the_lists_of_iso_turn_it_around(cell):
    country("KR")
    assert take("processors", f'name,processing_countries\nA,"{cell}"\n').new == 1


@pytest.mark.once
def test_a_name_that_was_turned_around_is_not_several():
    country("KR")
    text = 'name,processing_countries\nA,"Moldova, Republic of"\n'
    assert "names several" not in said(take("processors", text))[0]


@pytest.mark.once
def test_a_name_with_a_comma_is_one_name():
    make_processor(name="Acme, Inc.")
    make_organisation(name="Ours")
    text = 'reference,organisation,processor\nD-1,Ours,"acme, inc."\n'
    assert take("processor_agreements", text).new == 1
    text = 'reference,organisation,processor\nD-2,Ours,"Acme, Ltd."\n'
    assert "contains several values" not in said(take("processor_agreements", text))[0]


def test_organisations_stay_out_where_a_file_was_refused():
    take("organisations", "name\nOurs\nOURS\n")
    assert not Organisation.objects.exists()


def test_names_alike_that_were_there_before_the_rule_come_back_as_they_went_out(monkeypatch):
    make_processor(name="Acme")
    with monkeypatch.context() as before_the_rule:
        before_the_rule.setattr("registry.records.unit.alike", lambda model, kinds: iter(()))
        before_the_rule.setattr("registry.records.unit.not_on_every_day", lambda *args: iter(()))
        make_processor(name="ACME")
    assert take("processors", "name\nACME\nAcme\n").unchanged == 2
    assert take("processors", "name,remarks\nACME,x\nAcme,y\n").changed == 2


def test_a_name_that_was_kept_with_spaces_around_it_is_found_as_it_is_written():
    old = make_processor(name=" Acme ")
    result = take("processors", "name,remarks\n Acme ,x\n")
    assert (result.changed, result.new, result.refusals) == (1, 0, [])
    old.refresh_from_db()
    assert (old.name, old.remarks) == (" Acme ", "x")
