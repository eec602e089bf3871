"""References of requests: one after the other in each year, none of them twice."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from registry.lifecycle import retire
from requests_app.models import DataSubjectRequest
from tests.requests_app.factories import make_request, receive_request
from tests.support.factories import make_organisation

pytestmark = pytest.mark.django_db


def test_references_are_counted_per_year_of_receipt():
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2025, 1, 1), date(2026, 6, 1)]
    assert [receive_request(received_on=day).reference for day in days] == [
        "R-2025-000001",
        "R-2026-000001",
        "R-2025-000002",
        "R-2026-000002",
    ]


@pytest.mark.parametrize(
    ("given", "following"),
    [
        (["R-2026-000041"], "R-2026-000042"),
        (["R-2026-999999"], "R-2026-1000000"),
        (["R-2026-999999", "R-2026-1000000"], "R-2026-1000001"),
        (["R-2026-moved", "2026/17", "R-20260-000009"], "R-2026-000001"),
    ],
)
def test_a_reference_follows_the_highest_that_was_given(given, following):
    for reference in given:
        make_request(reference=reference)
    assert receive_request().reference == following


def test_the_reference_of_a_retired_request_is_not_given_again():
    retire(receive_request(), by="test", reason="An advertisement")
    assert receive_request().reference == "R-2026-000002"


@pytest.mark.django_db(transaction=True)
def test_two_who_receive_at_the_same_moment_get_two_references():
    organisation, gate, failures = make_organisation(), Barrier(2, timeout=10), []

    def receive():
        try:
            gate.wait()
            for _ in range(3):
                receive_request(organisation=organisation)
        except Exception as failure:  # a thread's own would only be printed
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=receive) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    given = sorted(DataSubjectRequest.objects.values_list("reference", flat=True))
    assert given == [f"R-2026-{number:06}" for number in range(1, 7)]
