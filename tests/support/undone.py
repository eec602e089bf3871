"""What is written for all tests of a module, and taken back after the last of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction


@contextmanager
def undone_afterwards() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def made_once(make: Callable):
    """A fixture with what `make` writes, for all tests of a module.

    What a test then writes is undone, but not what it does to an object in memory: a test that
    changes a row reads it anew, as by `stored`.
    """

    @pytest.fixture(scope="module")
    def made(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock(), undone_afterwards():
            yield make()

    return made


def stored(row):
    """The same row, as the database has it."""
    return type(row)._base_manager.get(pk=row.pk)
