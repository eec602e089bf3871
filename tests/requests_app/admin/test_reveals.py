"""Who a requester is: masked, until somebody says why they need to know."""

import pytest

from registry.vocabulary import EventName
from requests_app.models import Reveal
from tests.requests_app.admin.pages import address, of
from tests.requests_app.factories import make_request, make_requester
from tests.support.noted import noting

pytestmark = pytest.mark.django_db


@pytest.fixture
def file():
    return make_requester(name="Ada Example", email="ada@example.org").request


@pytest.mark.once
def test_an_auditor_sees_a_mask_and_the_way_behind_it(sign_in, file):
    page = sign_in("auditor").get(of(file)).content.decode()
    assert "A… E…" in page
    assert "Ada Example" not in page
    assert address("reveal", file.pk) in page


@pytest.mark.once
def test_nothing_is_shown_before_the_reason_is_given(sign_in, file):
    client = sign_in("auditor")
    assert "Ada Example" not in client.get(address("reveal", file.pk)).content.decode()
    page = client.post(address("reveal", file.pk), {"reason": " "}).content.decode()
    assert "Ada Example" not in page
    assert not Reveal.objects.exists()


def test_a_look_is_written_down_and_shown_once(sign_in, file):
    client = sign_in("auditor")
    with noting() as events:
        page = client.post(address("reveal", file.pk), {"reason": "Yearly audit"})
    assert "Ada Example" in page.content.decode()
    assert "ada@example.org" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    reveal = Reveal.objects.get()
    assert (reveal.request, reveal.why) == (file, "Yearly audit")
    assert [(event.name, event.about_id) for event in events] == [(EventName.REVEALED, file.pk)]
    assert "Ada Example" not in client.get(address("reveal", file.pk)).content.decode()


@pytest.mark.once
def test_where_nobody_is_named_there_is_nothing_to_show(sign_in):
    client = sign_in("auditor")
    assert client.get(address("reveal", make_request().pk)).status_code == 404
