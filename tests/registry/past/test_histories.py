"""The past that is changed again and again says on each day what a slow model says."""

from random import Random

import pytest

from registry.evidence.verify.whole import verify
from registry.models import Processor
from tests.registry.past.histories import live_through

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_each_day_as_known_at_each_moment_is_what_the_slow_model_says():
    assert list(live_through(Random(2018), lives=40, rounds=5)) == []
    assert [str(fault) for fault in verify().faults] == []
    assert Processor.history.count() > 40 * 5
