"""Whoever works honestly is not suspected, whatever they type and whatever fails."""

from random import Random

import pytest

from registry.evidence.verify.whole import verify
from tests.registry.evidence.histories import live_through


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_ordinary_use_gives_no_alarm(seed):
    for part in range(4):
        live_through(Random(f"{seed}.{part}"), works=8)
        assert verify().faults == []
