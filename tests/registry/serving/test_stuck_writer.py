"""Somebody who holds the writers' lock for as long as he likes keeps nobody else from the site."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import connection, transaction

from registry.models import EvidenceEvent, Processor
from registry.records.history import wait_for_other_writers
from tests.registry.admin.forms import as_sent
from tests.support.factories import make_user
from tests.support.served import cookies_in, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PASSWORD = "a long word that nobody guesses"
THREADS = 6


@contextmanager
def stuck_writer():
    """A transaction that has begun to write, and does not end."""
    holds, ends = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            wait_for_other_writers()
            holds.set()
            ends.wait()
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    holds.wait()
    try:
        yield
    finally:
        ends.set()
        thread.join()


@pytest.fixture
def lead():
    user = make_user(role="dpo")
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
    user.refresh_from_db()
    return user


ADD = "/admin/registry/processor/add/"


def test_waiting_writers_are_told_so_and_the_others_go_on(client, lead):
    client.force_login(lead)
    typed = {name: value for name, value in as_sent(client.get(ADD)).items() if value}
    typed |= {"name": "Acme & Sons", "change_reason": "New"}
    with serving("--workers", "1", "--threads", str(THREADS)) as server:
        hidden, cookies = server.form(ADD, {"session": client.cookies["session"].value})
        typed |= hidden
        signing_in, anonymous = server.form("/account/login/")
        signing_in |= {"login": lead.username, "password": PASSWORD, "next": "/admin/"}
        with stuck_writer(), ThreadPoolExecutor(20) as crowd:
            saves = [
                crowd.submit(server.ask, ADD, typed | {"form_number": f"n{n}"}, cookies=cookies)
                for n in range(8)
            ]
            others = {
                path: crowd.submit(server.ask, path)
                for path in ("/healthz", "/processors/", "/static/public/register.css")
            }
            signed_in = crowd.submit(server.ask, "/account/login/", signing_in, cookies=anonymous)
            saves = [save.result() for save in saves]
            others = {path: asked.result() for path, asked in others.items()}
            status, admitted, _text, took = signed_in.result()
            if connection.vendor == "sqlite":  # counts of tries are in the same file: try again
                assert (status, took < 8) == (503, True)
            else:
                assert (status, took < 4) == (302, True)
                home = server.ask("/admin/", cookies=cookies_in(admitted))
                assert (home[0], home[3] < 2) == (200, True)
        assert {status for status, *_rest in saves} == {503}
        assert max(took for *_rest, took in saves) < 8
        at_once = [took for *_rest, took in saves if took < 4]
        assert len(at_once) == 8 - (THREADS - 2)
        for _status, headers, text, _took in saves:
            assert headers["Retry-After"] == "5"
            assert 'value="Acme &amp; Sons"' in text
            assert "nothing was saved" in text.lower()
        assert max(took for *_rest, took in others.values()) < 3
        assert others["/processors/"][0] == 200
        assert not Processor.objects.exists()
        # He has gone: what came back is sent again, twice, and what waited is written.
        for _click in range(2):
            status, headers, *_rest = server.ask(ADD, typed, cookies=cookies)
            assert status == 302
        assert Processor.objects.get().name == "Acme & Sons"
        if connection.vendor == "sqlite":
            status, admitted, *_rest = server.ask("/account/login/", signing_in, cookies=anonymous)
            assert status == 302
        assert server.ask("/admin/", cookies=cookies_in(admitted))[0] == 200
    # One of the test itself, and the one that had to wait.
    assert EvidenceEvent.objects.filter(name="sign-in", about_id=lead.pk).count() == 2
    lead.refresh_from_db()
    assert lead.last_login
