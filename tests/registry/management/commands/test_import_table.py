import pytest
from django.core.management import CommandError, call_command

from registry.files.reading import workbooks
from registry.models import Body, Processor

pytestmark = pytest.mark.django_db


def test_a_csv_file_is_taken_and_its_name_is_the_reason(tmp_path):
    file = tmp_path / "our vendors.csv"
    file.write_text("name\nZapier\n")
    call_command("import_table", "processors", file)
    version = Processor.objects.get(name="Zapier").history.get()
    assert version.history_author == "import_table"
    assert version.history_change_reason == "Import of our vendors.csv"


def test_a_workbook_is_taken(tmp_path):
    with (tmp_path / "processors.xlsx").open("wb") as stream:
        workbooks.write(stream, "processors", [["name"], ["Zapier"]])
    call_command("import_table", "processors", tmp_path / "processors.xlsx")
    assert Processor.objects.get().name == "Zapier"


def test_a_file_for_another_table_is_refused(tmp_path, capsys):
    (tmp_path / "x.csv").write_text("name,legal_name,website\nZapier,,\n")
    with pytest.raises(CommandError):
        call_command("import_table", "organisations", tmp_path / "x.csv")
    assert "looks like processors.csv, not organisations.csv" in capsys.readouterr().out


def test_an_unknown_table_and_a_missing_file_are_refused(tmp_path, capsys):
    with pytest.raises(CommandError, match="invalid choice: 'vendors'"):
        call_command("import_table", "vendors", tmp_path / "x.csv")
    with pytest.raises(CommandError):
        call_command("import_table", "processors", tmp_path / "x.csv")
    assert "cannot be read: No such file" in capsys.readouterr().out


def test_tables_that_only_together_keep_the_rules_are_taken_in_one_step(tmp_path):
    (tmp_path / "a.csv").write_text("name,organisation,kind\nBoard,NumFOCUS,board\n")
    (tmp_path / "b.csv").write_text("name\nNumFOCUS\n")
    command = ["import_table", "organisations", tmp_path / "b.csv"]
    call_command(*command, "--with", "bodies", tmp_path / "a.csv")
    assert Body.objects.get().history.get().history_change_reason == "Import of b.csv, a.csv"


def test_an_unknown_table_beside_another_is_refused(tmp_path):
    (tmp_path / "b.csv").write_text("name\nNumFOCUS\n")
    command = ["import_table", "organisations", tmp_path / "b.csv"]
    with pytest.raises(CommandError, match="--with: “vendors” is not a table"):
        call_command(*command, "--with", "vendors", tmp_path / "b.csv")
