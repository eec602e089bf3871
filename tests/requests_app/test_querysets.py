"""Questions about many requests, each asked for a day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from registry.lifecycle import retire
from registry.records.history import recorded
from requests_app.models import DataSubjectRequest, Message
from requests_app.vocabulary import Channel, Direction, MessageKind, RequestState
from tests.requests_app.factories import make_message, make_request, make_requested_right, right
from tests.requests_app.steps import WHO, S, request_in, settle
from tests.support.factories import make_user, one_block

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
ENDED = {S.ANSWERED, S.REFUSED, S.WITHDRAWN, S.CLOSED}
WAITING = {S.WAITING_IDENTITY, S.WAITING_CLARIFICATION}
requests = DataSubjectRequest.objects


def make_retired_request(**fields):
    return retire(make_request(**fields), by="test", reason="An advertisement")


def test_a_request_is_open_until_it_has_ended_and_some_wait_for_the_requester():
    one_in_each_state = {state: request_in(state) for state in S}
    open_ones = {state for state, request in one_in_each_state.items() if request.is_open}
    assert set(requests.open().values_list("state", flat=True)) == open_ones == set(S) - ENDED
    assert set(requests.waiting().values_list("state", flat=True)) == WAITING


def test_what_has_ended_is_not_overdue_nor_due():
    dues = [request_in(state).due_on for state in sorted(ENDED)]
    assert len(dues) == requests.exclude(due_on=None).count()
    assert not requests.overdue(date(2100, 1, 1)).exists()
    assert not requests.due_within(min(dues), 7).exists()


def test_a_request_is_overdue_from_the_day_after_it_was_due():
    with one_block():
        for reference, due_on in {
            "yesterday": TODAY - timedelta(days=1),
            "today": TODAY,
            "in a week": TODAY + timedelta(days=7),
            "in a week and a day": TODAY + timedelta(days=8),
            "waiting": None,
        }.items():
            make_request(reference=reference, due_on=due_on)
    assert {row.reference for row in requests.overdue(TODAY)} == {"yesterday"}
    assert {row.reference for row in requests.due_within(TODAY, 7)} == {"today", "in a week"}


def test_what_was_no_request_is_not_counted():
    make_retired_request(state=S.WAITING_IDENTITY, due_on=TODAY)
    assert not requests.open().exists()
    assert not requests.waiting().exists()
    assert not requests.overdue(TODAY + timedelta(days=1)).exists()
    assert not requests.due_within(TODAY, 7).exists()


def test_requests_are_those_of_who_handles_them():
    ada = make_user()
    mine = make_request(handler=ada)
    make_request(handler=make_user())
    make_request()
    assert list(requests.handled_by(ada)) == [mine]


def test_requests_are_found_by_a_right_that_they_invoke_once_each():
    both, one, _none = make_request(), make_request(), make_request()
    for request, code in [(both, "access"), (both, "erasure"), (one, "erasure")]:
        make_requested_right(request=request, right=right(code))
    assert set(requests.invoking("access")) == {both}
    assert list(requests.invoking("erasure").order_by("pk")) == [both, one]
    assert not requests.invoking("portability").exists()


def test_a_right_that_was_listed_by_mistake_is_not_invoked():
    retire(make_requested_right(right=right("access")), by="test", reason="Misread")
    assert not requests.invoking("access").exists()


def test_a_request_is_found_by_its_reference_or_the_beginning_of_it():
    with one_block():
        for reference in ["R-2026-000011", "R-2026-000012", "old/7"]:
            make_request(reference=reference)
    for text, found in {
        "R-2026-000012": {"R-2026-000012"},
        "r-2026-00001": {"R-2026-000011", "R-2026-000012"},
        "2026": set(),
        "R_2026": set(),
        "": {"R-2026-000011", "R-2026-000012", "old/7"},
        "OLD/": {"old/7"},
    }.items():
        assert {row.reference for row in requests.referenced(text)} == found, text


def test_the_questions_can_be_put_together():
    ada = make_user()
    wanted = make_request(handler=ada, due_on=TODAY, state=S.IN_PROGRESS)
    make_request(handler=ada, due_on=TODAY + timedelta(days=30))
    for request in requests.all():
        make_requested_right(request=request, right=right("access"))
    found = requests.handled_by(ada).due_within(TODAY, 7).invoking("access")
    assert list(found) == [wanted]


to_read = DataSubjectRequest.objects.with_mail_to_read


def test_mail_that_came_after_the_last_step_is_to_be_read_until_something_is_done():
    request = request_in(RequestState.WAITING_IDENTITY)
    assert not to_read().exists()
    make_message(request=request, at=timezone.now(), kind=MessageKind.OTHER)
    assert to_read().get() == request
    assert requests.open_by_urgency(TODAY, 7, make_user())["to_read"] == 1
    settle(request, **WHO)
    assert not to_read().exists()


def test_mail_that_was_answered_by_a_letter_is_read():
    request = request_in(RequestState.IN_PROGRESS)
    make_message(request=request, at=timezone.now(), kind=MessageKind.AUTOMATIC)
    make_message(request=request, at=timezone.now(), direction=Direction.OUT)
    assert not to_read().exists()


def test_mail_that_was_filed_after_the_last_step_is_to_be_read_whenever_it_came():
    request = request_in(RequestState.IN_PROGRESS)
    make_message(request=request, at=timezone.now() - timedelta(hours=2), kind=MessageKind.OTHER)
    assert to_read().get() == request


def test_a_letter_from_before_the_mail_was_filed_does_not_answer_it():
    request = request_in(RequestState.IN_PROGRESS)
    before = timezone.now() - timedelta(hours=1)
    make_message(request=request, at=before, direction=Direction.OUT)
    make_message(request=request, at=before - timedelta(hours=1), kind=MessageKind.OTHER)
    assert to_read().get() == request
    make_message(request=request, at=timezone.now(), direction=Direction.OUT)
    assert not to_read().exists()


def test_a_letter_for_another_request_answers_nothing():
    request = request_in(RequestState.IN_PROGRESS)
    make_message(request=request, at=timezone.now(), kind=MessageKind.OTHER)
    make_message(request=make_request(), at=timezone.now(), direction=Direction.OUT)
    assert to_read().get() == request


def test_what_else_came_in_answers_nothing():
    request = request_in(RequestState.IN_PROGRESS)
    make_message(request=request, at=timezone.now(), kind=MessageKind.OTHER)
    make_message(request=request, at=timezone.now(), channel=Channel.POST)
    assert to_read().get() == request


def test_mail_that_was_read_stays_so_though_its_message_is_changed_later():
    request = request_in(RequestState.IN_PROGRESS)
    message = make_message(request=request, at=timezone.now(), kind=MessageKind.OTHER)
    with recorded(**WHO):
        request.save()
    with recorded(**WHO):
        message.remarks = "Sent twice"
        message.save()
    assert not to_read().exists()


def test_what_mail_itself_writes_to_a_file_is_no_reading():
    request = request_in(RequestState.IN_PROGRESS)
    with recorded(by="receive_mail", reason="Mail received"):  # as it stands in every history
        Message.objects.create(
            request=request, direction="in", channel="email", kind="other", at=timezone.now()
        )
        request.remarks = "Another message came from the same address."
        request.save()
    assert to_read().get() == request


def test_a_stray_is_to_be_read_from_when_it_was_put_to_its_request():
    unassigned = make_message(at=timezone.now(), kind=MessageKind.AUTOMATIC)
    with recorded(**WHO):
        unassigned.request = None
        unassigned.save()
    request = request_in(RequestState.IN_PROGRESS)
    with recorded(**WHO):
        unassigned.request = request
        unassigned.save()
    assert to_read().get() == request
    with recorded(**WHO):
        request.save()
    assert not to_read().exists()


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"kind": MessageKind.REQUEST}, id="the request itself"),
        pytest.param({"channel": Channel.POST}, id="by post, so somebody recorded it"),
        pytest.param({"direction": Direction.OUT}, id="a letter"),
        pytest.param({"retired_on": TODAY}, id="put aside"),
    ],
)
def test_only_mail_that_came_is_to_be_read(fields):
    request = request_in(RequestState.IN_PROGRESS)
    make_message(request=request, at=timezone.now(), **{"kind": MessageKind.OTHER} | fields)
    assert not to_read().exists()


def test_mail_to_a_request_that_has_ended_is_not_among_it():
    make_message(request=request_in(RequestState.ANSWERED), at=timezone.now(), kind="other")
    assert not to_read().exists()


def test_each_message_counts_from_when_it_was_filed_itself():
    request = request_in(RequestState.IN_PROGRESS)
    make_message(request=request, at=timezone.now(), kind=MessageKind.OTHER)
    with recorded(**WHO):
        request.save()
    assert not to_read().exists()
    make_message(request=request, at=timezone.now(), kind=MessageKind.OTHER)
    assert to_read().get() == request


def test_one_question_counts_each_kind_of_urgency():
    days = {"overdue": -1, "soon": 7, "later": 8}
    for name, count in [("overdue", 3), ("soon", 2), ("later", 1)]:
        for _each in range(count):
            make_request(due_on=TODAY + timedelta(days=days[name]), state=S.IN_PROGRESS)
    for _each in range(4):
        make_request(state=S.WAITING_CLARIFICATION)
    for _each in range(5):
        make_request(state=S.TO_SORT)
    make_message(request=make_request(state=S.RECEIVED), at=timezone.now(), kind="other")
    make_request(state=S.RECEIVED, acknowledge_due_on=TODAY)
    make_request(state=S.ACKNOWLEDGED, acknowledge_due_on=TODAY, acknowledged_on=TODAY)
    make_request(handler=(handler := make_user()))
    assert requests.open_by_urgency(TODAY, 7, handler) == {
        "overdue": 3,
        "soon": 2,
        "waiting": 4,
        "to_sort": 5,
        "to_acknowledge": 1,
        "to_read": 1,
        "nobodys": 18,
        "own": 1,
    }
