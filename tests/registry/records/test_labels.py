"""What a row leads to and was not there yet on a day: its name says so."""

from datetime import date

import pytest

from registry.models import Processor
from tests.support.factories import make_organisation, make_processor_agreement

pytestmark = pytest.mark.django_db

JANUARY, MARCH, JUNE = (date(2018, month, 12) for month in (1, 3, 6))


def agreement_on(day):
    organisation = make_organisation(name="NumFOCUS", first_day=JUNE)
    made = make_processor_agreement(organisation=organisation, signed_on=JANUARY)
    return type(made).objects.with_labels(day).get()


@pytest.mark.parametrize(
    ("day", "name"),
    [(None, "NumFOCUS"), (MARCH, "NumFOCUS (not yet on record)"), (JUNE, "NumFOCUS")],
)
def test_a_name_says_whether_the_row_was_there_on_the_day(day, name):
    assert str(agreement_on(day).organisation) == name


@pytest.mark.once
def test_a_row_that_nobody_asked_for_with_a_day_says_nothing_of_it():
    assert not Processor(name="Mail").is_not_yet
