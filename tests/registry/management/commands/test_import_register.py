from datetime import date

import pytest
from django.core.management import CommandError, call_command

from registry.models import Processor
from tests.support.factories import country, make_processor
from tests.support.tables import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    """A folder with two files, one of which adds and changes."""
    country("US")
    make_processor(name="Zapier")
    (tmp_path / "organisations.csv").write_text("name\nNumFOCUS\n")
    (tmp_path / "processors.csv").write_text("name,country,colour\nZapier,US,\nNew,US,\n")
    return tmp_path


def test_it_says_for_each_table_what_became_of_its_rows(folder, capsys):
    call_command("import_register", folder)
    assert capsys.readouterr().out.splitlines() == [
        "organisations.csv: 1 new, 0 changed, 0 unchanged, 0 refused",
        "processors.csv: 1 new, 1 changed, 0 unchanged, 0 refused",
        "  ignored, because these columns are unknown: colour",
    ]
    assert Processor.objects.filter(country__code="US").count() == 2


def test_the_history_names_the_file_and_who_answers(folder):
    call_command("import_register", folder, by="Ada")
    version = Processor.objects.get(name="New").history.get()
    assert version.history_author == "Ada"
    assert version.history_change_reason == f"Import of {folder.name}/processors.csv"


def test_without_a_name_the_command_answers(folder):
    call_command("import_register", folder)
    assert Processor.objects.get(name="New").history.get().history_author == "import_register"


def test_a_dry_run_writes_nothing(folder, capsys):
    before = everything()
    call_command("import_register", folder, dry_run=True)
    assert everything() == before
    assert capsys.readouterr().out.splitlines()[-1] == ("Nothing was written: this was a dry run.")


def test_where_a_row_is_refused_it_says_all_and_writes_nothing(folder, capsys):
    (folder / "processors.csv").write_text("name,country\nA,XX\nB,YY\n")
    before = everything()
    with pytest.raises(CommandError, match="Nothing was imported: 2 errors, listed above"):
        call_command("import_register", folder)
    assert everything() == before
    assert capsys.readouterr().out.splitlines()[-2:] == [
        (
            'processors.csv, line 2, column country, "XX": is not a country. '
            "Write the name of a country or its two letters, such as Germany or DE."
        ),
        (
            'processors.csv, line 3, column country, "YY": is not a country. '
            "Write the name of a country or its two letters, such as Germany or DE."
        ),
    ]


def test_a_file_that_cannot_be_read_is_said_too(folder, capsys):
    (folder / "processors.csv").write_bytes(b"")
    with pytest.raises(CommandError, match="Nothing was imported: 1 error, listed above"):
        call_command("import_register", folder)
    assert capsys.readouterr().out == (
        "processors.csv: is empty. The first line must contain the column names.\n"
    )


def test_what_had_to_be_guessed_is_said(folder, capsys):
    (folder / "processors.csv").write_bytes("name;legal_name\nZapier;Müller\n".encode("latin-1"))
    call_command("import_register", folder)
    assert "  read as Latin-1, separated by semicolons" in capsys.readouterr().out


def test_rows_that_an_edition_no_longer_names_are_reported_and_never_ended(folder, capsys):
    for number in range(52):
        make_processor(name=f"Left {number:02}", first_day=date(2018, 1, 12))
    call_command("import_register", folder, "--since", "2018-07-17")
    _organisations, _processors, _ignored, left, *names, more = capsys.readouterr().out.splitlines()
    assert left == (
        "  52 entries were in use on that day and are not in the file. They stay as they are:"
    )
    assert names == [f"    Left {number:02}" for number in range(50)]
    assert more == "    and 2 more"
    assert not Processor.objects.exclude(retired_on=None).exists()
