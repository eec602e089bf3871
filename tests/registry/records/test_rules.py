"""The rules that many tables share, tried on seats, engagements and references."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from registry.models import (
    AccessGrant,
    Notice,
    Organisation,
    ProcessingActivity,
    ProcessorAgreement,
    Seat,
)
from registry.records.history import recorded
from registry.records.rules import Fault, Faults
from tests.support.factories import (
    make_access_grant,
    make_activity,
    make_body,
    make_notice,
    make_organisation,
    make_processor_agreement,
    make_seat,
)

pytestmark = pytest.mark.django_db

Y18, Y19, Y20 = date(2018, 1, 1), date(2019, 1, 1), date(2020, 1, 1)


# Periods


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        pytest.param((None, None), (Y19, None), True, id="no dates, and some"),
        pytest.param((None, Y18), (Y18, None), True, id="they share a day"),
        pytest.param((None, date(2018, 12, 31)), (Y19, None), False, id="one after the other"),
        pytest.param((Y19, None), (None, date(2018, 12, 31)), False, id="one before the other"),
        pytest.param((Y18, Y20), (Y19, Y19), True, id="one within the other"),
        pytest.param((Y19, Y19), (Y18, Y20), True, id="one around the other"),
        pytest.param((Y18, None), (Y19, None), True, id="both go on"),
        pytest.param((None, Y18), (None, Y19), True, id="both began long ago"),
    ],
)
@pytest.mark.parametrize("at_once", [False, True], ids=["one by one", "at once"])
def test_a_seat_has_one_holder_at_a_time(first, second, overlap, at_once):
    body = make_body()
    seats = [
        Seat(body=body, designation="Treasurer", starts_on=start, ends_on=end)
        for start, end in (first, second)
    ]
    # Two that begin long ago have one key: the database refuses them by itself.
    if first[0] is None and second[0] is None:
        seats[0].starts_on = date(1990, 1, 1)
    refused = not _saved(seats, at_once)
    assert refused is overlap


def _saved(seats, at_once):
    try:
        with recorded(by="test", reason="Terms"):
            if at_once:
                Seat.objects.add_all(seats)
            else:
                for seat in seats:
                    seat.save()
    except Faults:
        return False
    return True


def test_an_overlap_is_refused_with_the_row_and_what_to_do():
    seat = make_seat(designation="Treasurer", ends_on=Y19)
    other = Seat(body=seat.body, designation="Treasurer", starts_on=Y18)
    with pytest.raises(Faults) as refusal, recorded(by="test", reason="Terms"):
        other.save()
    message = "Treasurer: someone else holds this seat at that time. End that term first."
    assert refusal.value.messages == [message]
    assert refusal.value.faults == [Fault(Seat, other.pk, "starts_on", refusal.value.messages[0])]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"designation": "Secretary"}, id="another seat"),
        pytest.param({"body": None}, id="another body"),
        pytest.param({"retired_on": Y20}, id="retired"),
    ],
)
def test_other_seats_and_retired_ones_do_not_count(other):
    seat = make_seat(designation="Treasurer")
    fields = {"body": seat.body, "designation": "Treasurer", "starts_on": Y18} | other
    make_seat(**fields)
    assert Seat.objects.count() == 2


def test_a_seat_is_free_when_the_entry_of_its_holder_was_retired():
    seat = make_seat(designation="Treasurer", retired_on=Y20)
    make_seat(body=seat.body, designation="Treasurer", starts_on=Y18)
    assert Seat.objects.in_use().count() == 1


def test_a_row_that_comes_back_into_use_has_to_fit_again():
    seat = make_seat(designation="Treasurer")
    retired = make_seat(body=seat.body, designation="Treasurer", starts_on=Y18, retired_on=Y20)
    retired.retired_on = None
    with pytest.raises(Faults), recorded(by="test", reason="Back"):
        retired.save()


def test_the_earlier_term_ends_in_the_block_that_begins_the_next():
    seat = make_seat(designation="Treasurer")
    with recorded(by="test", reason="Elected"):
        Seat.objects.create(body=seat.body, designation="Treasurer", starts_on=Y19)
        seat.ends_on = date(2018, 12, 31)
        seat.save()
    assert Seat.objects.in_force(Y19).count() == 1


def test_all_faults_are_told_at_once_and_each_once():
    treasurer, secretary = make_seat(designation="Treasurer"), make_seat(designation="Secretary")
    with pytest.raises(Faults) as refusal, recorded(by="test", reason="Terms"):
        Seat.objects.add_all(
            Seat(body=seat.body, designation=seat.designation, starts_on=start)
            for seat in (treasurer, secretary)
            for start in (Y18, Y19)
        )
    assert len(refusal.value.faults) == 4
    assert [message.split(":")[0] for message in refusal.value.messages] == [
        "Treasurer",
        "Secretary",
    ]


# References that are never used again

REFERENCED = {
    ProcessingActivity: make_activity,
    ProcessorAgreement: make_processor_agreement,
    AccessGrant: make_access_grant,
}


@pytest.mark.parametrize(("model", "make"), REFERENCED.items())
def test_a_retired_row_keeps_its_reference(model, make):
    reference = make(reference="R-1", **_retired(model)).reference
    with pytest.raises(ValidationError, match="already exists"):
        model(reference=reference).full_clean()


def _retired(model):
    state = {"state": "retired"} if model is ProcessingActivity else {}
    return {"retired_on": Y19} | state


@pytest.mark.parametrize(("model", "make"), REFERENCED.items())
def test_a_reference_that_was_given_up_is_not_given_to_another(model, make):
    row = make(reference="R-1")
    row.reference = "R-2"
    with recorded(by="test", reason="Renumbered"):
        row.save()
    with pytest.raises(Faults, match="“R-1” was already used for another entry"):
        make(reference="R-1")
    assert list(model.objects.values_list("reference", flat=True)) == ["R-2"]


@pytest.mark.parametrize(("model", "make"), REFERENCED.items())
def test_a_row_may_have_its_own_former_reference_back(model, make):
    row = make(reference="R-1")
    for reference in ["R-2", "R-1"]:
        row.reference = reference
        with recorded(by="test", reason="Renumbered"):
            row.save()
    assert model.objects.get().reference == "R-1"


def test_a_reference_does_not_change_hands_within_a_block_either():
    first, second = make_activity(reference="R-1"), make_activity()
    first.reference, second.reference = "R-2", "R-1"
    with pytest.raises(Faults), recorded(by="test", reason="Swapped"):
        ProcessingActivity.objects.change_all([first, second], ["reference"])


# References that may be followed to their end


def test_no_row_leads_back_to_itself_however_long_the_way():
    first = make_organisation(name="NumFOCUS")
    second = make_organisation(parent=first)
    third = make_organisation(parent=second)
    first.parent = third
    with pytest.raises(Faults) as refusal, recorded(by="test", reason="Adopted"):
        first.save()
    message = (
        "NumFOCUS: “sponsor” refers back to itself through other entries. Remove one of "
        "the references."
    )
    assert refusal.value.faults == [Fault(Organisation, first.pk, "parent", message)]


def test_a_row_below_a_circle_does_not_search_for_ever():
    notice = make_notice(title="Privacy")
    notice.replaces = notice
    earlier = make_notice()
    earlier.replaces = notice
    with pytest.raises(Faults) as refusal, recorded(by="test", reason="Replaced"):
        Notice.objects.change_all([notice, earlier], ["replaces"])
    assert [fault.pk for fault in refusal.value.faults] == [notice.pk]


def test_a_chain_has_an_end_and_is_accepted():
    project = make_organisation(parent=make_organisation(parent=make_organisation()))
    assert project.parent.parent.parent is None
