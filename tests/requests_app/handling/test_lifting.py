"""Article 18(3): the person is told before a restriction is lifted."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from requests_app.handling import lifecycle
from requests_app.handling.lifting import announce_lifting, lift, may_be_announced, may_be_lifted
from requests_app.models import RequestedRight
from requests_app.vocabulary import Outcome, RefusalGround
from tests.requests_app.steps import DAY, EXPLAINED, WHO, decide, request_in, stop_if_needed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LATER = DAY + timedelta(days=30)


def restricted(state="closed", outcome=Outcome.FULFILLED, ground="", code="restriction"):
    request = request_in("in_progress", code)
    decide(request, outcome, ground)
    stop_if_needed(request)
    lifecycle.answer(request, on=DAY, channel="email", **EXPLAINED, **WHO)
    if state == "closed":
        lifecycle.close(request, on=DAY, **WHO)
    request.refresh_from_db()
    return request


@pytest.mark.parametrize("state", ["answered", "closed"])
def test_a_restriction_ends_after_the_person_was_told(state):
    request = restricted(state)
    assert may_be_announced(request)
    assert not may_be_lifted(request)
    with pytest.raises(ValidationError, match=r"before the restriction is lifted \(Article 18"):
        lift(request, on=LATER, **WHO)
    announce_lifting(request, on=LATER, channel="email", **WHO)
    with pytest.raises(ValidationError, match="before the restriction is lifted"):
        lift(request, on=LATER - timedelta(days=1), **WHO)
    with pytest.raises(ValidationError, match="in the future"):
        lift(request, on=date(2999, 1, 1), **WHO)
    lift(request, on=LATER, **WHO)
    right = RequestedRight.objects.get()
    assert (right.lifting_told_on, right.lifted_on) == (LATER, LATER)
    assert not may_be_announced(request)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"code": "objection"}, id="another right"),
        pytest.param(
            {"outcome": Outcome.REFUSED, "ground": RefusalGround.NOTHING_TO_RESTRICT}, id="refused"
        ),
    ],
)
def test_nothing_else_can_be_lifted(fields):
    request = restricted(**fields)
    assert not may_be_announced(request)
    with pytest.raises(ValidationError, match="Only a restriction that was granted"):
        announce_lifting(request, on=LATER, channel="email", **WHO)
