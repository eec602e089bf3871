"""What every test may rely on."""

import pytest
from hypothesis import settings

import tests.support.signed_in  # noqa: F401 (who is signed in by `force_login` was asked again)
from registry.serving.beside import beside
from tests.support.unguarded import FreshDatabase

# A busy machine is not a failure; what a run finds is the same on every machine.
settings.register_profile("register", deadline=None, database=None, derandomize=True)
settings.load_profile("register")


@pytest.fixture(autouse=True)
def nobody_was_at_the_door():
    """What is counted there is in no transaction that a test takes back."""
    yield
    if place := beside():
        place.clear()


WITH_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        FreshDatabase().install()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """What touches no database says the same on every engine, so it is marked `once`.

    Marked by hand is what asks the database nothing that a test on both engines does not ask: who
    may do what, how many queries a page takes, wording, steps, gaps, dates. Constraints and rules,
    SQL of our own, order, search, bulk writes, locks, failed transactions, migrations, imports,
    and each page once, are tried on both: the most telling of these each time (OF_THE_ENGINE in
    tests/__main__.py), all of them with what is `slow`, as a walk in a browser is.
    """
    if config.getoption("nomigrations"):
        items[:] = [item for item in items if not item.get_closest_marker("migrated")]
    for item in items:
        if not item.get_closest_marker("django_db") and not WITH_DATABASE & {*item.fixturenames}:
            item.add_marker("once")
        if item.path.parent.name == "browser":
            item.add_marker("slow")
