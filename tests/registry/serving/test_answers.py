"""What is in the way is said in words, with the number that the log has; what is saved is saved."""

import errno
import logging
import sqlite3

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.urls import reverse

from registry.models import Processor
from registry.pages.model_admin import RegisterModelAdmin
from registry.serving import answers, sessions, turns
from registry.serving.kept import Kept
from registry.serving.troubles import Busy, Trouble, trouble_of
from tests.registry.admin.forms import as_sent
from tests.support.factories import make_user

ADD = "/admin/registry/processor/add/"


def of_sqlite(code):
    error = sqlite3.OperationalError()
    error.sqlite_errorcode = code
    return caused_by(error)


def caused_by(cause, kind=OperationalError):
    error = kind()
    error.__cause__ = cause
    return error


def of_postgresql(kind):
    return caused_by(kind())


ERRORS = {
    "busy": (Busy(), Trouble.BUSY),
    "locked": (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), Trouble.BUSY),
    "sqlite is full": (of_sqlite(sqlite3.SQLITE_FULL), Trouble.FULL),
    "its log is full": (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), Trouble.FULL),
    "no such file": (of_sqlite(sqlite3.SQLITE_CANTOPEN), Trouble.AWAY),
    "no such table": (of_sqlite(sqlite3.SQLITE_ERROR), None),
    "lock timeout": (of_postgresql(psycopg.errors.LockNotAvailable), Trouble.BUSY),
    "deadlock": (of_postgresql(psycopg.errors.DeadlockDetected), Trouble.BUSY),
    "postgresql is full": (of_postgresql(psycopg.errors.DiskFull), Trouble.FULL),
    "it shuts down": (of_postgresql(psycopg.errors.AdminShutdown), Trouble.AWAY),
    "nobody answers": (of_postgresql(psycopg.OperationalError), Trouble.AWAY),
    "a row too large": (of_postgresql(psycopg.errors.ProgramLimitExceeded), None),
    "the connection is closed": (InterfaceError(), Trouble.AWAY),
    "no space for a file": (OSError(errno.ENOSPC, ""), Trouble.FULL),
    "behind another error": (caused_by(OSError(errno.ENOSPC, ""), RuntimeError), Trouble.FULL),
    "a fault of ours": (ValueError(), None),
}


@pytest.mark.parametrize(("error", "trouble"), ERRORS.values(), ids=ERRORS)
def test_troubles_are_told_apart_by_their_errors(error, trouble):
    assert trouble_of(error) is trouble


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.WARNING)
    return lambda: [(record.levelname, record.getMessage()) for record in caplog.records]


@pytest.fixture
def broken(monkeypatch):
    """Lets the home page of the public, or the saving of a form, meet an error."""

    def meets(error, *, after=None):
        def fails(table, request, *args, **kwargs):
            if after:
                request.kept.begun, request.kept.committed = after
            raise error

        monkeypatch.setattr(RegisterModelAdmin, "changeform_view", fails)

    return meets


@pytest.fixture
def lead(client):
    client.force_login(make_user(role="dpo"))
    return client


NAMED = pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (Busy(), 503, "Somebody else is writing"),
        (of_postgresql(psycopg.OperationalError), 503, "cannot be read at the moment"),
        (OSError(errno.ENOSPC, "Jane"), 507, "The disk of the register is full"),
    ],
)


@pytest.mark.once
@pytest.mark.django_db
@NAMED
def test_what_was_typed_can_be_sent_again_with_one_click(lead, broken, lines, error, status, words):
    broken(error)
    response = lead.post(ADD, {"name": "<Jane>", "many": ["1", "2"], "form_number": "n1"})
    assert (response.status_code, response["Retry-After"]) == (status, "5")
    assert words in response.text
    for field in ['"name" value="&lt;Jane&gt;"', '"many" value="1"', '"many" value="2"']:
        assert f'<input type="hidden" name={field}>' in response.text
    assert response.text.count('name="csrfmiddlewaretoken"') == 1
    assert response["X-Request-ID"] in response.text
    ((level, line),) = lines()
    assert level == "ERROR"
    assert line.startswith(f"{status} POST {ADD}: ")
    assert "Jane" not in line


@pytest.mark.once
@pytest.mark.django_db
def test_a_password_does_not_come_back_in_a_page(lead, broken):
    broken(Busy())
    response = lead.post(ADD, {"name": "Jane", "password1": "a long word"})
    assert "Jane" not in response.text
    assert "a long word" not in response.text
    assert "Go back in your browser" in response.text


@pytest.mark.once
@pytest.mark.django_db
@NAMED
def test_what_is_committed_is_answered_as_saved(lead, broken, error, status, words):
    broken(error, after=(1, 1))
    response = lead.post(ADD, {"name": "Jane"})
    assert response.status_code == 200
    assert "It was saved" in response.text
    broken(error, after=(2, 1))
    response = lead.post(ADD, {"name": "Jane"})
    assert response.status_code == status
    assert "Part of what you sent was saved" in response.text


@pytest.mark.django_db(transaction=True)
def test_a_save_whose_session_is_gone_is_saved(client, monkeypatch, lines):
    client.force_login(make_user(role="dpo"))
    typed = {name: value for name, value in as_sent(client.get(ADD)).items() if value}
    typed |= {"name": "Acme", "change_reason": "New"}
    counts = []
    process = sessions.SessionMiddleware.process_response

    def process_response(self, request, response):
        Session.objects.all().delete()
        counts.append(request.kept)
        return process(self, request, response)

    monkeypatch.setattr(sessions.SessionMiddleware, "process_response", process_response)
    response = client.post(ADD, typed)
    changelist = reverse("admin:registry_processor_changelist")
    assert (response.status_code, response.url) == (302, changelist)
    assert Processor.objects.get().name == "Acme"
    assert counts == [Kept(begun=1, committed=1)]
    ((level, line),) = lines()
    assert (level, line.partition(":")[0]) == ("WARNING", f"POST {ADD}")


@pytest.mark.once
@pytest.mark.django_db
def test_who_signs_in_without_a_session_is_told_so(client, monkeypatch):
    client.raise_request_exception = False

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr("registry.serving.session_store.DatabaseStore.save", full)
    user = make_user(username="ada", is_staff=True)
    user.set_password("a long word")
    user.save()
    response = client.post("/account/login/", {"login": "ada", "password": "a long word"})
    assert response.status_code == 507


@pytest.mark.once
@pytest.mark.parametrize("status", [405, 413, 429])
def test_a_bare_status_gets_words_and_keeps_its_headers(rf, status):
    bare = HttpResponse(status=status, headers={"Allow": "GET"})
    request = rf.get("/")
    request.number = "0123456789abcdef"
    response = answers.TroubleMiddleware(lambda request: bare)(request)
    assert (response.status_code, response["Allow"]) == (status, "GET")
    assert "<h1>" in response.text
    assert request.number in response.text


@pytest.mark.once
@pytest.mark.parametrize(
    ("given", "is_trusted", "is_taken"),
    [
        ("from-the-proxy_01", True, True),
        ("from-the-proxy_01", False, False),
        ("short", True, False),
        ("a line\nERROR forged", True, False),
    ],
)
def test_a_request_has_the_number_of_a_trusted_proxy_or_its_own(
    client, settings, given, is_trusted, is_taken
):
    settings.TRUSTED_PROXIES = int(is_trusted)
    response = client.get("/no/such/page", headers={"X-Request-ID": given})
    assert (response["X-Request-ID"] == given) == is_taken
    assert response["X-Request-ID"] in response.text


@pytest.mark.once
def test_who_finds_no_seat_is_told_at_once():
    seats = turns.Seats(most=1)
    with seats.one(), pytest.raises(Busy), seats.one():
        pass
    with seats.one():  # the first has got up
        assert seats.taken == 1


@pytest.mark.once
@pytest.mark.django_db
def test_a_page_that_is_refused_is_one_line_of_the_log_that_says_to_whom(client, lines):
    user = make_user(role="committee reader")
    client.force_login(user)
    assert client.get("/admin/auth/user/").status_code == 403
    assert lines() == [("WARNING", f"403 GET /admin/auth/user/: account {user.pk}")]


@pytest.mark.once
def test_no_page_gives_back_what_was_sent(client):
    answer = client.trace("/processors/", headers={"X-Canary": "a bird"})
    assert (answer.status_code, "a bird" in answer.text) == (405, False)
