"""What every test may rely on."""

import gc
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from tests.unguarded import FreshDatabase

# A busy machine is not a failure; what a run finds is the same on every machine.
settings.register_profile("register", deadline=None, database=None, derandomize=True)
settings.load_profile("register")

BROWSER = Path(__file__).parent / "browser"
WITH_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        FreshDatabase().install()


class OneBrowser(LoadFileScheduling):
    """Modules are shared out among the processes, those with a browser to one of them."""

    def _split_scope(self, nodeid):
        module = super()._split_scope(nodeid)
        return "tests/browser" if module.startswith("tests/browser/") else module


def pytest_xdist_make_scheduler(config, log):
    return OneBrowser(config, log)


def pytest_collection_finish():
    """What is here now stays to the end: no need to look through it for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """The browser takes longest, so it begins at once, before what else commits as it does."""
    mark_once(config, items)
    yield
    items.sort(key=lambda item: not item.path.is_relative_to(BROWSER))


def mark_once(config, items):
    """What touches no database says the same on every engine, so it is marked `once`.

    Marked by hand is what asks the database nothing that a test on both engines does not ask: who
    may do what, how many queries a page takes, wording, steps, gaps, dates. Constraints and rules,
    SQL of our own, order, search, bulk writes, locks, failed transactions, migrations, imports,
    and each page once, are tried on both.
    """
    if config.getoption("nomigrations"):
        items[:] = [item for item in items if not item.get_closest_marker("migrated")]
    for item in items:
        if not item.get_closest_marker("django_db") and not WITH_DATABASE & {*item.fixturenames}:
            item.add_marker("once")
