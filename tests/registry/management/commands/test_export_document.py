import pytest
from django.core.management import CommandError, call_command

from tests.support.factories import make_activity
from tests.support.noted import facts_of, noting

pytestmark = pytest.mark.django_db


def test_it_writes_the_file_for_its_owner_and_says_so_in_the_log(tmp_path, capsys):
    make_activity(name="Newsletter")
    with noting() as events:
        call_command("export_document", tmp_path / "r.html", format="html", on="2018-07-17")
    assert "Newsletter" in (tmp_path / "r.html").read_text()
    assert (tmp_path / "r.html").stat().st_mode & 0o077 == 0
    assert capsys.readouterr().out == f"The document is in {tmp_path / 'r.html'}.\n"
    ((name, facts),) = facts_of(events)
    assert name == "export"
    assert facts == {
        "file": "r.html",
        "format": "html",
        "rows": 1,
        "on": "2018-07-17",
        "as_known_at": None,
    }


@pytest.mark.once
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"on": "July"}, r"“July” is not a valid date\. Write it as 2018-07-17"),
        ({"as_known_at": "2999-01-01"}, "2999-01-01 is in the future"),
    ],
)
def test_what_is_no_day_is_refused_and_nothing_is_written(tmp_path, asked, why):
    with pytest.raises(CommandError, match=why):
        call_command("export_document", tmp_path / "r.html", format="html", **asked)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["html", "xlsx"])
def test_a_place_that_cannot_be_written_is_refused_and_nothing_stays_behind(tmp_path, kind):
    (tmp_path / "folder").mkdir()
    for place, why in [("folder", "Is a directory"), ("nowhere/r", "No such file or directory")]:
        with pytest.raises(CommandError, match=f"Cannot write .*: {why}"):
            call_command("export_document", tmp_path / place, format=kind)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.once
def test_a_format_that_is_not_offered_is_refused(tmp_path):
    with pytest.raises(CommandError, match="invalid choice: 'pdf'"):
        call_command("export_document", tmp_path / "r.pdf", "--format=pdf")
