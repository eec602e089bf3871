"""From nothing to a running register, and what stands in the way of one."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import ConnectionHandler

from registry.management.commands import serve
from registry.management.commands.serve import HOST
from tests.support.production import ENVIRONMENT, ROOT, run_python


class Server:
    """A register that is being served, on a port that was free."""

    def __init__(self, database):
        self.port = free_port()
        self.address = f"http://{HOST}:{self.port}"
        environment = {"DATABASE_URL": f"sqlite:///{database}", "HTTPS": "False"}
        environment["PRIVATE_FILES"] = str(Path(database).parent / "private")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env=os.environ | ENVIRONMENT | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self):
        self.said = ""
        while "Ctrl-C" not in self.said and (line := self.process.stdout.readline()):
            self.said += line
        self.wait_for_an_answer()
        return self

    def __exit__(self, *exception):
        self.process.send_signal(signal.SIGINT)
        self.said += self.process.communicate(timeout=30)[0]

    def wait_for_an_answer(self):
        until = time.monotonic() + 30
        while time.monotonic() < until and self.process.poll() is None:
            try:
                return build_opener().open(f"{self.address}/admin/login/").close()
            except URLError:
                time.sleep(0.1)
        self.process.kill()
        pytest.fail(f"No answer: {self.said}{self.process.communicate()[0]}")


def free_port():
    with socket.socket() as free:
        free.bind((HOST, 0))
        return free.getsockname()[1]


def sign_in(address, username, password):
    """The page that signing in leads to."""
    return signed_in(address, username, password).arrived_at


def signed_in(address, username, password):
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    form = browser.open(f"{address}/admin/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    typed = {"csrfmiddlewaretoken": token, "login": username, "password": password}
    page = browser.open(f"{address}/account/login/?next=/admin/", urlencode(typed).encode())
    browser.arrived_at = page.geturl()
    return browser


@pytest.fixture(autouse=True)
def umask():
    """A command that is called, and not started, narrows that of the tests."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return tmp_path_factory.mktemp("register") / "register.sqlite3"


@pytest.fixture(scope="module")
def first_start(database):
    """A server that began with nothing, was signed in to, and was stopped with Ctrl-C."""
    with Server(database) as server:
        username = re.search(r"User +(\S+)", server.said)[1]
        server.password = re.search(r"Password +(\S+)", server.said)[1]
        server.admitted_to = sign_in(server.address, username, server.password)
    return server


@pytest.mark.slow
def test_the_password_that_is_printed_opens_the_admin(first_start):
    assert first_start.admitted_to == f"{first_start.address}/admin/"


@pytest.mark.slow
def test_a_register_begins_with_the_example(first_start, database):
    tables = ["registry_organisation", "requests_app_datasubjectrequest"]
    with closing(sqlite3.connect(database)) as connection:
        counts = [connection.execute(f"SELECT count(*) FROM {name}") for name in tables]
        assert [count.fetchone() for count in counts] == [(1,), (8,)]


@pytest.mark.slow
def test_stopping_leaves_the_database_and_nothing_else(first_start, database):
    assert first_start.process.returncode == 0
    left = {path.name for path in database.parent.iterdir()}
    assert left == {"register.sqlite3", "register.sqlite3.beside"}  # counts of the door


@pytest.mark.slow
def test_nobody_else_may_read_the_database(first_start, database):
    assert database.stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_a_second_start_only_serves(first_start, database):
    after_the_first = database.read_bytes()
    with Server(database) as second:
        pass
    assert "Password" not in second.said
    assert database.read_bytes() == after_the_first


@pytest.mark.slow
def test_a_server_refuses_in_one_line_what_the_database_does_not_guard(
    first_start, database, tmp_path
):
    copy = tmp_path / "register.sqlite3"
    copy.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("DROP TRIGGER evidence_registry_evidenceentry_delete")
    environment = {"DATABASE_URL": f"sqlite:///{copy}", "HTTPS": "False"}
    line = (
        "The database does not protect its evidence: 1 trigger is missing or changed, "
        "evidence_registry_evidenceentry_delete. Find out why, then run manage.py migrate.\n"
    )
    port = str(free_port())
    refused = run_python("manage.py", "serve", "--port", port, **environment)
    assert (refused.returncode, refused.stderr) == (1, f"CommandError: {line}")
    by_itself = ["--config", "python:config.server", "--bind", f"{HOST}:{port}", "config.wsgi"]
    refused = run_python("-m", "gunicorn", "--workers", "1", *by_itself, **environment)
    assert (refused.returncode, refused.stderr.count(line)) == (4, 1)
    assert "Traceback" not in refused.stderr


@pytest.mark.slow
def test_the_example_gives_way_to_an_own_register_while_a_browser_waits(
    first_start, database, tmp_path
):
    """On the page of the example; the same session then sees the own one, and the same password."""
    password, database = first_start.password, Path(shutil.copy(database, tmp_path))
    with Server(database) as server:
        browser = signed_in(server.address, "admin", password)
        page = f"{server.address}/admin/own-register/"
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', read(browser, page))[1]
        typed = {"csrfmiddlewaretoken": token, "name": "Foundation"}
        browser.open(page, urlencode(typed).encode()).close()
        said = read(browser, f"{server.address}/admin/first-steps/")
        while "is being made" in said:
            said = read(browser, f"{server.address}/admin/first-steps/")
        assert "Go on: Your organisation" in said
        assert "This is the example" not in said
    assert f"The example is kept in {kept_file(database).name}" in server.said
    names = {file: organisations(file) for file in (database, kept_file(database))}
    assert list(names.values()) == [["Foundation"], ["NumFOCUS, Inc."]]
    for file in names:
        checked = run_python("manage.py", "verify_evidence", DATABASE_URL=f"sqlite:///{file}")
        assert checked.stdout.startswith("No faults found")
    with Server(database) as again:
        assert sign_in(again.address, "admin", password) == f"{again.address}/admin/"
    assert "Loading the example" not in again.said


def read(browser, address):
    with browser.open(address) as page:
        return page.read().decode()


def kept_file(database):
    (kept,) = database.parent.glob("example-*.sqlite3")
    return kept


def organisations(file):
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name FROM registry_organisation").fetchall()
        return [name for (name,) in rows]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_register_that_began_without_the_example_never_gets_it():
    serve.Command().prepare_database(with_example=False)
    serve.Command().prepare_database(with_example=True)
    assert not apps.get_model("registry", "Organisation").objects.exists()


@pytest.mark.django_db
def test_a_register_can_begin_without_the_example():
    serve.Command().prepare_database(with_example=False)
    assert apps.get_model("registry", "Country").objects.exists()
    assert not apps.get_model("registry", "Organisation").objects.exists()
    assert not apps.get_model("requests_app", "DataSubjectRequest").objects.exists()


def test_a_port_that_is_taken_is_refused():
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError) as refusal:
            call_command("serve", port=port)
    assert str(refusal.value) == (
        f"Port {port} cannot be used: Address already in use. Name another: make run PORT=8001"
    )


def test_a_folder_that_is_not_there_is_a_database_that_does_not_answer(
    monkeypatch, django_db_blocker
):
    nowhere = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/nowhere/register.sqlite3"}
    monkeypatch.setattr(serve, "connection", ConnectionHandler({"default": nowhere})["default"])
    with django_db_blocker.unblock(), pytest.raises(CommandError, match="does not answer: unable"):
        call_command("serve", port=free_port())


@pytest.mark.slow
def test_a_database_that_does_not_answer_is_one_line():
    url = "postgres://user:password@127.0.0.1:1/register"
    refused = run_python("manage.py", "serve", "--port", str(free_port()), DATABASE_URL=url)
    assert refused.returncode == 1
    assert re.fullmatch(r"CommandError: The database does not answer: .+\n", refused.stderr)
    assert "user:password" not in refused.stderr
