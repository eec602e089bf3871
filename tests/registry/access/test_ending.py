"""What ends, ends with all that hangs on it, or goes on with a successor."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from registry.access.ending import confirm_withdrawn, end_with_all
from registry.access.handing_over import Successor
from registry.access.hanging import hanging_on
from registry.models import AccessGrant, Engagement, Seat
from registry.past.views import as_it_was
from registry.vocabulary import AccessLevel, EngagementState, RecipientRole, TransferTool
from tests.support import factories

pytestmark = pytest.mark.django_db

WHO = {"by": "test", "reason": "The term is over"}
START, DAY, NEXT = date(2018, 1, 12), date(2018, 7, 17), date(2018, 7, 18)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def texts(row):
    return [it.key.split("-")[0] for it in hanging_on(row, timezone.localdate())]


@pytest.fixture
def board():
    """With two seats, in which people sit from Belgium and from the United States."""
    body = factories.make_body(name="Board")
    for code in ["BE", "US"]:
        factories.make_seat(
            body=body,
            designation=f"Member {code}",
            country=factories.country(code),
            person=factories.make_person(),
            starts_on=START,
        )
    return body


@pytest.fixture
def seat(board):
    return board.seats.get(country__code="BE")


@pytest.mark.once
def test_a_term_ends_with_the_access_that_it_gave(seat):
    grants = [factories.make_access_grant(seat=seat) for _ in range(2)]
    end_with_all(seat, on=DAY, **WHO)
    assert {fresh(row).ends_on for row in [seat, *grants]} == {DAY}
    assert {row.history.first().history_change_reason for row in [seat, *grants]} == {WHO["reason"]}


@pytest.mark.once
def test_what_the_body_as_a_whole_may_reach_stays_for_the_others(seat, board):
    grant = factories.make_access_grant(body=board)
    end_with_all(seat, on=DAY, **WHO)
    assert fresh(grant).ends_on is None


def test_with_the_last_term_ends_what_the_body_may_reach(seat, board):
    grant = factories.make_access_grant(body=board)
    end_with_all(board.seats.exclude(pk=seat.pk).get(), on=DAY, **WHO)
    end_with_all(seat, on=DAY, **WHO)
    assert fresh(grant).ends_on == DAY


@pytest.mark.once
def test_the_last_of_several_terms_that_end_on_one_day_takes_the_access_of_the_body(seat, board):
    grant = factories.make_access_grant(body=board)
    today = timezone.localdate()
    for row in board.seats.all():
        end_with_all(row, on=today, **WHO)
    assert fresh(grant).ends_on == today


@pytest.mark.once
def test_a_term_that_ends_later_than_the_others_takes_the_access_of_the_body(seat, board):
    grant = factories.make_access_grant(body=board)
    soon, later = (timezone.localdate() + timedelta(days=days) for days in (10, 20))
    end_with_all(board.seats.exclude(pk=seat.pk).get(), on=soon, **WHO)
    end_with_all(seat, on=later, **WHO)
    assert fresh(grant).ends_on == later


@pytest.mark.once
def test_a_transfer_hangs_on_the_last_seat_in_its_country(seat, board):
    flows = [
        factories.make_transfer(body=board, country=factories.country(code))
        for code in ["BE", "US"]
    ]
    end_with_all(seat, on=DAY, **WHO)
    assert [fresh(flow).ends_on for flow in flows] == [DAY, None]


@pytest.mark.once
def test_what_was_to_begin_later_never_does(seat):
    grant = factories.make_access_grant(seat=seat, starts_on=NEXT)
    end_with_all(seat, on=DAY, **WHO)
    assert fresh(grant).retired_on == NEXT
    assert not AccessGrant.objects.in_force(timezone.localdate()).exists()


@pytest.mark.once
def test_what_has_an_earlier_end_keeps_it(seat):
    today = timezone.localdate()
    grant = factories.make_access_grant(seat=seat, ends_on=today)
    end_with_all(seat, on=today + timedelta(days=30), **WHO)
    assert fresh(grant).ends_on == today


@pytest.mark.once
def test_single_things_may_stay_while_the_term_lasts(seat):
    today = timezone.localdate()
    ends, stays = (factories.make_access_grant(seat=seat) for _ in range(2))
    end_with_all(seat, on=today, closing=[f"accessgrant-{ends.pk}"], **WHO)
    assert (fresh(ends).ends_on, fresh(stays).ends_on) == (today, None)


def test_no_access_may_stay_when_the_term_is_over_and_nothing_is_done_by_halves(seat):
    factories.make_access_grant(seat=seat)
    with pytest.raises(ValidationError, match="is over"):
        end_with_all(seat, on=DAY, closing=[], **WHO)
    assert fresh(seat).ends_on is None


@pytest.mark.once
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"on": START - timedelta(days=1)}, "before the first day", id="too early"),
        pytest.param({"withdrawn_on": date(2999, 1, 1)}, "in the future", id="not yet withdrawn"),
    ],
)
def test_days_that_cannot_be_are_refused(seat, fields, message):
    with pytest.raises(ValidationError, match=message):
        end_with_all(seat, **{"on": DAY} | fields, **WHO)
    assert fresh(seat).ends_on is None


@pytest.mark.once
@pytest.mark.parametrize(
    ("make", "field"),
    [
        pytest.param(factories.make_engagement, "starts_on", id="engagement"),
        pytest.param(factories.make_seat, "starts_on", id="seat"),
        pytest.param(factories.make_access_grant, "starts_on", id="grant"),
        pytest.param(factories.make_processor_agreement, "signed_on", id="agreement"),
        pytest.param(factories.make_transfer, "starts_on", id="transfer"),
        pytest.param(factories.make_purpose, "starts_on", id="purpose"),
        pytest.param(factories.make_body, "first_day", id="body"),
    ],
)
@pytest.mark.parametrize("has_own", [False, True])
def test_nothing_ends_before_the_first_day_on_which_it_was_there(make, field, has_own):
    own = {} if field == "first_day" else {field: DAY if has_own else None}
    row = make(first_day=DAY, **own)
    with pytest.raises(ValidationError, match="correct its first day first") as refused:
        end_with_all(row, on=DAY - timedelta(days=1), **WHO)
    assert [(it.model, it.pk, it.field) for it in refused.value.faults] == [
        (type(row), row.pk, field)
    ]
    end_with_all(row, on=DAY, **WHO)


@pytest.mark.once
@pytest.mark.parametrize("own", [{}, {"starts_on": NEXT}])
def test_no_company_ends_before_what_it_does_here_began(own):
    row = factories.make_engagement(first_day=NEXT, listed_from=NEXT, **own)
    with pytest.raises(ValidationError, match="correct its first day first"):
        end_with_all(row.processor, on=DAY, **WHO)
    assert fresh(row).listed_from == NEXT


@pytest.mark.once
def test_what_hangs_on_it_ends_on_no_day_before_it_was_on_record(seat):
    grant = factories.make_access_grant(seat=seat, first_day=NEXT)
    with pytest.raises(ValidationError, match="It is on record only since"):
        end_with_all(seat, on=DAY, **WHO)
    assert (fresh(seat).ends_on, fresh(grant).ends_on) == (None, None)


@pytest.mark.once
def test_what_has_ended_is_not_ended_again_and_no_end_is_put_off(seat):
    later = timezone.localdate() + timedelta(days=100)
    end_with_all(seat, on=later, **WHO)
    with pytest.raises(ValidationError, match="already"):
        end_with_all(seat, on=later + timedelta(days=1), **WHO)
    end_with_all(seat, on=DAY, **WHO)
    with pytest.raises(ValidationError, match="It has ended already"):
        end_with_all(seat, on=DAY, **WHO)


@pytest.mark.once
def test_the_withdrawal_is_confirmed_for_all_that_ended(seat):
    grant = factories.make_access_grant(seat=seat)
    end_with_all(seat, on=DAY, withdrawn_on=NEXT, **WHO)
    assert {fresh(row).withdrawn_on for row in [seat, grant]} == {NEXT}


# A successor


def test_somebody_else_gets_a_term_of_the_same_seat_and_the_same_access(seat):
    grant = factories.make_access_grant(
        seat=seat, reference="AG-1", level=AccessLevel.EDIT, system="Ledger", why="To pay"
    )
    person, us = factories.make_person(), factories.country("US")
    end_with_all(seat, on=DAY, successor=Successor(person=person, country=us), **WHO)
    after = Seat.objects.get(starts_on=NEXT)
    assert (after.body, after.designation) == (seat.body, seat.designation)
    assert (after.person, after.country) == (person, us)
    new = after.access_grants.get()
    assert (new.reference, new.starts_on, new.ends_on) == ("AG-1-2", NEXT, None)
    assert (new.processor, new.level, new.system, new.why) == (
        grant.processor,
        AccessLevel.EDIT,
        "Ledger",
        "To pay",
    )
    assert fresh(grant).ends_on == DAY


@pytest.mark.once
def test_a_reference_of_a_successor_was_never_used(seat):
    factories.make_access_grant(reference="AG-1-2")
    long = "A" * 40
    for reference in ["AG-1", long]:
        factories.make_access_grant(seat=seat, reference=reference)
    end_with_all(seat, on=DAY, successor=Successor(person=factories.make_person()), **WHO)
    new = AccessGrant.objects.filter(starts_on=NEXT).values_list("reference", flat=True)
    assert set(new) == {"AG-1-3", "A" * 38 + "-2"}


@pytest.mark.once
def test_another_seat_of_the_body_takes_over_what_it_has_not(seat, board):
    other = board.seats.exclude(pk=seat.pk).get()
    both = factories.make_access_grant(seat=seat)
    factories.make_access_grant(seat=other, processor=both.processor)
    factories.make_access_grant(seat=seat)
    end_with_all(seat, on=DAY, successor=Successor(seat=other), **WHO)
    assert other.access_grants.count() == 2


@pytest.mark.once
def test_with_a_successor_what_the_body_needs_goes_on(seat, board):
    end_with_all(board.seats.exclude(pk=seat.pk).get(), on=DAY, **WHO)
    belgium = factories.country("BE")
    stays = [
        factories.make_access_grant(body=board),
        factories.make_transfer(body=board, country=belgium),
    ]
    to = Successor(person=factories.make_person(), country=belgium)
    end_with_all(seat, on=DAY, successor=to, **WHO)
    assert [fresh(row).ends_on for row in stays] == [None, None]


def successors_that_do_not_fit(seat):
    other = seat.body.seats.exclude(pk=seat.pk).get()
    return {
        "itself": Successor(seat=seat),
        "another body": Successor(seat=factories.make_seat()),
        "over": Successor(seat=factories.make_seat(body=seat.body, ends_on=DAY)),
        "two": Successor(seat=other, person=factories.make_person()),
        "a country alone": Successor(country=factories.country("US")),
    }


@pytest.mark.once
@pytest.mark.parametrize("which", ["itself", "another body", "over", "two", "a country alone"])
def test_a_successor_that_does_not_fit_is_refused(seat, which):
    with pytest.raises(ValidationError):
        end_with_all(seat, on=DAY, successor=successors_that_do_not_fit(seat)[which], **WHO)
    assert fresh(seat).ends_on is None


# Processors


@pytest.fixture
def engagement():
    return factories.make_engagement(
        service="Newsletter",
        starts_on=START,
        listed_from=START,
        data_categories=[factories.make_data_category()],
    )


def hang_all_on(engagement):
    processor, activity = engagement.processor, engagement.activity
    us = factories.country("US")
    return [
        factories.make_engagement(
            activity=activity, role=RecipientRole.SUB_PROCESSOR, sub_processor_of=processor
        ),
        factories.make_tracker(activity=activity, processor=processor),
        factories.make_processor_agreement(processor=processor, organisation=activity.organisation),
        factories.make_transfer(
            processor=processor,
            organisation=activity.organisation,
            country=us,
            tool=TransferTool.NOT_STATED,
        ),
        factories.make_access_grant(processor=processor),
    ]


def last_day(row):
    row = fresh(row)
    return row.expires_on if hasattr(row, "expires_on") else row.ends_on


@pytest.mark.parametrize("whole", [False, True])
def test_an_engagement_ends_with_all_that_hangs_on_it(engagement, whole):
    hanging = hang_all_on(engagement)
    end_with_all(engagement.processor if whole else engagement, on=DAY, **WHO)
    assert {last_day(row) for row in [engagement, *hanging]} == {DAY}
    ended = fresh(engagement)
    assert (ended.state, ended.listed_until) == (EngagementState.ENDED, DAY)


@pytest.mark.once
def test_what_other_engagements_of_a_processor_need_stays(engagement):
    hang_all_on(engagement)
    factories.make_engagement(
        processor=engagement.processor,
        activity=factories.make_activity(organisation=engagement.activity.organisation),
    )
    assert texts(engagement) == ["engagement", "tracker"]


@pytest.mark.once
def test_a_body_that_receives_nothing_more_in_an_activity_loses_its_access_there():
    body = factories.make_body()
    engagement = factories.make_engagement(body=body)
    grant = factories.make_access_grant(body=body, activity=engagement.activity)
    factories.make_access_grant(body=body)
    assert [it.row for it in hanging_on(engagement, timezone.localdate())] == [grant]


@pytest.mark.once
def test_another_processor_takes_over_with_the_same_data(engagement):
    grant = factories.make_access_grant(processor=engagement.processor, reference="AG-1")
    after = factories.make_processor()
    end_with_all(engagement, on=DAY, successor=Successor(processor=after), **WHO)
    new = Engagement.objects.get(processor=after)
    assert (new.service, new.starts_on, new.listed_from) == ("Newsletter", NEXT, None)
    assert list(new.data_categories.all()) == list(engagement.data_categories.all())
    assert after.access_grants.get().reference == "AG-1-2"
    assert fresh(grant).ends_on == DAY


@pytest.mark.once
def test_a_processor_that_follows_tomorrow_is_planned(engagement):
    after = factories.make_processor()
    to = Successor(processor=after)
    end_with_all(engagement.processor, on=timezone.localdate(), successor=to, **WHO)
    assert after.engagements.get().state == EngagementState.PLANNED


@pytest.mark.once
def test_no_processor_follows_itself(engagement):
    to = Successor(processor=engagement.processor)
    with pytest.raises(ValidationError, match="another processor"):
        end_with_all(engagement, on=DAY, successor=to, **WHO)


# Confirming


def test_a_withdrawal_is_confirmed_once_and_for_all_access_of_the_seat(seat):
    grant = factories.make_access_grant(seat=seat)
    end_with_all(seat, on=DAY, **WHO)
    confirm_withdrawn(seat, on=NEXT, **WHO)
    assert {fresh(row).withdrawn_on for row in [seat, grant]} == {NEXT}
    with pytest.raises(ValidationError, match="is confirmed"):
        confirm_withdrawn(seat, on=NEXT, **WHO)


@pytest.mark.once
def test_nothing_is_confirmed_that_has_not_ended_or_of_a_day_to_come(seat):
    with pytest.raises(ValidationError, match="not ended yet"):
        confirm_withdrawn(seat, on=DAY, **WHO)
    end_with_all(seat, on=DAY, **WHO)
    with pytest.raises(ValidationError, match="in the future"):
        confirm_withdrawn(seat, on=date(2999, 1, 1), **WHO)


@pytest.mark.once
def test_an_engagement_was_active_on_the_days_before_its_end():
    engagement = factories.make_engagement(state=EngagementState.ACTIVE)
    end_with_all(engagement, on=date(2018, 7, 12), by="test", reason="It ended last summer")
    engagement.refresh_from_db()
    assert engagement.state == EngagementState.ENDED
    with as_it_was(date(2018, 7, 12)):
        assert Engagement.objects.get().state == EngagementState.ACTIVE
