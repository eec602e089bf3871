"""Files as people send them, each by the command and on the page."""

import html
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from registry.models import Processor
from tests.support.factories import country, make_processor, make_user
from tests.support.workbooks import workbook

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "cases"


@pytest.fixture(autouse=True)
def cache_in_memory(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(params=["command", "page"])
def take(request, capsys, client, tmp_path):
    """Imports a file; what is said comes back as text."""

    def by_command(name, data, table, **how):
        (tmp_path / name).write_bytes(data)
        options = [part for key, value in how.items() for part in (f"--{key}", value)]
        try:
            call_command("import_table", table, tmp_path / name, *options)
        except CommandError as error:
            return f"{capsys.readouterr().out}{error}"
        return capsys.readouterr().out

    def by_page(name, data, table, **how):
        model = {"processors": "processor", "processing_activities": "processingactivity"}[table]
        address = f"/admin/registry/{model}/"
        client.force_login(make_user(role="editor"))
        sent = {"file": SimpleUploadedFile(name, data), **how}
        page = client.post(f"{address}import/", sent).content.decode()
        confirm = re.search(r'process_import/.*?name="token" value="(\w+)"', page, re.DOTALL)
        if confirm:
            client.post(f"{address}process_import/", {"token": confirm[1]})
        return " ".join(html.unescape(re.sub("<[^>]*>", " ", page)).split())

    def take(name, data=None, table="processors", **how):
        data = (FILES / name).read_bytes() if data is None else data
        return {"command": by_command, "page": by_page}[request.param](name, data, table, **how)

    return take


def names():
    return sorted(Processor.objects.values_list("name", flat=True))


@pytest.fixture(autouse=True)
def countries():
    for code in ("GB", "FR", "DE", "US", "AE"):
        country(code)


def test_names_alike_in_a_file_are_refused_with_both_lines(take):
    said = take("i01-lookalike-names.csv")
    assert said.count("only by capitals, spaces or invisible characters") == 5
    assert "differs from “Acme” in line 2" in said
    assert "differs from “Société” in line 4" in said
    assert said.count("differs from “Foo Ltd” in line 6") == 3
    assert names() == []


def test_a_name_alike_one_of_the_register_is_refused_with_both(take):
    make_processor(name="Mailchimp")
    said = take("x.csv", b"name\nMailChimp\n")
    assert "MailChimp" in said
    assert "differs from “Mailchimp” in the register only by capitals" in said
    assert names() == ["Mailchimp"]


@pytest.mark.once
def test_the_first_line_may_tell_the_separator(take):
    take("i02-sep-line.csv")
    assert names() == ["Acme"]


@pytest.mark.once
def test_a_title_may_stand_above_the_headings(take):
    assert "headings in line 3" in take("i03-title-above-headings.xlsx")
    assert len(names()) == 1


@pytest.mark.once
def test_a_hidden_sheet_is_not_taken(take):
    assert "sheet “Processors”" in take("i04-hidden-first-sheet.xlsx")
    assert len(names()) == 1


@pytest.mark.once
def test_columns_without_text_do_not_count(take):
    take("i05-coloured-300-columns.xlsx")
    assert len(names()) == 1


@pytest.mark.once
def test_a_leading_sign_is_text(take):
    take("i06-bullets-and-phone.csv")
    processor = Processor.objects.get()
    assert processor.privacy_contact == "+49 30 1234567"
    assert processor.remarks == "- encryption\n- backups"


@pytest.mark.once
def test_a_union_is_no_country_and_a_list_has_its_separator(take):
    country("CA")
    said = take("i07-country-hints.csv")
    assert "“UE” is a union or a region, not a country. Name each country" in said
    assert "contains several values. Separate them with “; ”: United States; Canada." in said
    assert "Did you mean" not in said


@pytest.mark.once
def test_all_columns_that_are_missing_are_named_at_once(take):
    said = take("i08-organisation-and-name-columns-missing.csv", table="processing_activities")
    assert re.search(r"organisation:? *is missing. Add the column", said)
    assert re.search(r"name:? *is missing. Add the column", said)
    assert "cannot be blank" not in said
    assert "contradicts" not in said


@pytest.mark.once
def test_a_formula_is_to_be_pasted_as_its_value(take):
    said = take("i09-formula-cell.xlsx")
    assert "is a formula. Copy the cell and paste the value in its place." in said
    assert names() == []


@pytest.mark.once
def test_an_encoding_that_cannot_be_told_is_asked_for(take):
    data = "name\nŁódź\n".encode("cp1250")
    said = take("x.csv", data)
    assert "cp1250 Łódź" in " ".join(said.split())
    assert names() == []
    take("x.csv", data, encoding="windows-1250")
    assert names() == ["Łódź"]


@pytest.mark.once
def test_an_encoding_that_is_none_is_refused(take):
    try:
        said = take("x.csv", b"name\nA\n", encoding="klingon")
    except CommandError as error:
        said = str(error)
    assert "“klingon” is not a known encoding. Use one of cp1252, " in said
    assert names() == []


@pytest.mark.once
def test_a_sheet_may_be_named(take):
    data = workbook({"One": [["name"], ["A"]], "Two": [["name"], ["B"]]})
    said = take("x.xlsx", data, sheet="two")
    assert "sheet “Two”" in said
    assert names() == ["B"]


@pytest.mark.once
def test_where_several_sheets_would_do_the_first_is_taken_and_said(take):
    data = workbook({"Cover": [["Our vendors"]], "One": [["name"], ["A"]], "Two": [["name"]]})
    said = take("x.xlsx", data)
    assert "sheet “One” (you can also choose “Two”: --sheet)" in said
    assert names() == ["A"]


def test_rows_out_of_order_are_all_taken(take):
    data = workbook({"A": [["name"], ["B"], ["C"]]}, shuffled=True)
    take("x.xlsx", data)
    assert names() == ["B", "C"]
