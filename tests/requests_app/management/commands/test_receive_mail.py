"""The command as a mail server starts it: what it prints, and with which code it ends."""

import os
import subprocess
import sys
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import OperationalError

from registry.files_kept.storage import open_kept
from requests_app.intake import filing
from requests_app.management.commands import receive_mail
from requests_app.models import Attachment, DataSubjectRequest, Message
from requests_app.vocabulary import RequestState
from tests.requests_app.intake.messages import message
from tests.support.factories import make_organisation
from tests.support.production import ENVIRONMENT, ROOT

NO_INPUT, TRY_AGAIN_LATER = 65, 75


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"
    return settings.PRIVATE_FILES


def pipe(raw, *options):
    out = StringIO()
    call_command("receive_mail", *options, stdin=BytesIO(raw), stdout=out)
    return out.getvalue()


def refusal(raw, *options):
    with pytest.raises(CommandError) as refused:
        pipe(raw, *options)
    return refused.value.returncode, str(refused.value)


def in_a_shell(raw, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", "receive_mail"],
        cwd=ROOT,
        env=os.environ | ENVIRONMENT | environment,
        input=raw,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.django_db
def test_it_prints_the_reference_and_nothing_about_anybody():
    make_organisation()
    assert pipe(message(message_id="<1@x>")) == "R-2026-000001\n"
    assert pipe(message(message_id="<1@x>")) == "R-2026-000001\n"
    assert DataSubjectRequest.objects.count() == 1


@pytest.mark.django_db
def test_for_a_machine_it_prints_nothing():
    make_organisation()
    assert pipe(message(auto_submitted="auto-replied")) == ""


@pytest.mark.parametrize("raw", [b"", b"\n \r\n"])
def test_nothing_is_no_message(raw):
    assert refusal(raw) == (NO_INPUT, "Standard input is empty.")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Two", " TWO", "Ｔｗｏ"])
def test_one_of_several_organisations_is_named(name):
    make_organisation(name="One")
    two = make_organisation(name="Two")
    pipe(message(), "--organisation", name)
    assert DataSubjectRequest.objects.get().organisation == two


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "why"),
    [
        ([], "There are several organisations or none"),
        (["--organisation", "Three"], "there is no organisation with this name"),
    ],
)
def test_a_message_for_nobody_in_particular_stays_with_the_mail_server(options, why):
    make_organisation(name="One")
    make_organisation(name="Two")
    code, line = refusal(message(), *options)
    assert code == TRY_AGAIN_LATER
    assert why in line


@pytest.mark.django_db
def test_a_message_of_more_than_25_mb_is_kept_whole(monkeypatch):
    monkeypatch.setattr(receive_mail, "SIZE_LIMIT", 1_000)
    make_organisation()
    raw = message("x" * 5_000)
    pipe(raw)
    request = DataSubjectRequest.objects.get()
    assert (request.state, request.requester.email) == (RequestState.TO_SORT, "ann@example.org")
    with open_kept(Attachment.objects.get()) as file:
        assert file.read() == raw


@pytest.mark.django_db
def test_the_same_large_message_twice_leaves_one_file(monkeypatch, private_files):
    monkeypatch.setattr(receive_mail, "SIZE_LIMIT", 1_000)
    make_organisation()
    for _time in range(2):
        pipe(message("x" * 5_000, message_id="<1@x>"))
    assert len([path for path in private_files.rglob("*") if path.is_file()]) == 1


@pytest.mark.django_db
def test_what_cannot_be_filed_as_what_it_says_is_filed_as_what_it_is(monkeypatch):
    make_organisation()

    def fail_for_people(mail, request):
        if mail.sender:
            raise ValueError
        return ""

    monkeypatch.setattr(filing, "_others", fail_for_people)
    raw = message()
    pipe(raw)
    request = DataSubjectRequest.objects.get()
    with open_kept(Attachment.objects.get()) as file:
        assert (request.state, file.read()) == (RequestState.TO_SORT, raw)


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, OSError, TypeError])
def test_whatever_fails_the_message_stays_with_the_mail_server(monkeypatch, error):
    make_organisation()

    def fail(*args, **kwargs):
        raise error("Ann Example")

    monkeypatch.setattr(receive_mail, "file_mail", fail)
    line = f"Not filed, try again later: {error.__qualname__}"
    assert refusal(message()) == (TRY_AGAIN_LATER, line)


@pytest.mark.django_db(transaction=True)
def test_a_message_is_filed_whole_or_not_at_all(monkeypatch, private_files):
    make_organisation()

    def fail(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(filing, "attach", fail)
    assert refusal(b"no mail at all")[0] == TRY_AGAIN_LATER
    assert not DataSubjectRequest.objects.exists()
    assert not Message.objects.exists()
    assert [path for path in private_files.rglob("*") if path.is_file()] == []


@pytest.mark.slow
def test_a_database_that_does_not_answer_keeps_the_message_with_the_mail_server(tmp_path):
    database = f"sqlite:///{tmp_path}/empty.sqlite3"
    piped = in_a_shell(message(), DATABASE_URL=database, PRIVATE_FILES=str(tmp_path / "files"))
    said = b"CommandError: Not filed, try again later: OperationalError\n"
    assert (piped.returncode, piped.stdout, piped.stderr) == (TRY_AGAIN_LATER, b"", said)


def test_options_that_are_none_keep_the_message_with_the_mail_server(capsys):
    with pytest.raises(SystemExit) as stop:
        execute_from_command_line(["manage.py", "receive_mail", "--organization", "x"])
    assert stop.value.code == TRY_AGAIN_LATER
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.django_db
def test_an_answer_by_mail_moves_no_request_on():
    make_organisation()
    pipe(message(message_id="<1@x>"))
    versions = DataSubjectRequest.history.count()
    pipe(message(in_reply_to="<1@x>"))
    assert DataSubjectRequest.history.count() == versions
