"""How much may be sent, to whom and by whom; also over the server that is shipped."""

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from select import select

import pytest
from django.urls import resolve

from registry.files.reading.sheets import MAX_BYTES
from registry.serving import bodies
from requests_app.messages.storage import MESSAGE_LIMIT
from tests.support.factories import make_user
from tests.support.production import ENVIRONMENT, ROOT

PIECE = b"x" * 65_536
MUCH = 300 * 1024 * 1024
FORM, IMPORT = "/admin/registry/processor/add/", "/admin/registry/processor/import/"
RECEIVE = "/admin/requests_app/datasubjectrequest/add/"
UNCOLLECTED = {"DEBUG": "True"}  # or pages would miss their style sheet
PUBLIC, SIGN_IN = "/requests/new/", "/admin/login/"


@pytest.fixture(scope="module")
def spool(tmp_path_factory):
    return tmp_path_factory.mktemp("spool")


@pytest.fixture(scope="module")
def port(spool):
    """Of a server of its own, which keeps what it spools in that folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nowhere = spool.parent / "none.sqlite3"
    own = {"TMPDIR": str(spool), "HTTPS": "False", "DATABASE_URL": f"sqlite:///{nowhere}"}
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--threads=2",
            f"--bind=127.0.0.1:{port}",
            "config.wsgi",
        ],
        cwd=ROOT,
        env=os.environ | ENVIRONMENT | own | UNCOLLECTED,
        stderr=subprocess.DEVNULL,
    )
    for _attempt in range(300):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            break
        time.sleep(0.1)
    yield port
    server.terminate()
    server.wait(timeout=30)


HEADS = {
    "its length": f"Content-Length: {MUCH}",
    "pieces": "Transfer-Encoding: chunked",
    "a false length": "Content-Length: 99",
}


@pytest.mark.slow
@pytest.mark.parametrize("how", HEADS)
@pytest.mark.parametrize("path", [SIGN_IN, PUBLIC])
def test_300_megabytes_of_a_stranger_are_refused_at_once_and_nothing_is_spooled(
    port, spool, path, how
):
    began, sent, spooled = time.monotonic(), 0, set()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        kind = "multipart/form-data; boundary=b"
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n{HEADS[how]}"
        part = '--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
        client.sendall(f"{head}\r\n\r\n".encode())
        with suppress(ConnectionError):
            client.sendall(part.encode() if how != "pieces" else f"{MUCH:x}\r\n".encode())
            while sent < MUCH and not select([client], [], [], 0)[0]:  # until it is answered
                client.sendall(PIECE)
                sent += len(PIECE)
                spooled |= {*spool.iterdir()}
        answer = b""
        with suppress(ConnectionError):
            while piece := client.recv(65_536):
                answer += piece
    assert spooled | {*spool.iterdir()} == set()
    assert sent < MUCH / 10
    assert time.monotonic() - began < 15
    answered = {"its length": b"413", "pieces": b"411"}.get(how)
    assert answered in {None, answer[9:12]}


@pytest.mark.parametrize(
    ("path", "role", "limit"),
    [
        (SIGN_IN, None, bodies.OF_STRANGERS),
        ("/nowhere/", None, bodies.OF_STRANGERS),
        (PUBLIC, None, 192 * 1024),
        (FORM, None, bodies.OF_STRANGERS),
        (IMPORT, None, bodies.OF_STRANGERS),
        (RECEIVE, None, bodies.OF_STRANGERS),
        (FORM, "editor", 2_621_440),
        ("/admin/registry/processor/process_import/", "editor", 2_621_440),
        (IMPORT, "editor", MAX_BYTES + bodies.AROUND_FILES),
        (RECEIVE, "requests officer", MESSAGE_LIMIT + bodies.AROUND_FILES),
    ],
)
@pytest.mark.django_db
@pytest.mark.once
def test_what_a_page_takes_depends_on_who_sends_it(client, path, role, limit):
    if role:
        client.force_login(make_user(role=role))
    page = client.post(path, b"x", content_type="text/plain", CONTENT_LENGTH=str(limit + 1))
    assert page.status_code == 413
    assert "Nothing was read or saved" in page.content.decode()
    taken = client.post(path, b"x", content_type="text/plain", CONTENT_LENGTH=str(limit))
    assert taken.status_code != 413


@pytest.mark.django_db
@pytest.mark.once
def test_what_comes_in_pieces_is_refused_in_words(client):
    page = client.post(SIGN_IN, {}, HTTP_TRANSFER_ENCODING="chunked")
    assert page.status_code == 411
    assert "Content-Length" in page.content.decode()


def test_every_page_with_files_takes_them():
    taking = {path: getattr(resolve(path).func, "takes_bytes", None) for path in (IMPORT, RECEIVE)}
    assert None not in taking.values()
