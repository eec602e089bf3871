"""What takes much memory is done twice at once on a server; a third waits a little, or is told."""

import os
import signal
import time
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.files.reading import apart
from registry.serving import places
from registry.serving.places import Places
from registry.serving.troubles import Crowded
from registry.serving.turns import patient
from tests.support.factories import make_user
from tests.support.workbooks import workbook

pytestmark = pytest.mark.once


def test_a_place_is_one_for_threads_and_processes_and_comes_back_when_its_holder_dies(monkeypatch):
    monkeypatch.setattr(places, "WAITS", 0.1)
    both = Places(2)
    ready, told = os.pipe()
    holder = os.fork()
    if not holder:
        with both.one():
            os.write(told, b"1")
            time.sleep(60)
    os.read(ready, 1)
    try:
        with patient(), both.one(), pytest.raises(Crowded), both.one():
            pass
    finally:
        os.kill(holder, signal.SIGKILL)
        os.waitpid(holder, 0)
        os.close(ready)
        os.close(told)
    with patient(), both.one(), both.one():
        pass


def test_who_may_wait_gets_the_next_place_and_the_others_are_told_at_once(monkeypatch):
    monkeypatch.setattr(places, "LOOKS_EVERY", 0.01)
    one, got = Places(1), []

    def wait():
        with patient():
            try:
                with one.one():
                    got.append("a place")
            except Crowded:
                got.append("told")

    with one.one():
        crowd = [Thread(target=wait) for _number in range(5)]
        for each in crowd:
            each.start()
        time.sleep(0.5)
        assert got == ["told"] * (5 - places.MAY_WAIT)
    for each in crowd:
        each.join()
    assert got[3:] == ["a place"] * places.MAY_WAIT


@pytest.mark.slow
@pytest.mark.django_db
def test_an_import_that_finds_no_place_is_told_to_try_again(client, monkeypatch):
    monkeypatch.setattr(places, "WAITS", 0.1)
    client.force_login(make_user(role="editor"))
    large = workbook({"First": [["name", "notes"], *([f"Name {n}", "x" * 9] for n in range(3000))]})

    def send():
        file = SimpleUploadedFile("large.xlsx", large)
        return client.post("/admin/registry/processor/import/", {"file": file})

    with apart.places.one(), apart.places.one():
        answer = send()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Large files and earlier days are read by a few" in answer.content.decode()
    assert "Nothing was saved" in answer.content.decode()
    assert send().status_code == 200
