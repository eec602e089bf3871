"""A database that goes away and comes back: said in words, and no server is started again."""

from contextlib import closing

import psycopg
import pytest
from django.db import connection

from tests.support.served import serving

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_database_that_was_away_is_asked_again_by_the_same_server():
    if connection.vendor != "postgresql":
        return
    named = connection.settings_dict
    name = named["NAME"]
    connection.close()
    where = {"host": named["HOST"], "user": named["USER"], "dbname": "postgres"}
    with (
        serving("--workers", "1", "--threads", "4") as server,
        closing(psycopg.connect(**where, autocommit=True)) as other,
    ):
        assert server.ask("/processors/")[0] == 200
        other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            status, headers, text, took = server.ask("/processors/")
            assert (status, headers["Retry-After"], took < 10) == (503, "5", True)
            assert "cannot be read at the moment" in text
            assert server.ask("/healthz")[0] == 503
        finally:
            other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        assert [server.ask("/processors/")[0] for _time in range(8)] == [200] * 8
        assert server.process.poll() is None
