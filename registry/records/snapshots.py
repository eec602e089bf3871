"""Reading many tables as they were together at one moment, whoever writes meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Inside, all questions see the database as the first one found it. Nothing is written.

    Within a transaction nothing is done: its own view of the database holds.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), _cursors_of_the_server(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not by Django, whose transactions begin IMMEDIATE here and keep every writer waiting.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


@contextmanager
def _cursors_of_the_server() -> Iterator[None]:
    """What is long is read piece by piece, and not first into our memory; see the settings."""
    usual = connection.settings_dict
    connection.settings_dict = usual | {"DISABLE_SERVER_SIDE_CURSORS": False}
    try:
        yield
    finally:
        connection.settings_dict = usual
