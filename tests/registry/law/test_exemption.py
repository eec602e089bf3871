"""Article 30(5): fewer than 250 people, and nothing that speaks against it."""

from datetime import date

import pytest

from registry.law.exemption import IN_FORCE, PROPOSED, THRESHOLDS, exemption
from registry.models import ProcessingActivity
from registry.past.views import as_it_was
from registry.records.history import recorded
from registry.vocabulary import DataKind, LawStatus
from tests.support.factories import (
    country,
    make_complete_activity,
    make_data_category,
    make_organisation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DAY = date(2026, 3, 2)
SMALL = {"is_risk": "no", "is_occasional": "yes"}


def judged(people, on=DAY, kind=DataKind.ORDINARY, **fields):
    organisation = make_organisation(country=country("BE"), address="Brussels", head_count=people)
    data = [make_data_category(kind=kind)]
    activity = make_complete_activity(organisation=organisation, data_categories=data, **fields)
    return exemption(ProcessingActivity.objects.with_parts().get(pk=activity.pk), on)


@pytest.mark.parametrize(("people", "holds"), [(0, True), (249, True), (250, False), (None, False)])
def test_the_head_count_decides_first(people, holds):
    assert judged(people, **SMALL).holds is holds


@pytest.mark.parametrize(
    "fields",
    [
        SMALL | {"is_risk": "yes"},
        SMALL | {"is_risk": "not_stated"},
        SMALL | {"is_occasional": "no"},
        SMALL | {"kind": DataKind.SPECIAL},
        SMALL | {"kind": DataKind.CRIMINAL},
    ],
)
def test_each_counter_exception_alone_speaks_against_it(fields):
    assert len(judged(10, **fields).against) == 1


def test_before_the_law_applied_there_was_nothing_to_be_exempt_from():
    assert judged(10, on=date(2018, 5, 24), **SMALL) is None


def test_what_is_proposed_does_not_count():
    assert (PROPOSED.people, PROPOSED.status) == (750, LawStatus.PROPOSED)
    assert [row for row in THRESHOLDS if row.status == LawStatus.IN_FORCE] == [IN_FORCE]
    assert not judged(700, **SMALL).holds


def test_article_30_5_the_head_count_is_that_of_the_day():
    organisation = make_organisation(country=country("BE"), address="Brussels", head_count=100)
    activity = make_complete_activity(organisation=organisation, **SMALL)
    with recorded(by="test", reason="Counted", since=date(2026, 1, 1)):
        organisation.head_count = 300
        organisation.save()
    for on, holds in [(date(2025, 12, 31), True), (date(2026, 1, 1), False)]:
        with as_it_was(on):
            row = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
            assert exemption(row, on).holds is holds
