"""Who is signed in, and who asked."""

import pytest

from tests.requests_app.factories import make_requester, receive_request
from tests.support.factories import make_user


@pytest.fixture
def sign_in(client):
    def as_role(role):
        client.force_login(make_user(role=role))
        return client

    return as_role


@pytest.fixture
def officer(sign_in):
    return sign_in("requests officer")


@pytest.fixture
def lead(sign_in):
    """Reads files that were closed long ago too, as those of the tests are."""
    return sign_in("dpo")


@pytest.fixture
def of_ada():
    request = receive_request("objection")
    make_requester(request=request, name="Ada Example", email="ada@example.org")
    return request
