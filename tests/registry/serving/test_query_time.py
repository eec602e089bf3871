"""A query that takes too long ends, and its page says so; a command has all the time it needs."""

import logging
import time

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.urls import include, path

from registry.serving import query_time
from tests.support.production import run_python

FOREVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def slow(request):
    with connection.cursor() as cursor:
        cursor.execute(FOREVER)
    return HttpResponse("done")


urlpatterns = [path("slow/", slow), path("", include("config.urls"))]


@pytest.fixture
def bounded(transactional_db):
    connection.ensure_connection()
    query_time.bound(connection, 0.3)
    yield
    connection.execute_wrappers.clear()
    connection.close()  # the next one has no bound


@pytest.mark.slow
def test_a_page_with_a_query_that_takes_too_long_says_so_in_words(
    bounded, client, settings, caplog
):
    settings.ROOT_URLCONF = __name__
    began = time.monotonic()
    with caplog.at_level(logging.INFO):
        page = client.get("/slow/?q=Ada")
    assert time.monotonic() - began < 10
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "This takes too long" in page.content.decode()
    said = [record.getMessage() for record in caplog.records if record.name != "django.request"]
    assert said == ["A query took longer than 20 s at /slow/"]
    assert client.get("/healthz").status_code in {200, 503}


def test_each_query_has_its_own_time(bounded):
    with connection.cursor() as cursor:
        for _time in range(8):
            cursor.execute("SELECT 9")
            assert cursor.fetchall() == [(9,)]
            time.sleep(0.05)


def test_what_else_goes_wrong_is_no_matter_of_time():
    assert not query_time.was_ended(OperationalError("disk is full"))
    assert not query_time.was_ended(ValueError())


@pytest.mark.slow
@pytest.mark.parametrize(("module", "is_bounded"), [("config.wsgi", True), ("django", False)])
def test_the_server_bounds_its_queries_and_a_command_does_not(module, is_bounded):
    program = (
        f"import django; django.setup(); import {module}; from django.db import connection; "
        "connection.ensure_connection(); print(len(connection.execute_wrappers))"
    )
    done = run_python("-c", program, QUERY_SECONDS="1")
    assert done.stdout.split() == [str(int(is_bounded))], done.stderr
