import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from registry.records.history import recorded
from registry.resources import TABLES
from tests.support.factories import make_contact

pytestmark = pytest.mark.django_db


def test_it_writes_a_folder_and_says_where(tmp_path, capsys):
    call_command("export_register", tmp_path / "a" / "register")
    assert (tmp_path / "a" / "register" / "processors.csv").exists()
    assert capsys.readouterr().out == f"{len(TABLES)} files are in {tmp_path / 'a' / 'register'}.\n"


def test_a_day_leaves_out_what_did_not_hold_on_it(tmp_path):
    make_contact(value="new@example.org", starts_on="2018-07-17")
    call_command("export_register", tmp_path / "x", on="2018-07-16")
    assert "new@" not in (tmp_path / "x" / "contacts.csv").read_text()


def test_what_is_no_day_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"“July” is not a valid date\. Write it as 2018-07-17"):
        call_command("export_register", tmp_path / "x", on="July")


def test_a_folder_that_is_not_ours_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("x")
    with pytest.raises(CommandError, match=r"contains letter\.txt"):
        call_command("export_register", tmp_path)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CommandError, match=r"Cannot write .*: File exists"):
        call_command("export_register", tmp_path / "file" / "register")


def test_a_moment_brings_back_what_the_register_said_then(tmp_path):
    contact = make_contact(value="old@example.org", starts_on="2018-01-01")
    then = timezone.now().isoformat()
    with recorded(by="test", reason="A correction"):
        contact.value = "new@example.org"
        contact.save()
    call_command("export_register", tmp_path / "then", as_known_at=then)
    call_command("export_register", tmp_path / "both", as_known_at=then, on="2017-12-31")
    assert "old@" in (tmp_path / "then" / "contacts.csv").read_text()
    assert "old@" not in (tmp_path / "both" / "contacts.csv").read_text()
    with pytest.raises(CommandError, match="2999-01-01 is in the future"):
        call_command("export_register", tmp_path / "x", as_known_at="2999-01-01")
