"""One register for all that is asked, and what it answered to each role."""

import logging
from dataclasses import dataclass, field

import pytest
from django.test import override_settings
from django.urls import resolve

from tests.support.undone import undone_afterwards
from tests.who_may.addresses import Address, addresses
from tests.who_may.filled_in import filled_in
from tests.who_may.rows import Rows, make_people, make_rows


@dataclass
class House:
    """The register, the people who ask, and every address with the view behind it."""

    rows: Rows
    people: dict
    doors: list[tuple[Address, object]] = field(default_factory=list)


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        undone_afterwards(),
        override_settings(PUBLIC_REQUEST_FORM=True, METRICS_TOKEN="nobody here has it"),
    ):
        made = House(make_rows(), make_people())
        made.doors = [(one, resolve(one.path)) for one in addresses(made.rows)]
        yield made


@pytest.fixture(scope="module")
def filled(house, django_db_blocker):
    """Every form that fits the rows of these tests, filled in."""
    with django_db_blocker.unblock():
        made = [filled_in(house, address, view) for address, view in house.doors]
    return [form for form in made if form]


class Lines(logging.Handler):
    """What is written into the log, as it would be written."""

    def __init__(self):
        super().__init__()
        self.written: list[str] = []

    def emit(self, record):
        self.written.append(self.format(record))


@pytest.fixture
def log():
    lines = Lines()
    logging.getLogger().addHandler(lines)
    yield lines.written
    logging.getLogger().removeHandler(lines)
