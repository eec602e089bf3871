"""Writers that die in the midst of their work, and writers that work at the same time."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from registry.evidence.verify.whole import verify
from registry.models import EvidenceEntry, Processor
from registry.records.history import recorded
from tests.support.factories import country, make_processor
from tests.support.production import run_python

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, PIECES = 8, 5


def url_of_the_database():
    named = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{named['NAME']}"
    server = f"{named['HOST']}:{named['PORT']}".rstrip(":")
    if server.startswith("/"):  # the folder of a socket
        return f"postgres://{named['USER']}@/{server}/{named['NAME']}"
    return f"postgres://{named['USER']}:{named['PASSWORD']}@{server}/{named['NAME']}"


@pytest.mark.slow
def test_what_was_acknowledged_outlives_kill_9_and_what_was_not_is_whole_or_gone():
    connection.close()
    counts = ["--saves", "2", "--imports", "1", "--rows", "20", "--full", "0"]
    counts += ["--doubles", "0", "--edits", "0"]
    where = ["--database", url_of_the_database()]
    killed = run_python("-m", "benchmarks.losses.crashes", *counts, *where)
    assert (killed.returncode, killed.stderr) == (0, "")
    assert re.findall(r"(\d) kills", killed.stdout) == ["2", "1"]


def test_eight_writers_at_once_wait_for_each_other_and_leave_a_whole_log():
    places = [country("US"), country("DE")]
    shared = make_processor(name="Shared")
    before = EvidenceEntry.objects.count()

    def write(writer):
        try:
            for piece in range(PIECES):
                with recorded(by=f"writer {writer}", reason="Eight at once"):
                    row = Processor.objects.create(name=f"{writer}-{piece}")
                    row.processing_countries.set(places)
                    row = Processor.objects.get(pk=shared.pk)
                    row.legal_name = row.name
                    row.save()
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    numbers = list(EvidenceEntry.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(before + 2 * WRITERS * PIECES))
    assert verify().faults == []
