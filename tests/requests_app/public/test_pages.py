"""The form as somebody meets it who has never been here."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from requests_app.deadlines.periods import Duty, Unit
from requests_app.models import DataSubjectRequest, PendingRequest
from requests_app.public import pending
from tests.requests_app.factories import (
    make_legal_period,
    make_request,
    make_request_policy,
    make_requester,
)
from tests.requests_app.public.conftest import FORM
from tests.support.factories import (
    make_approved_activity,
    make_data_subject_category,
    make_organisation,
    make_right,
)
from tests.support.mail_server import HANG_UP, mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SENT = "/requests/sent/"


def link():
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# Off and on


@pytest.mark.parametrize("address", [FORM, SENT, "/requests/confirm/x/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_unless_it_is_switched_on_there_is_no_such_page(client, address, method):
    make_organisation()
    client = Client(enforce_csrf_checks=True)
    assert getattr(client, method)(address).status_code == 404


def test_without_an_organisation_there_is_no_such_page(client, settings):
    settings.PUBLIC_REQUEST_FORM = True
    assert client.get(FORM).status_code == 404


def test_the_form_runs_no_script_and_sets_one_cookie(client, organisation):
    response = client.get(FORM)
    page = response.content.decode()
    assert "<script" not in page
    assert " style=" not in page
    assert list(response.cookies) == ["csrf"]
    assert "no-store" in response["Cache-Control"]


def test_a_form_from_elsewhere_is_refused(typed):
    client = Client(enforce_csrf_checks=True)
    assert client.post(FORM, typed).status_code == 403


# What is asked


def test_rights_are_offered_in_plain_words(client, organisation):
    make_right(code="own", name="A right of ours", description="To be greeted.")
    make_right(code="complaint", name="Complaint to an authority")
    said = text(client.get(FORM))
    assert "Delete what you hold about me" in said
    assert "A right of ours To be greeted." in said
    assert "Complaint" not in said


@pytest.mark.parametrize(
    ("days", "said"),
    [({}, "1 month"), ({"BR": 15}, "15 days"), ({"BR": 15, "": 1}, "the time that the law gives")],
)
def test_how_long_an_answer_takes_is_asked_of_the_law(client, organisation, days, said):
    if days:
        make_request_policy(organisation=organisation, jurisdiction="BR")
        for duty in (Duty.ANSWER, Duty.COMPLAINT_ANSWER):
            make_legal_period(duty=duty, amount=15, unit=Unit.DAYS, jurisdiction="BR")
    if "" in days:
        make_organisation(name="Another")
    assert f"We will reply within {said}." in text(client.get(FORM))


def test_people_are_those_whom_approved_entries_are_about(client, organisation):
    make_data_subject_category(name="Patients")
    donors = make_data_subject_category(name="Donors")
    assert "Patients" in text(client.get(FORM))
    make_approved_activity(data_subjects=[donors])
    said = text(client.get(FORM))
    assert "Donors" in said
    assert "Patients" not in said


def test_of_several_organisations_one_is_chosen(client, typed):
    other = make_organisation(name="Project")
    assert "Whom do you ask?" in text(client.get(FORM))
    assert client.post(FORM, typed).status_code == 200
    client.post(FORM, {**typed, "organisation": other.pk})
    assert PendingRequest.objects.get().organisation == other


def test_each_of_several_organisations_says_on_a_page_what_it_does_with_what_is_sent(
    client, organisation
):
    make_organisation(name="Project")
    page = client.get(FORM).content.decode()
    address = f"/requests/notice/{organisation.pk}/"
    assert f'href="{address}"' in page
    assert "Who is responsible" not in page
    said = text(client.get(address))
    assert "NumFOCUS" in said
    assert "supervisory authority" in said
    assert client.get("/requests/notice/999999/").status_code == 404


def test_the_form_asks_the_database_as_much_for_many_organisations_as_for_two(
    client, organisation, django_assert_num_queries
):
    make_organisation(name="Project")
    with CaptureQueriesContext(connection) as two:
        client.get(FORM)
    for number in range(5):
        make_organisation(name=f"Project {number}")
    with django_assert_num_queries(len(two)):
        client.get(FORM)


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"name": ""}, "This field is required."),
        ({"rights": [], "text": " "}, "Choose what you ask for"),
        ({"text": "x" * 10_001}, "at most 10000 characters"),
        ({"name": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(client, typed, change, answer):
    response = client.post(FORM, {**typed, **change})
    assert answer in text(response)
    assert "Nothing was sent yet." in text(response)
    assert (PendingRequest.objects.count(), mail.outbox) == (0, [])


def test_what_was_typed_comes_back_as_text(client, typed):
    page = client.post(FORM, {**typed, "email": "x", "name": "<b>Ann</b>"}).content.decode()
    assert "&lt;b&gt;Ann&lt;/b&gt;" in page


# Confirming


def test_a_form_waits_for_its_confirmation_and_is_no_request(client, typed):
    assert client.post(FORM, typed).url == SENT
    assert PendingRequest.objects.get().email == "ann@example.org"
    assert not DataSubjectRequest.objects.exists()


def test_the_page_after_sending_is_the_same_for_everyone(client, typed, organisation):
    make_requester(email="known@example.org", request=make_request(organisation=organisation))
    answers = [
        client.post(FORM, {**typed, "email": email}, follow=True)
        for email in ["known@example.org", "unknown@example.org"]
    ]
    assert "Please check your e-mail" in text(answers[0])
    assert answers[0].content == answers[1].content


def test_the_mail_holds_the_link_and_nothing_that_was_typed(client, typed):
    client.post(FORM, typed)
    (sent,) = mail.outbox
    assert (sent.to, sent.from_email) == (["ann@example.org"], "privacy@example.org")
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "NumFOCUS" in sent.body
    assert "Ann" not in sent.body
    assert "Please delete" not in sent.body


def test_opening_the_link_changes_nothing(client, typed):
    client.post(FORM, typed)
    response = client.get(link())
    assert "Is this your request?" in text(response)
    assert "Ann" not in text(response)
    assert not DataSubjectRequest.objects.exists()


def test_confirming_opens_the_request_and_forgets_the_form(client, typed):
    client.post(FORM, typed)
    response = client.post(link())
    request = DataSubjectRequest.objects.get()
    assert request.reference in text(response)
    assert not PendingRequest.objects.exists()


def test_a_link_works_once(client, typed):
    client.post(FORM, typed)
    first, second = client.post(link()), client.post(link())  # by a second click, in haste
    assert text(first) == text(second)
    cache.clear()
    for response in (client.get(link()), client.post(link())):
        assert response.status_code == 410
        assert "no longer works" in text(response)
    assert DataSubjectRequest.objects.count() == 1


def test_a_link_works_for_two_days(client, typed):
    client.post(FORM, typed)
    PendingRequest.objects.update(sent_at=timezone.now() - pending.KEPT_FOR)
    assert client.post(link()).status_code == 410


@pytest.mark.parametrize("token", ["x", "x:y:z", "%00"])
def test_a_link_that_nobody_gave_out_does_not_work(client, organisation, token):
    assert client.get(f"/requests/confirm/{token}/").status_code == 410


def test_sending_a_form_deletes_those_that_have_expired(client, typed):
    client.post(FORM, typed)
    PendingRequest.objects.update(sent_at=timezone.now() - timedelta(days=3))
    client.post(FORM, {**typed, "email": "bob@example.org"})
    assert PendingRequest.objects.get().email == "bob@example.org"


# Too much, and no mail


def test_too_many_forms_are_turned_away_kindly(client, typed, caplog):
    for number in range(5):
        assert client.post(FORM, {**typed, "email": f"a{number}@example.org"}).status_code == 302
    response = client.post(FORM, {**typed, "email": "b@example.org"})
    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    assert "Please try again later." in text(response)
    assert PendingRequest.objects.count() == 5
    assert caplog.text.count("A form was refused") == 1
    assert "example.org" not in caplog.text


@pytest.mark.parametrize(
    "answers", [{"CONNECT": HANG_UP}, {"MAIL": "553 no"}, {"TEXT": "451 busy"}, {"RCPT": HANG_UP}]
)
def test_where_no_mail_can_be_sent_nothing_is_kept(client, typed, settings, answers):
    with mail_server(settings, **answers):
        response = client.post(FORM, typed)
    assert response.status_code == 503
    assert not PendingRequest.objects.exists()
    with mail_server(settings) as server:
        assert client.post(FORM, typed).url == SENT  # at once, for nothing was sent before
    assert server.recipients == ["ann@example.org"]


def test_nobody_learns_that_a_mail_server_knows_no_such_address(client, typed, settings):
    with mail_server(settings, RCPT="550 unknown"):
        assert client.post(FORM, typed).url == SENT


def test_in_use_and_without_a_mail_server_no_form_is_taken(client, typed, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.HTTPS = True
    assert client.post(FORM, typed).status_code == 503
    assert not PendingRequest.objects.exists()
    assert capsys.readouterr().out == ""


def test_where_it_is_tried_out_the_link_is_printed_and_the_page_says_so(
    client, typed, settings, capsys
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    said = text(client.post(FORM, typed, follow=True))
    assert "No mail was sent" in said
    assert "Please check your e-mail" not in said  # nor as its title
    assert "We have sent a link" not in said
    assert "http://testserver/requests/confirm/" in capsys.readouterr().out


def test_the_link_has_the_address_of_the_register(client, typed, settings):
    settings.BASE_URL = "https://register.example.org"
    client.post(FORM, typed)
    assert "\nhttps://register.example.org/requests/confirm/" in mail.outbox[0].body


# Twice


def test_a_second_click_mails_no_second_link_and_uses_up_nothing(client, typed):
    for _number in range(9):
        assert client.post(FORM, typed).url == SENT
    assert len(mail.outbox) == PendingRequest.objects.count() == 1
    assert client.post(FORM, {**typed, "text": "Another"}).status_code == 302


def test_whoever_waits_and_sends_again_gets_a_link_to_the_same_form(client, typed):
    client.post(FORM, typed)
    first = link()
    cache.delete_many(keys_of("form-link"))
    client.post(FORM, typed)
    assert len(mail.outbox) == 2
    assert PendingRequest.objects.count() == 1
    assert text(client.post(link())) == text(client.post(first))
    assert DataSubjectRequest.objects.count() == 1


def test_a_form_whose_link_was_mailed_outlives_a_failure_to_mail_it_again(client, typed, settings):
    client.post(FORM, typed)
    first = link()
    cache.delete_many(keys_of("form-link"))
    with mail_server(settings, CONNECT=HANG_UP):
        assert client.post(FORM, typed).status_code == 503
    assert client.post(first).status_code == 200


def keys_of(use):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        return [key.removeprefix(":1:") for (key,) in cursor if f":{use}:" in key]


# Who is counted


def test_each_visitor_behind_a_trusted_proxy_is_counted_alone(client, typed, settings):
    settings.BEHIND_PROXY, settings.TRUSTED_PROXIES = True, 1
    answers = [
        client.post(
            FORM,
            {**typed, "email": f"a{number}@example.org"},
            headers={"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.{number // 6}"},
        ).status_code
        for number in range(7)
    ]
    assert answers == [302] * 5 + [429, 302]


# The request


def test_the_clock_begins_on_the_day_on_which_the_form_was_sent(client, typed):
    client.post(FORM, typed)
    PendingRequest.objects.update(sent_at=timezone.now() - timedelta(days=1))
    client.post(link())
    yesterday = timezone.localdate() - timedelta(days=1)
    assert DataSubjectRequest.objects.get().received_on == yesterday
