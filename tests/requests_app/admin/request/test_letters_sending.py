"""Whether a letter goes out: without a mail server, with one that refuses, and twice."""

import pytest
from django.core import mail

from requests_app.messages import correspondence
from requests_app.models import Message
from tests.requests_app.admin.pages import address, errors_of, letter
from tests.support.mail_server import HANG_UP, mail_server

sending = pytest.mark.django_db(transaction=True)
pytestmark = [pytest.mark.django_db, pytest.mark.once]


# Without a mail server


@pytest.fixture
def without_mail_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"


def test_without_a_mail_server_sending_is_not_offered(officer, of_ada, without_mail_server):
    page = officer.get(address("letter", of_ada.pk, "acknowledge"))
    said = page.content.decode()
    assert "No mail server is configured" in said
    assert "Send it by e-mail now" not in said
    assert "Record that it was sent otherwise: by e-mail" in said
    assert page.context["letter"]["delivery"].value() == "email"


@pytest.mark.slow
@sending
def test_without_a_mail_server_nothing_is_sent_or_called_sent(
    officer, of_ada, without_mail_server, capsys
):
    page = letter(officer, of_ada, "acknowledge")
    assert "No mail server is configured, so nothing can be sent from here." in errors_of(page)
    assert not Message.objects.exists()
    assert "ada@example.org" not in capsys.readouterr().out


@pytest.mark.slow
def test_the_preview_has_the_text_to_copy_as_it_will_stand_in_the_file(
    officer, of_ada, without_mail_server
):
    page = letter(officer, of_ada, button="_preview", delivery="email").content.decode()
    assert 'readonly value="ada@example.org"' in page
    assert f'readonly value="Your request [{of_ada.reference}]"' in page
    assert "readonly>\nHere is our answer.</textarea>" in page
    assert "Nothing is sent from here." in page


@pytest.mark.slow
def test_what_was_sent_otherwise_is_recorded_and_not_called_sent_from_here(
    officer, of_ada, without_mail_server
):
    page = officer.get(letter(officer, of_ada, "acknowledge", delivery="email").url)
    assert "The letter was recorded." in page.content.decode()
    assert "The letter was sent." not in page.content.decode()
    assert Message.objects.get().message_id == ""


# A mail server that refuses


@pytest.mark.slow
@sending
@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (
            {"RCPT": "550 ada@example.org is unknown"},
            "it does not accept mail for this address (550)",
        ),
        ({"MAIL": "530 sign in"}, "it did not accept our user name or password (530)"),
        ({"TEXT": "451 busy"}, "it rejected the text (451). Try again later."),
        ({"CONNECT": HANG_UP}, "the connection was lost or timed out"),
    ],
)
def test_the_page_says_why_a_server_refused_and_the_letter_waits(
    officer, of_ada, settings, answers, why
):
    with mail_server(settings, **answers) as server:
        page = officer.get(letter(officer, of_ada, "acknowledge").url).content.decode()
    assert server.taken == []
    assert correspondence.unsent().count() == 1
    assert f"the letter was NOT sent. The mail server did not accept the message: {why}" in page
    assert "The letter was sent." not in page
    assert "is unknown" not in page


@sending
def test_a_letter_that_the_server_took_is_sent(officer, of_ada, settings):
    with mail_server(settings) as server:
        page = officer.get(letter(officer, of_ada, "acknowledge").url).content.decode()
    assert server.recipients == ["ada@example.org"]
    assert "The letter was sent." in page
    assert not correspondence.unsent().exists()


# Twice


@sending
@pytest.mark.parametrize("name", [None, pytest.param("acknowledge", marks=pytest.mark.slow)])
def test_a_second_click_sends_no_second_letter(officer, of_ada, name):
    page = address("letter", of_ada.pk, name) if name else address("write", of_ada.pk)
    sent = {"form_number": "1", "seen": officer.get(page).context["seen"]}
    first = letter(officer, of_ada, name, **sent)
    second = letter(officer, of_ada, name, **sent)
    assert first.url == second.url
    assert "It was processed once." in officer.get(second.url).content.decode()
    assert len(mail.outbox) == Message.objects.count() == 1


@pytest.mark.slow
@sending
def test_a_form_without_a_number_is_known_by_its_words(officer, of_ada):
    letter(officer, of_ada)
    letter(officer, of_ada)
    letter(officer, of_ada, text="Something else.")
    assert [message.body for message in mail.outbox] == ["Here is our answer.", "Something else."]


@pytest.mark.slow
@sending
def test_the_same_words_written_anew_are_another_letter(officer, of_ada):
    numbers = set()
    for _number in range(2):
        page = officer.get(address("write", of_ada.pk))
        numbers.add(page.context["form_number"])
        letter(officer, of_ada, form_number=page.context["form_number"])
    assert len(numbers) == len(mail.outbox) == 2


@pytest.mark.slow
def test_the_number_stays_with_the_form_through_preview_and_back(officer, of_ada):
    for button in ["_preview", "_edit"]:
        page = letter(officer, of_ada, button=button, form_number="mine").content.decode()
        assert 'name="form_number" value="mine"' in page


@pytest.mark.slow
@sending
def test_what_was_refused_may_come_again_as_it_was(officer, of_ada):
    refused = letter(officer, of_ada, "refuse", form_number="1", ground="")
    assert "Name the ground" in errors_of(refused)
    again = letter(officer, of_ada, "refuse", form_number="1", ground="")
    assert "Name the ground" in errors_of(again)


@pytest.mark.slow
def test_nobody_else_is_taken_for_the_one_who_sent_it(officer, sign_in, of_ada):
    letter(officer, of_ada, delivery="phone", form_number="1")
    letter(sign_in("dpo"), of_ada, delivery="phone", form_number="1")
    assert Message.objects.count() == 2
