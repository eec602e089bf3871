"""The past that is changed again and again says on each day what a slow model says."""

from random import Random

import pytest

from registry.evidence.verify.whole import verify
from registry.models import Processor
from registry.past import comparison
from registry.past.comparison import compare
from registry.records.moments import Past
from tests.registry.past.histories import DAYS, day_of, live_through

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_each_day_as_known_at_each_moment_is_what_the_slow_model_says():
    assert list(live_through(Random(2018), lives=40, rounds=5)) == []
    assert [str(fault) for fault in verify().faults] == []
    assert Processor.history.count() > 40 * 5


@pytest.mark.slow
def test_two_days_differ_in_no_row_of_which_no_version_says_so(monkeypatch):
    chance = Random(11)
    list(live_through(chance, lives=8, rounds=5))
    moments = [*Processor.history.values_list("history_date", flat=True)]
    days = [
        Past(chance.choice([None, *map(day_of, range(DAYS))]), chance.choice([None, *moments]))
        for _ in range(40)
    ]
    pairs = list(zip(days[::2], days[1::2], strict=True))
    found = [compare(*pair) for pair in pairs]
    monkeypatch.setattr(comparison, "_may_differ", lambda *_of: None)
    assert found == [compare(*pair) for pair in pairs]
    assert sum(map(len, found)) > len(pairs) / 2
