"""What becomes of a message: a request, a part of one, or a note that it came."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from registry.files_kept.storage import open_kept
from registry.records.history import recorded
from requests_app.intake.filing import file_mail
from requests_app.intake.mail import TEXT_LIMIT, read
from requests_app.models import Attachment, DataSubjectRequest, Message, Requester
from requests_app.vocabulary import RequestState
from tests.requests_app.factories import make_request_policy
from tests.requests_app.intake.messages import (
    NOW,
    attached,
    message,
    multipart,
    part,
)
from tests.support.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation()


@pytest.fixture
def receive(organisation):
    def file(raw):
        return file_mail(read(raw, now=NOW), raw, organisation=organisation)

    return file


def end(request):
    with recorded(by="test", reason="Set up"):
        request.state = RequestState.WITHDRAWN
        request.withdrawn_on = request.received_on
        request.save()


# A request


def test_a_message_opens_a_request_that_names_nobody(receive, organisation):
    request = receive(message()).request
    assert request.organisation == organisation
    assert (request.reference, request.state) == ("R-2026-000001", RequestState.RECEIVED)
    assert (request.received_on, request.due_on) == (date(2026, 11, 20), date(2026, 12, 21))
    assert (request.channel, request.rights.count()) == ("email", 0)


@pytest.mark.once
def test_it_came_on_the_day_that_it_was_with_the_organisation(organisation):
    make_request_policy(organisation=organisation, time_zone="America/Chicago")
    raw = message()
    evening_in_austin = datetime(2026, 2, 1, 2, tzinfo=UTC)
    request = file_mail(read(raw, now=evening_in_austin), raw, organisation=organisation).request
    assert (request.received_on, request.due_on) == (date(2026, 1, 31), date(2026, 3, 2))


@pytest.mark.once
def test_where_it_is_tomorrow_already_it_came_tomorrow(organisation, settings):
    settings.TIME_ZONE = "Pacific/Pago_Pago"
    make_request_policy(organisation=organisation, time_zone="Pacific/Kiritimati")
    raw, now = message(date=None), timezone.now()
    request = file_mail(read(raw, now=now), raw, organisation=organisation).request
    assert request.received_on > timezone.localdate()
    assert request.received_on == timezone.localdate(now, ZoneInfo("Pacific/Kiritimati"))


@pytest.mark.once
def test_who_asked_is_kept_apart(receive):
    request = receive(message()).request
    requester = Requester.objects.get(request=request)
    assert (requester.name, requester.email) == ("Ann Example", "ann@example.org")


def test_the_message_is_kept_with_its_request(receive):
    filed = receive(message(message_id="<1@x>"))
    kept = filed.request.messages.get()
    assert (kept.kind, kept.direction, kept.channel) == ("request", "in", "email")
    assert (kept.subject, kept.text) == ("My data", "Please delete my data.")
    assert (kept.message_id, kept.correspondent, kept.remarks) == ("<1@x>", "", "")


@pytest.mark.once
def test_its_history_says_which_command_wrote_it(receive):
    request = receive(message()).request
    authors = set(request.history.values_list("history_author", "history_change_reason"))
    assert authors == {("receive_mail", "Mail received")}


@pytest.mark.once
def test_its_files_are_stored(receive):
    filed = receive(multipart(part("See the copy."), attached(b"%PDF-1.7")))
    attachment = filed.message.attachments.get()
    with open_kept(attachment) as file:
        assert (attachment.name, file.read()) == ("copy.pdf", b"%PDF-1.7")


@pytest.mark.once
def test_an_address_for_answers_is_kept_where_it_is_another(receive):
    filed = receive(message(reply_to="lawyer@example.net"))
    assert filed.message.correspondent == "reply to lawyer@example.net"


# Twice


def test_the_same_message_twice_is_one(receive):
    first, second = receive(message(message_id="<1@x>")), receive(message(message_id="<1@x>"))
    assert (second.request, second.is_new) == (first.request, False)
    assert Message.objects.count() == 1


def test_the_same_message_by_another_way_is_one(receive):
    receive(message(message_id="<1@x>"))
    receive(message(message_id="<1@x>", received="from list; Sat, 21 Nov 2026 08:00:00 +0000"))
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "And my photographs."},
        {"subject": "My photographs"},
        {"from_": "Bob Example <bob@example.org>"},
    ],
)
def test_another_message_under_the_same_id_is_a_request_of_its_own(receive, fields):
    first = receive(message(message_id="<1@x>")).request
    others = [receive(message(**{"message_id": "<1@x>", **fields})) for _time in range(2)]
    assert {other.request.reference for other in others} == {"R-2026-000002"}
    assert [other.is_new for other in others] == [True, False]
    assert f"same Message-ID exists: it belongs to {first}." in others[0].message.remarks
    assert Message.objects.count() == 2


@pytest.mark.once
def test_another_message_under_the_same_id_answers_what_it_names(receive):
    first = receive(message(message_id="<1@x>")).request
    filed = receive(message("More.", message_id="<1@x>", subject=f"Re: [{first}]"))
    assert (filed.request, filed.message.kind) == (first, "other")


@pytest.mark.once
def test_a_message_under_the_id_of_an_automatic_one_says_so(receive):
    receive(message(message_id="<1@x>", auto_submitted="auto-replied"))
    filed = receive(message("I object.", message_id="<1@x>"))
    assert "same Message-ID exists: it is unassigned." in filed.message.remarks


@pytest.mark.once
def test_what_was_read_alike_of_two_doubtful_messages_does_not_make_them_one(receive):
    long = "x" * TEXT_LIMIT
    first, second = (receive(message(long + end, message_id="<1@x>")) for end in "ab")
    assert second.is_new
    assert second.request != first.request


def test_a_message_without_an_id_that_came_twice_is_one(receive):
    first, second = receive(message()), receive(message(received="from a by b; now"))
    assert (second.request, second.is_new) == (first.request, False)


@pytest.mark.parametrize(
    "fields", [{"date": "Fri, 20 Nov 2026 10:00:01 +0100"}, {"text": "Delete it."}, {"x": "1"}]
)
def test_messages_without_an_id_are_each_their_own(receive, fields):
    receive(message())
    receive(message(**fields))
    assert DataSubjectRequest.objects.count() == 2


# Threads


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "Re: [R-2026-000001] My data"},
        {"in_reply_to": "<1@x>"},
        {"references": "<0@x> <1@x>"},
    ],
)
def test_an_answer_belongs_to_its_open_request(receive, fields):
    request = receive(message(message_id="<1@x>")).request
    filed = receive(message("I meant all of it.", **fields))
    assert (filed.request, filed.message.kind) == (request, "other")
    assert DataSubjectRequest.objects.count() == 1


@pytest.mark.once
def test_an_answer_from_another_address_says_so(receive):
    receive(message())
    filed = receive(message(from_="Eve <eve@example.net>", subject="[R-2026-000001]"))
    assert filed.message.correspondent == "Eve <eve@example.net>"


def test_after_a_request_has_ended_an_answer_opens_another_that_names_it(receive):
    old = receive(message(message_id="<1@x>")).request
    end(old)
    new = receive(message(in_reply_to="<1@x>", message_id="<2@x>")).request
    assert new != old
    assert "R-2026-000001, which is closed" in new.remarks
    assert receive(message(in_reply_to="<1@x>", references="<2@x>")).request == new


@pytest.mark.once
def test_a_reference_that_nobody_gave_out_opens_a_request(receive):
    assert receive(message(subject="[R-2019-000042]")).request.reference == "R-2026-000001"


# Machines


@pytest.mark.once
def test_an_automatic_reply_is_filed_and_opens_nothing(receive):
    filed = receive(message(auto_submitted="auto-replied"))
    assert (filed.request, filed.message.kind) == (None, "automatic")
    assert filed.message.correspondent == "Ann Example <ann@example.org>"
    assert not DataSubjectRequest.objects.exists()


@pytest.mark.once
def test_an_automatic_reply_belongs_to_the_request_it_answers_even_an_ended_one(receive):
    request = receive(message(message_id="<1@x>")).request
    end(request)
    filed = receive(message(auto_submitted="auto-replied", in_reply_to="<1@x>"))
    assert filed.request == request
    assert DataSubjectRequest.objects.count() == 1


@pytest.mark.once
def test_a_bounce_without_a_sender_opens_nothing(receive):
    raw = multipart(part("It did not arrive."), kind="report", from_="MAILER-DAEMON")
    assert receive(raw).request is None


# Damage


def test_what_cannot_be_read_is_to_be_sorted_and_kept_whole(receive):
    raw = b"\xff\xfe no mail at all"
    request = receive(raw).request
    attachment = Attachment.objects.get(message__request=request)
    with open_kept(attachment) as file:
        assert (request.state, file.read()) == (RequestState.TO_SORT, raw)
    assert "it has no headers" in attachment.message.remarks


@pytest.mark.once
def test_a_file_of_outlook_leaves_the_message_to_be_sorted_and_says_why(receive):
    raw = multipart(part("See the file."), attached(b"x", "winmail.dat", "application/ms-tnef"))
    filed = receive(raw)
    assert filed.request.state == RequestState.TO_SORT
    assert (
        "“winmail.dat” may contain text and files that only Outlook can open"
        in filed.message.remarks
    )
    names = set(filed.message.attachments.values_list("name", flat=True))
    assert names == {"winmail.dat", "message.eml"}


@pytest.mark.once
def test_what_is_a_little_damaged_is_a_request_and_kept_whole(receive):
    filed = receive(multipart(part("Delete it."), end=""))
    assert (filed.request.state, filed.message.text) == (RequestState.RECEIVED, "Delete it.")
    assert filed.message.attachments.get().name == "message.eml"
