import pytest
from django.core.management import call_command

from tests.support.undone import undone_afterwards


@pytest.fixture(scope="package")
def example(django_db_setup, django_db_blocker):
    """For all modules of this folder; what they write over it is undone as always."""
    with django_db_blocker.unblock(), undone_afterwards():
        call_command("load_example", verbosity=0)
        yield
