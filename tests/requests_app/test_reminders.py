"""Who is told of what, when, and that nobody is told twice."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from registry.lifecycle import retire
from registry.records.history import recorded
from requests_app.handling import lifecycle
from requests_app.handling.stopping import stop
from requests_app.models import ReminderSent
from requests_app.reminders import digests, occasion
from requests_app.vocabulary import Reminder
from tests.requests_app.factories import make_request, make_requester, receive_request
from tests.support.factories import make_user, one_block
from tests.support.mail_server import mail_server

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 31)


def make_due(due_on=DUE, **fields):
    return make_request(received_on=due_on - timedelta(days=30), due_on=due_on, **fields)


def make_officer(**fields):
    fields = {"role": "requests officer", "email": "officer@example.org"} | fields
    return make_user(**fields)


def make_lead(**fields):
    return make_user(**{"role": "dpo", "email": "lead@example.org"} | fields)


def send(today):
    to_send, _untold = digests(today)
    for digest in to_send:
        digest.send()
    return to_send


@pytest.mark.once
@pytest.mark.parametrize(
    ("days_left", "kind", "about"),
    [
        pytest.param(15, None, None, id="too early"),
        pytest.param(14, Reminder.FORTNIGHT, 14, id="two weeks"),
        pytest.param(10, Reminder.FORTNIGHT, 14, id="two weeks, caught up"),
        pytest.param(7, Reminder.WEEK, 7, id="a week"),
        pytest.param(2, Reminder.WEEK, 7, id="a week, caught up"),
        pytest.param(1, Reminder.DAY, 1, id="tomorrow"),
        pytest.param(0, Reminder.DUE, 0, id="today"),
        pytest.param(-1, Reminder.OVERDUE, -1, id="a day late"),
        pytest.param(-40, Reminder.OVERDUE, -40, id="very late"),
    ],
)
def test_the_occasion_is_the_last_that_has_come(days_left, kind, about):
    expected = kind and (kind, DUE - timedelta(days=about))
    assert occasion(DUE, DUE - timedelta(days=days_left)) == expected


def test_a_handler_gets_one_message_with_all_that_is_due():
    officer = make_officer()
    make_due(handler=officer, reference="R-1")
    make_due(DUE - timedelta(days=9), handler=officer, reference="R-2")
    send(DUE - timedelta(days=7))
    (message,) = mail.outbox
    assert message.to == ["officer@example.org"]
    assert message.subject == "2 requests are due, 1 overdue"
    assert message.body.index("Overdue:\nR-2") < message.body.index("Due within a week:\nR-1")


@pytest.mark.once
def test_a_message_holds_references_dates_and_addresses_but_no_names(settings):
    settings.BASE_URL = "https://register.example.org"
    officer = make_officer(first_name="Canary")
    request = make_due(handler=officer, remarks="Canary")
    make_requester(request=request, name="Canary Person", email="canary@example.org")
    send(DUE)
    (message,) = mail.outbox
    assert "anary" not in message.subject + message.body
    assert message.body == (
        "Due today:\n"
        f"{request.reference}  31 March 2026  "
        f"https://register.example.org/admin/requests_app/datasubjectrequest/{request.pk}/change/\n"
    )


def test_what_nobody_handles_goes_to_every_privacy_lead():
    make_due()
    make_lead()
    make_lead(email="second@example.org")
    make_officer()
    send(DUE)
    assert sorted(message.to[0] for message in mail.outbox) == [
        "lead@example.org",
        "second@example.org",
    ]


@pytest.mark.once
@pytest.mark.parametrize("fields", [{"is_active": False}, {"email": ""}, {"role": None}])
def test_a_handler_who_cannot_be_told_is_replaced_by_the_privacy_lead(fields):
    make_due(handler=make_officer(**fields))
    make_lead()
    send(DUE)
    assert [message.to for message in mail.outbox] == [["lead@example.org"]]


def test_a_second_run_on_the_same_day_sends_nothing():
    make_due(handler=make_officer())
    assert len(send(DUE)) == 1
    assert send(DUE) == []
    assert len(mail.outbox) == 1


@pytest.mark.once
def test_a_missed_day_is_caught_up_once():
    make_due(handler=make_officer())
    assert len(send(DUE - timedelta(days=5))) == 1
    assert send(DUE - timedelta(days=4)) == []
    assert len(send(DUE - timedelta(days=1))) == 1


@pytest.mark.once
def test_from_two_weeks_before_to_a_week_after_there_are_eleven_messages():
    make_due(handler=make_officer())
    for days in range(-20, 8):
        send(DUE + timedelta(days=days))
    kinds = list(ReminderSent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["t14", "t7", "t1", "due"] + ["overdue"] * 7
    assert len(mail.outbox) == 11


def test_a_new_handler_is_told_what_the_old_one_was_told():
    request = make_due(handler=make_officer())
    send(DUE)
    request.handler = make_officer(email="new@example.org")
    with recorded(by="test", reason="Hand over"):
        request.save()
    send(DUE)
    assert [message.to[0] for message in mail.outbox] == ["officer@example.org", "new@example.org"]


def test_of_what_is_answered_retired_or_waiting_nobody_is_told():
    make_lead()
    withdrawn = receive_request("access")
    lifecycle.withdraw(withdrawn, on=DUE, by="test", reason="Taken back")
    waiting = receive_request("access")
    lifecycle.ask_identity(waiting, on=date(2026, 2, 1), by="test", reason="Who is it?")
    retire(make_due(), on=DUE, by="test", reason="Spam")
    assert digests(DUE) == ([], [])


@pytest.mark.once
def test_of_what_has_to_stop_at_once_somebody_is_told_each_day_until_it_has():
    officer = make_officer()
    request = receive_request("consent-withdrawal", "marketing-objection")
    make_lead()
    make_due(DUE, handler=officer)
    received = request.received_on
    assert digests(received - timedelta(days=1)) == ([], [])
    for day in [received, received + timedelta(days=1)]:
        (digest,) = send(day)
        assert digest.subject == "1 request: stop at once"
        line = f"To be stopped at once:\n{request.reference}  at once (Article 7(3), 21(3))"
        assert line in digest.text.replace("Article 21(3), 7(3)", "Article 7(3), 21(3)")
        assert digests(day) == ([], [])
    stop(request, on=received, what="All", by="test", reason="Withdrawn")
    assert digests(received + timedelta(days=2)) == ([], [])


@pytest.mark.once
def test_a_message_tells_what_stops_before_what_is_due():
    make_lead()
    receive_request("marketing-objection", received_on=date(2026, 2, 28))
    make_due(DUE)
    (digest,) = send(DUE)
    assert digest.subject == "1 request: stop at once; 2 requests are due, 1 overdue"
    assert digest.text.index("To be stopped at once") < digest.text.index("Due")


@pytest.mark.once
def test_where_nobody_can_be_told_of_a_stop_the_command_says_so(capsys):
    request = receive_request("marketing-objection", received_on=timezone.localdate())
    with pytest.raises(CommandError):
        call_command("send_reminders")
    assert f"{request.reference}: something has to stop at once" in capsys.readouterr().err


@pytest.mark.once
def test_a_run_takes_as_many_queries_for_ten_requests_as_for_one(django_assert_max_num_queries):
    officer = make_officer()
    make_lead()
    with one_block():
        for _number in range(10):
            make_due(handler=officer)
    with django_assert_max_num_queries(10):
        digests(DUE)


# The command


@pytest.fixture
def due_today():
    return make_due(timezone.localdate(), handler=make_officer())


@pytest.mark.once
def test_the_command_sends_and_says_to_which_accounts(due_today, capsys):
    call_command("send_reminders")
    assert len(mail.outbox) == 1
    assert capsys.readouterr().out == f"{due_today.handler.username}: 1 request\n"


@pytest.mark.once
def test_a_dry_run_shows_the_text_and_neither_sends_nor_notes(due_today, capsys):
    call_command("send_reminders", "--dry-run")
    assert not mail.outbox
    assert not ReminderSent.objects.exists()
    assert due_today.reference in capsys.readouterr().out


def test_one_failure_stops_no_other_message_and_is_tried_again(due_today, caplog):
    make_due(timezone.localdate(), handler=make_officer(email="bad\naddress@example.org"))
    said = StringIO()
    with pytest.raises(CommandError, match="1 message failed"):
        call_command("send_reminders", stderr=said)
    assert [message.to for message in mail.outbox] == [["officer@example.org"]]
    assert "1 request" in said.getvalue()
    assert "bad" not in said.getvalue() + caplog.text
    assert ReminderSent.objects.count() == 1
    assert len(digests(timezone.localdate())[0]) == 1


@pytest.mark.once
def test_a_request_of_which_nobody_can_be_told_is_a_failure(capsys):
    request = make_due(timezone.localdate())
    with pytest.raises(CommandError, match="1 request has nobody"):
        call_command("send_reminders")
    assert request.reference in capsys.readouterr().err


@pytest.mark.once
def test_without_an_address_of_the_register_there_is_no_half_a_link(due_today):
    send(timezone.localdate())
    assert "/" not in mail.outbox[0].body


@pytest.mark.once
def test_where_no_mail_server_is_set_nothing_is_noted_as_sent(due_today, capsys, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with pytest.raises(CommandError, match="1 message failed"):
        call_command("send_reminders")
    said = capsys.readouterr()
    assert "No mail server is configured" in said.err
    assert said.out == ""
    assert not ReminderSent.objects.exists()


def test_what_the_mail_server_refuses_is_not_noted_as_sent(due_today, capsys, settings):
    with mail_server(settings, TEXT="451 busy"), pytest.raises(CommandError):
        call_command("send_reminders")
    assert "it rejected the text (451)" in capsys.readouterr().err
    assert not ReminderSent.objects.exists()
