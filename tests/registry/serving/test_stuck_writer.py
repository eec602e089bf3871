"""Somebody who holds the writers' lock for as long as he likes keeps nobody else from the site."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection, transaction

from registry.models import EvidenceEvent, Processor
from registry.records.history import wait_for_other_writers
from tests.registry.admin.forms import as_sent
from tests.registry.signing_in.door import PASSWORD, code, somebody, with_app
from tests.support.served import cookies_in, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
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


ADD = "/admin/registry/processor/add/"


def sign_in(server, user, secret):
    """With a password and a factor, as a browser does. Gives its cookies, and the longest wait."""
    waits, cookies = [], {}
    typed = {"login": user.username, "password": PASSWORD, "next": "/admin/"}
    for page, what in (("/account/login/", typed), ("/account/factors/use/", {"code": secret})):
        hidden, cookies = server.form(page, cookies)
        filled = {"code": code(secret)} if "code" in what else what
        status, headers, text, took = server.ask(page, hidden | filled, cookies=cookies)
        assert status == 302, text
        cookies |= cookies_in(headers)
        waits.append(took)
    return cookies, max(waits)


def sign_out(server, cookies):
    hidden, cookies = server.form("/account/logout/", cookies)
    status, *_rest, took = server.ask("/account/logout/", hidden, cookies=cookies)
    return status, took


def wait_for(what):
    until = time.monotonic() + 20
    while time.monotonic() < until and not what():
        time.sleep(0.2)
    assert what()


def test_waiting_writers_are_told_so_and_the_others_go_on(client):
    lead, other = somebody(), somebody()
    secret, other_secret = with_app(lead), with_app(other)
    client.force_login(lead)
    typed = {name: value for name, value in as_sent(client.get(ADD)).items() if value}
    typed |= {"name": "Acme & Sons", "change_reason": "New"}
    with serving("--workers", "1", "--threads", str(THREADS)) as server:
        hidden, cookies = server.form(ADD, {"session": client.cookies["session"].value})
        typed |= hidden
        with stuck_writer(), ThreadPoolExecutor(20) as crowd:
            saves = [
                crowd.submit(server.ask, ADD, typed | {"form_number": f"n{n}"}, cookies=cookies)
                for n in range(8)
            ]
            others = {
                path: crowd.submit(server.ask, path)
                for path in ("/healthz", "/processors/", "/static/public/register.css")
            }
            signed_in = crowd.submit(sign_in, server, lead, secret)
            saves = [save.result() for save in saves]
            others = {path: asked.result() for path, asked in others.items()}
            admitted, took = signed_in.result()
            assert took < 2
            home = server.ask("/admin/", cookies=admitted)
            assert (home[0], home[3] < 2) == (200, True)
            left, took = sign_out(server, admitted)
            assert (left, took < 2) == (302, True)
            assert server.ask("/admin/", cookies=admitted)[0] == 302
            admitted, _took = sign_in(server, other, other_secret)
            assert not EvidenceEvent.objects.filter(about_id=other.pk, name="sign-in").exists()
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
        assert server.ask("/admin/", cookies=admitted)[0] == 200
        # What was put off is written beside the requests.
        wait_for(lambda: EvidenceEvent.objects.filter(name="sign-in", about_id=other.pk).exists())
        assert UserSession.objects.filter(session_key=admitted["session"]).exists()
        # Who is another from now on signs in again, though the session began beside the register.
        other.groups.clear()
        assert server.ask("/admin/", cookies=admitted)[0] == 302
    # One of the test itself, and the one that had to wait.
    assert EvidenceEvent.objects.filter(name="sign-in", about_id=lead.pk).count() == 2
    lead.refresh_from_db()
    assert lead.last_login
    assert lead.authenticator_set.get(type="totp").last_used_at
