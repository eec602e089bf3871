"""“No data held” and “erased” are said after the searches and notices, or with a kept reason."""

from contextlib import nullcontext
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from registry.records.history import recorded
from requests_app.deadlines.questions import Need
from requests_app.handling import lifecycle
from requests_app.handling.checklist import note_search, note_told
from requests_app.handling.stopping import stop as record_stop
from requests_app.models import RecipientNotice
from requests_app.vocabulary import Finding, Outcome, WhyNotTold
from tests.requests_app.factories import make_requester, receive_request
from tests.requests_app.steps import DAY, WHO, decide, refuse, settle
from tests.support.factories import (
    make_activity,
    make_data_subject_category,
    make_engagement,
    make_organisation,
    one_block,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LATER = date(2026, 2, 10)


@pytest.fixture
def of_a_donor():
    """Opens a request: one activity to search, in which two recipients have the data."""
    donors, ours = make_data_subject_category(code="donor"), make_organisation()
    with one_block():
        activity = make_activity(organisation=ours, data_subjects=[donors])
        make_engagement(activity=activity, recipient="Banks")
        make_engagement(activity=activity, recipient="Post")

    def of(code):
        request = receive_request(code, organisation=ours, data_subjects=[donors])
        settle(request, **WHO)
        return request

    return of


def search(request, finding):
    note_search(request.checklist.get(), finding=finding, on=DAY, is_done=True, **WHO)


def tell_all(request):
    for notice in request.recipient_notices.all():
        note_told(notice, on=DAY, **WHO)


def answer(request, **said):
    lifecycle.answer(request, on=LATER, channel="email", **said, **WHO)
    request.refresh_from_db()


def test_no_data_held_is_not_said_while_nothing_was_searched_15_1(of_a_donor):
    request = of_a_donor("access")
    decide(request, Outcome.NO_DATA)
    with pytest.raises(ValidationError, match="1 search is still open"):
        answer(request)
    search(request, Finding.NOTHING)
    answer(request)
    assert request.state == "answered"


def test_no_data_held_is_not_said_where_there_was_nothing_to_search():
    request = receive_request("access")
    settle(request, **WHO)
    decide(request, Outcome.NO_DATA)
    with pytest.raises(ValidationError, match="nothing was searched"):
        answer(request)


def test_no_data_held_is_not_said_beside_data_that_was_found(of_a_donor):
    request = of_a_donor("access")
    search(request, Finding.FOUND)
    decide(request, Outcome.NO_DATA)
    with pytest.raises(ValidationError, match="a search has found data"):
        answer(request)


@pytest.mark.parametrize("code", ["rectification", "erasure", "restriction"])
def test_it_is_done_when_recipients_are_told_19(of_a_donor, code):
    request = of_a_donor(code)
    if code == "restriction":
        record_stop(request, on=DAY, what="Used no more", **WHO)
    decide(request, Outcome.FULFILLED)
    with pytest.raises(ValidationError) as refusal:
        answer(request)
    searches, recipients = refusal.value.messages
    assert "1 search is still open" in searches
    assert "2 recipients are not told yet (Article 19)" in recipients
    search(request, Finding.FOUND)
    tell_all(request)
    answer(request)
    assert request.why_unfinished == ""


@pytest.mark.parametrize("why_not", WhyNotTold)
def test_why_a_recipient_is_not_told_is_enough(of_a_donor, why_not):
    request = of_a_donor("erasure")
    search(request, Finding.FOUND)
    decide(request, Outcome.FULFILLED)
    with one_block():
        for notice in RecipientNotice.objects.all():
            notice.why_not = why_not
            notice.save()
    answer(request)
    assert request.state == "answered"


@pytest.mark.parametrize("code", ["access", "erasure"])
def test_what_does_not_wait_has_a_reason_that_is_kept(of_a_donor, code):
    request = of_a_donor(code)
    decide(request, Outcome.FULFILLED)
    answer(request, why_unfinished=" The bank answers by letter ")
    lifecycle.close(request, on=LATER, **WHO)
    request.refresh_from_db()
    assert (request.state, request.why_unfinished) == ("closed", "The bank answers by letter")


def test_it_is_asked_again_at_closing(of_a_donor):
    request = of_a_donor("access")
    search(request, Finding.NOTHING)
    decide(request, Outcome.NO_DATA)
    answer(request)
    search(request, Finding.FOUND)  # later, and written down all the same
    with pytest.raises(ValidationError, match="a search has found data"):
        lifecycle.close(request, on=LATER, **WHO)
    lifecycle.close(request, on=LATER, why_unfinished="A namesake", **WHO)


def test_reopened_it_needs_its_reason_anew(of_a_donor):
    request = of_a_donor("access")
    decide(request, Outcome.FULFILLED)
    answer(request, why_unfinished="The rest follows")
    lifecycle.reopen(request, **WHO)
    with pytest.raises(ValidationError, match="still open"):
        answer(request)


@pytest.mark.parametrize("code", ["objection", "marketing-objection", "consent-withdrawal"])
def test_what_stops_at_once_waits_for_no_search(of_a_donor, code):
    request = of_a_donor(code)
    record_stop(request, on=DAY, what="The newsletter", **WHO)
    decide(request, Outcome.FULFILLED)
    answer(request)
    assert request.state == "answered"


@pytest.mark.parametrize("code", ["access", "rectification", "erasure", "portability"])
def test_for_a_representative_nothing_is_granted_without_what_shows_the_mandate(of_a_donor, code):
    request = of_a_donor(code)
    who = make_requester(request=request, representative="A lawyer")
    decide(request, Outcome.FULFILLED)
    with pytest.raises(ValidationError, match="A representative asks"):
        answer(request, why_unfinished="The rest follows")
    with recorded(**WHO):
        who.mandate = "Signed on 1 February"
        who.save()
    answer(request, why_unfinished="The rest follows")


@pytest.mark.parametrize("is_verified", [True, False])
def test_a_mandate_that_was_asked_for_and_came_is_shown_if_it_was_one(of_a_donor, is_verified):
    request = of_a_donor("rectification")
    make_requester(request=request, representative="A lawyer")
    lifecycle.ask_identity(request, on=DAY, need=Need.AUTHORITY, **WHO)
    lifecycle.settle_identity(
        request, on=DAY, is_verified=is_verified, method="A call", checked_by="Officer", **WHO
    )
    decide(request, Outcome.FULFILLED)
    with nullcontext() if is_verified else pytest.raises(ValidationError, match="representative"):
        answer(request, why_unfinished="The rest follows")


def test_for_a_representative_without_a_mandate_it_can_be_refused_and_marketing_stopped(of_a_donor):
    request = of_a_donor("marketing-objection")
    make_requester(request=request, representative="A parent")
    record_stop(request, on=DAY, what="The newsletter", **WHO)
    decide(request, Outcome.FULFILLED)
    answer(request)
    other = of_a_donor("access")
    make_requester(request=other, representative="A stranger")
    decide(other, Outcome.REFUSED, "not_identified")
    refuse(other, **WHO)


def test_what_is_withdrawn_is_closed_without_searches(of_a_donor):
    request = of_a_donor("erasure")
    lifecycle.withdraw(request, on=LATER, **WHO)
    lifecycle.close(request, on=LATER, **WHO)
    request.refresh_from_db()
    assert request.state == "closed"
