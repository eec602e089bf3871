"""Whoever is at some work is known to be there until the moment in which its process ends."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from registry.models import AskedWork
from registry.models.jobs import WorkState
from registry.working import alive
from registry.working.asking import ask
from registry.working.worker import take
from tests.support.factories import make_user
from tests.support.held import writers_lock_held
from tests.support.production import ENVIRONMENT, ROOT
from tests.support.served import database_url
from tests.support.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
LIVE = """
import sys, django
django.setup()
from registry.working import alive
with alive.living() as name:
    print(name, flush=True)
    sys.stdin.read()
"""


def test_a_thread_is_there_until_it_ends():
    with alive.living() as name:
        assert alive.is_there(name)
        with alive.living() as other:
            assert other != name
    # PostgreSQL takes a moment to end what the client has left.
    wait_for(lambda: not alive.is_there(name))
    assert not alive.is_there("0" * 32)


@pytest.mark.slow
def test_what_a_process_is_at_is_lost_when_it_is_killed_and_not_before():
    environment = (
        os.environ
        | ENVIRONMENT
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "PRIVATE_FILES": str(settings.PRIVATE_FILES),
        }
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen([sys.executable, "-c", LIVE], cwd=ROOT, env=environment, **pipes)
    with process:
        name = process.stdout.readline().strip()
        ask(make_user(role="dpo"), "table", what="processors")
        assert take(name)
        if connection.vendor == "sqlite":
            with writers_lock_held():  # which its signs of life would wait for
                assert alive.is_there(name)
        assert take("0" * 32) is None
        process.kill()
        process.wait()
        wait_for(lambda: not alive.is_there(name))
        assert take("1" * 32).taken_by == "1" * 32
    assert AskedWork.objects.get().state == WorkState.RUNNING
