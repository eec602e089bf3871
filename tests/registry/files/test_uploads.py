"""Files that wait for their sender: for him alone, once, and not for long."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from registry.files import uploads
from registry.files.uploads import WaitingFile
from tests.support.factories import make_user

pytestmark = pytest.mark.django_db
FILE = {"name": "ann.csv", "data": b"name\n", "encoding": "", "sheet": "", "since": None}
HOUR = timedelta(hours=1)


@pytest.fixture
def sender():
    return make_user(role="editor")


def test_a_file_is_there_for_its_sender_and_only_once(sender):
    token = uploads.keep(sender, {**FILE, "shown": "ab"})
    assert uploads.take(make_user(), token) is None
    assert uploads.take(sender, token) == {**FILE, "shown": "ab"}
    assert uploads.take(sender, token) is None


@pytest.mark.once
def test_a_file_is_there_for_an_hour_and_the_next_upload_deletes_it_for_good(sender):
    now = timezone.now()
    token = uploads.keep(sender, FILE, now=now - HOUR)
    assert uploads.take(sender, token, now=now) is None
    assert WaitingFile.objects.count() == 1
    other = uploads.keep(make_user(), FILE, now=now)
    assert [file.pk.hex for file in WaitingFile.objects.all()] == [other]


@pytest.mark.once
def test_the_daily_job_deletes_what_was_abandoned_and_keeps_what_waits(sender):
    uploads.keep(sender, FILE, now=timezone.now() - HOUR)
    waiting = uploads.keep(sender, FILE)
    uploads.keep(sender, FILE, now=timezone.now() - HOUR)
    call_command("apply_retention")
    assert [file.pk.hex for file in WaitingFile.objects.all()] == [waiting]


def test_one_sender_has_five_files_waiting_at_most(sender):
    others = uploads.keep(make_user(), FILE)
    tokens = [uploads.keep(sender, FILE) for _number in range(6)]
    assert uploads.take(sender, tokens[0]) is None
    left = {file.pk.hex for file in WaitingFile.objects.all()}
    assert left == {others, *tokens[1:]}
