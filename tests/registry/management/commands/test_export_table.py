import stat

import pytest
from django.core.management import CommandError, call_command

from registry.files.reading.workbooks import LONGEST_CELL
from registry.models import Processor
from tests.support.factories import make_processor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["processors.csv", "processors.xlsx", "processors.XLSX"])
def test_a_table_that_went_out_comes_back_unchanged(tmp_path, name, capsys):
    make_processor(name="Zapier", remarks="=1+1")
    call_command("export_table", "processors", tmp_path / name)
    call_command("import_table", "processors", tmp_path / name)
    assert "0 new, 0 changed, 1 unchanged" in capsys.readouterr().out
    assert Processor.objects.get().remarks == "=1+1"


def test_the_file_is_for_its_owner_alone_and_replaces_what_was_there(tmp_path):
    file = tmp_path / "processors.csv"
    file.write_text("old")
    call_command("export_table", "processors", file)
    assert file.read_text().startswith("name,")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_failure_leaves_what_was_there_and_no_pieces(tmp_path):
    make_processor(remarks="x" * (LONGEST_CELL + 1))
    file = tmp_path / "processors.xlsx"
    file.write_text("old")
    with pytest.raises(CommandError, match="Export as CSV"):
        call_command("export_table", "processors", file)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(file.name, "old")]


def test_an_unknown_table_and_a_missing_folder_are_refused(tmp_path):
    with pytest.raises(CommandError, match="invalid choice: 'vendors'"):
        call_command("export_table", "vendors", tmp_path / "x.csv")
    with pytest.raises(CommandError, match=r"Cannot write .*: No such file"):
        call_command("export_table", "processors", tmp_path / "no" / "x.csv")
