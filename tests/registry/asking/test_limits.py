"""Of visitors who come at the same moment none gets past the limit."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import RequestFactory

from registry.asking import limits


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_come_in_than_may(monkeypatch):
    monkeypatch.setattr(limits, "MOST", 5)

    def come(_number) -> bool:
        try:
            return limits.is_too_much(RequestFactory().get("/"))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        assert [*crowd.map(come, range(20))].count(False) == 5
