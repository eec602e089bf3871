"""What is over gives no access any more: no seat, no body, in no file."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import read_sheet
from registry.models import AccessGrant
from registry.records.history import recorded
from registry.resources import TABLES
from tests.support import factories

pytestmark = pytest.mark.django_db

WHO = {"by": "test", "reason": "The term is over"}
LONG_AGO = date(2018, 7, 17)


def test_a_term_cannot_end_while_access_by_it_stays():
    grant = factories.make_access_grant(seat=factories.make_seat())
    grant.seat.ends_on = LONG_AGO
    with pytest.raises(ValidationError, match="take the step “End the term”"), recorded(**WHO):
        grant.seat.save()


def test_a_term_may_end_together_with_the_access():
    grant = factories.make_access_grant(seat=factories.make_seat())
    with recorded(**WHO):
        for row in [grant.seat, grant]:
            row.ends_on = LONG_AGO
            row.save()


def test_a_term_that_ends_today_still_gives_access():
    grant = factories.make_access_grant(seat=factories.make_seat())
    grant.seat.ends_on = timezone.localdate()
    with recorded(**WHO):
        grant.seat.save()


def test_access_that_outlived_its_term_in_the_past_can_be_recorded():
    seat = factories.make_seat(ends_on=LONG_AGO)
    factories.make_access_grant(seat=seat, ends_on=LONG_AGO + timedelta(days=90))


def test_a_file_cannot_give_access_by_a_seat_that_is_over():
    seat = factories.make_seat(ends_on=LONG_AGO)
    factories.make_processor(name="Acme")
    text = f"reference,seat,processor\nAG-X,{seat.body} | {seat.designation},Acme\n"
    sheet = read_sheet("access_grants.csv", text.encode())
    (result,) = import_sheets([(TABLES["access_grants"], sheet)], by="test", reason="Import")
    (refusal,) = result.refusals
    assert "is over" in refusal.message
    assert not AccessGrant.objects.exists()


@pytest.mark.parametrize("make", [factories.make_access_grant, factories.make_seat])
def test_a_withdrawal_is_confirmed_when_it_is_done(make):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="Confirm the withdrawal when it is done"):
        make(ends_on=LONG_AGO, withdrawn_on=tomorrow)


def test_the_last_term_of_a_body_cannot_end_while_its_access_stays():
    grant = factories.make_access_grant()
    seats = [factories.make_seat(body=grant.body) for _ in range(2)]
    with recorded(**WHO):
        seats[0].ends_on = LONG_AGO
        seats[0].save()
    seats[1].ends_on = LONG_AGO
    with pytest.raises(ValidationError, match="nobody sits in"), recorded(**WHO):
        seats[1].save()


def test_a_body_with_access_is_not_put_out_of_use():
    grant = factories.make_access_grant()
    grant.body.retired_on = LONG_AGO
    with pytest.raises(ValidationError, match="out of use"), recorded(**WHO):
        grant.body.save()


def test_a_seat_that_was_entered_by_mistake_is_no_term_that_ended():
    seat = factories.make_seat(body=factories.make_access_grant().body)
    with recorded(**WHO):
        seat.retired_on = timezone.localdate()
        seat.save()


def test_a_file_cannot_give_access_to_a_body_in_which_nobody_sits_any_more():
    seat = factories.make_seat(ends_on=LONG_AGO)
    factories.make_processor(name="Acme")
    text = f"reference,body,processor\nAG-X,{seat.body},Acme\n"
    sheet = read_sheet("access_grants.csv", text.encode())
    (result,) = import_sheets([(TABLES["access_grants"], sheet)], by="test", reason="Import")
    (refusal,) = result.refusals
    assert "nobody sits in" in refusal.message
