"""A register whose form is open, and what somebody types into it."""

import pytest
from django.core.cache import cache

from tests.requests_app.factories import right
from tests.support.factories import make_organisation

FORM = "/requests/new/"


@pytest.fixture(autouse=True)
def nobody_was_here_before(db):
    cache.clear()


@pytest.fixture
def organisation(settings):
    settings.PUBLIC_REQUEST_FORM = True
    right("access")
    right("erasure")
    return make_organisation(name="NumFOCUS")


@pytest.fixture
def typed(organisation):
    return {
        "rights": ["erasure"],
        "text": "Please delete my data.",
        "name": "Ann Example",
        "email": "ann@example.org",
    }
