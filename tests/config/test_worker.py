"""Slow clients, of whatever kind, keep nobody else from the site."""

import os
import signal
import socket
import time
from contextlib import ExitStack

import pytest

from benchmarks.crowds.slow_clients import KINDS
from config.worker import MOST_BODY, MOST_HEAD, _is_whole
from tests.support.served import HOST, serving

THREADS = 3


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_slow_clients_of_every_kind_leave_the_threads_to_the_others():
    with serving("--workers", "1", "--threads", str(THREADS)) as server, ExitStack() as connected:
        for begins in KINDS.values():
            for _number in range(2 * THREADS):
                client = socket.create_connection((HOST, server.port))
                connected.enter_context(client)
                client.sendall(begins)
        for path in ("/processors.json", "/account/login/"):
            status, *_rest, took = server.ask(path, timeout=10)
            assert (status, took < 2) == (200, True)
        *_rest, took = server.ask("/healthz", timeout=10)
        assert took < 1


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_form_that_comes_in_pieces_is_read_whole_and_the_connection_kept():
    request = b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\na=123"
    with serving("--workers", "1", "--threads", "2") as server, ExitStack() as connected:
        client = socket.create_connection((HOST, server.port), timeout=10)
        connected.enter_context(client)
        for _request in range(2):
            for letter in request:
                client.sendall(bytes([letter]))
            answer = b""
            while not answer.endswith((b"</html>\n", b"0\r\n\r\n")) and (
                piece := client.recv(65536)
            ):
                answer += piece
            assert answer.startswith(b"HTTP/1.1 405 ")


@pytest.mark.parametrize(
    ("read", "is_whole"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\na", False),
        (b"POST / HTTP/1.1\r\ncontent-length:2\r\n\r\nab", True),
        (b"POST / HTTP/1.1\r\nX: content-length: 2\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % MOST_BODY, False),
        (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (MOST_BODY + 1), True),
        (b"POST / HTTP/1.1\r\nContent-Length: 00%s\r\n\r\n" % (b"9" * 5000), True),
        (b"a" * (MOST_HEAD + 1), True),
    ],
)
def test_a_request_is_whole_once_a_thread_need_not_wait_for_it(read, is_whole):
    assert _is_whole(read) == is_whole


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_halves_of_requests_of_clients_that_hung_up_are_not_answered():
    with serving("--workers", "1", "--threads", "2") as server:
        for _number in range(20):
            with socket.create_connection((HOST, server.port)) as client:
                client.sendall(KINDS["half a form"])
        assert server.ask("/processors.json")[0] == 200
        assert not [line for line in server.said() if "/account/login/" in line]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_ctrl_c_ends_it_soon_whatever_connections_browsers_hold():
    asks = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with serving() as server, ExitStack() as connected:
        for begins in (asks, b"GET / HT", b"") * 4:
            client = socket.create_connection((HOST, server.port), timeout=10)
            connected.enter_context(client)
            client.sendall(begins)
            if begins == asks:
                client.recv(65536)
        began = time.monotonic()
        os.killpg(server.process.pid, signal.SIGINT)
        server.process.wait(timeout=40)
        assert time.monotonic() - began < 10
        assert not [line for line in server.said() if "SIGKILL" in line]
