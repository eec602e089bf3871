"""Figures for Prometheus, behind a token."""

import re

import pytest

from registry.serving import counts

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TOKEN = "a long token that nobody guesses"
LINE = re.compile(r'# (HELP|TYPE) register_\w+ .+|register_\w+(\{\w+="\w+"\})? \d+')


@pytest.fixture
def ask(client, settings):
    settings.METRICS_TOKEN = TOKEN
    return lambda given: client.get("/metrics", headers={"Authorization": given})


def test_without_a_token_there_is_no_such_page(client):
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer x", f"Basic {TOKEN}"])
def test_another_token_is_refused(ask, given):
    assert ask(given).status_code == 401


def test_the_figures_count_answers_and_what_waits(ask, client):
    before = counts.answered().get(404, 0)
    client.get("/no/such/page")
    said = ask(f"Bearer {TOKEN}").text
    assert f'register_requests_total{{status="404"}} {before + 1}\n' in said
    assert "register_writers_waiting 0\n" in said
    assert "register_up 1\n" in said
    assert all(LINE.fullmatch(line) for line in said.splitlines()), said


def test_the_figures_of_all_workers_are_added_up():
    before, part = counts.answered().get(299, 0), counts._part
    try:
        for number in (7, 8):
            counts.take_part(number)
            counts._counts[number * counts.WIDTH + 299 - counts.FIRST] += 1
            counts.note_waiting(2)
        assert counts.answered()[299] == before + 2
        assert counts.waiting() == 4
    finally:
        for number in (7, 8):
            counts.take_part(number)
        counts.take_part(part)
