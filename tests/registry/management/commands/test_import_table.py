import pytest
from django.core.management import CommandError, call_command

from registry.base import workbooks
from registry.models import Processor

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
    assert "looks like processors.csv, not like organisations.csv" in capsys.readouterr().out


def test_an_unknown_table_and_a_missing_file_are_refused(tmp_path, capsys):
    with pytest.raises(CommandError, match="invalid choice: 'vendors'"):
        call_command("import_table", "vendors", tmp_path / "x.csv")
    with pytest.raises(CommandError):
        call_command("import_table", "processors", tmp_path / "x.csv")
    assert "cannot be read: No such file" in capsys.readouterr().out
