"""A letter is written, looked at, and sent with its step; or neither happens."""

from datetime import date

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.files_kept.storage import path_of
from registry.records.history import recorded
from requests_app.handling import lifecycle
from requests_app.messages import correspondence
from requests_app.messages.storage import store
from requests_app.models import Message
from requests_app.vocabulary import MessageKind, Outcome, RequestState
from tests.requests_app.admin.pages import TODAY, address, letter, step, take
from tests.requests_app.factories import (
    make_message,
    make_message_template,
    make_requester,
    receive_request,
)
from tests.requests_app.steps import WHO, decide, request_in
from tests.support.factories import (
    make_activity,
    make_data_subject_category,
    make_engagement,
    make_processor,
)
from tests.support.mail_server import HANG_UP, mail_server

sending = pytest.mark.django_db(transaction=True)
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def of_ada():
    request = receive_request("objection")
    make_requester(request=request, name="Ada Example", email="ada@example.org")
    return request


def errors(page):
    return str(page.context["letter"].errors) + str(page.context["about"].errors)


def test_the_page_begins_with_the_template_filled_in(officer, of_ada):
    make_message_template(kind=MessageKind.ACKNOWLEDGEMENT, text="Dear {name}, {reference}")
    page = officer.get(address("letter", of_ada.pk, "acknowledge"))
    assert page.context["letter"]["text"].value() == f"Dear Ada Example, {of_ada.reference}"


def test_another_template_of_the_kind_may_be_chosen(officer, of_ada):
    make_message_template(kind=MessageKind.ACKNOWLEDGEMENT, text="English")
    german = make_message_template(
        kind=MessageKind.ACKNOWLEDGEMENT, language="zz", text="Guten Tag"
    )
    page = officer.get(address("letter", of_ada.pk, "acknowledge"), {"template": german.pk})
    assert page.context["letter"]["text"].value() == "Guten Tag"


def test_a_preview_shows_the_letter_and_sends_nothing(officer, of_ada):
    page = letter(officer, of_ada, "acknowledge", button="_preview").content.decode()
    assert "Here is our answer." in page
    assert "ada@example.org" in page
    assert mail.outbox == []
    assert not Message.objects.exists()


@pytest.mark.slow
def test_from_the_preview_one_goes_back_to_the_text_as_typed(officer, of_ada):
    page = letter(officer, of_ada, "acknowledge", button="_edit", text="Half a sen")
    assert page.context["letter"]["text"].value() == "Half a sen"


@sending
def test_sending_takes_the_step(officer, of_ada):
    letter(officer, of_ada, "acknowledge")
    of_ada.refresh_from_db()
    assert of_ada.state == RequestState.ACKNOWLEDGED
    assert mail.outbox[0].body == "Here is our answer."
    assert Message.objects.get().kind == MessageKind.ACKNOWLEDGEMENT


@sending
def test_a_letter_that_did_not_go_out_is_never_called_sent(officer, of_ada, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = officer.get(letter(officer, of_ada, "acknowledge").url).content.decode()
    assert "the letter was NOT sent" in page
    assert "A letter was not sent." in page
    assert "The letter was sent." not in page
    assert correspondence.unsent().count() == 1


@sending
def test_a_refused_step_sends_nothing_and_keeps_what_was_typed(officer, of_ada):
    page = letter(officer, of_ada, "refuse", text="We cannot.", ground="")
    assert "Name the ground of the refusal." in errors(page)
    assert page.context["letter"]["text"].value() == "We cannot."
    assert mail.outbox == []
    assert not Message.objects.exists()


def test_what_a_template_leaves_to_be_said_has_to_be_said(officer, of_ada):
    page = letter(officer, of_ada, "acknowledge", text="Dear you, [say here why]")
    assert page.context["letter"].errors["text"] == [
        "Replace these passages first:",
        "[say here why]",
    ]


def test_without_an_address_another_way_is_asked_for(officer):
    request = receive_request("objection")
    page = letter(officer, request, "acknowledge")
    assert "The requester has no e-mail address." in errors(page)


def test_what_went_by_post_is_recorded_with_its_day(officer, of_ada):
    letter(officer, of_ada, "acknowledge", delivery="post", on="2026-02-02")
    of_ada.refresh_from_db()
    assert str(of_ada.acknowledged_on) == "2026-02-02"
    assert Message.objects.get().channel == "post"
    assert mail.outbox == []


@pytest.mark.slow
def test_a_day_to_come_is_refused(officer, of_ada):
    page = letter(officer, of_ada, "acknowledge", delivery="post", on="2999-01-01")
    assert "This day is in the future." in errors(page)


@pytest.mark.slow
def test_an_extension_tells_its_reason(officer, of_ada):
    letter(officer, of_ada, "extend", delivery="post", on="2026-02-20", why="Nine years of lists")
    of_ada.refresh_from_db()
    assert of_ada.extension_reason == "Nine years of lists"
    assert str(of_ada.extension_notified_on) == "2026-02-20"


@pytest.mark.slow
def test_12_3_an_extension_told_too_late_is_recorded_as_late_and_extends_nothing(officer, of_ada):
    write = officer.get(address("letter", of_ada.pk, "extend"))
    assert "recorded as late" in write.content.decode()
    letter(officer, of_ada, "extend", delivery="post", on="2026-03-20", why="Late")
    assert Message.objects.count() == 1
    due = of_ada.due_on
    of_ada.refresh_from_db()
    assert (of_ada.due_on, of_ada.is_extended) == (due, False)
    page = officer.get(address("change", of_ada.pk)).content.decode()
    assert "It extends nothing (Article 12(3))." in page


@pytest.mark.slow
def test_a_question_stops_the_clock(officer, of_ada):
    letter(officer, of_ada, "ask_identity", delivery="post", on="2026-02-02", need="identity")
    of_ada.refresh_from_db()
    assert of_ada.state == RequestState.WAITING_IDENTITY
    assert of_ada.due_on is None


def test_only_grounds_against_every_open_right_are_offered(officer, of_ada):
    page = officer.get(address("letter", of_ada.pk, "refuse")).content.decode()
    assert "compelling_grounds" in page
    assert "erase_claims" not in page


@pytest.mark.slow
def test_a_refusal_gives_each_open_right_its_ground(officer, of_ada):
    explained = {"explains_complaint": "on", "explains_remedy": "on"}
    letter(
        officer,
        of_ada,
        "refuse",
        delivery="post",
        on="2026-02-20",
        ground="compelling_grounds",
        **explained,
    )
    of_ada.refresh_from_db()
    assert of_ada.state == RequestState.REFUSED
    assert of_ada.rights.get().ground == "compelling_grounds"


@pytest.mark.slow
def test_an_answer_without_outcomes_names_them_all(officer):
    request = request_in(RequestState.IN_PROGRESS, "objection", "rectification")
    page = letter(officer, request, "answer", delivery="post", on="2026-02-20")
    assert "“Right to objection” has no outcome yet." in errors(page)
    assert "“Right to rectification” has no outcome yet." in errors(page)


@pytest.mark.slow
def test_an_answer_ends_the_clock(officer):
    request = request_in(RequestState.IN_PROGRESS)
    decide(request, Outcome.FULFILLED)
    letter(officer, request, "answer", delivery="post", on="2026-02-20")
    request.refresh_from_db()
    assert (request.state, request.answer_channel) == (RequestState.ANSWERED, "post")


@pytest.mark.slow
def test_a_letter_may_be_written_without_a_step(officer, of_ada):
    letter(officer, of_ada, delivery="phone")
    of_ada.refresh_from_db()
    assert of_ada.state == RequestState.RECEIVED
    assert Message.objects.get().kind == MessageKind.OTHER


@pytest.mark.parametrize("name", ["close", "explode"])
def test_a_step_without_a_letter_has_no_such_page(officer, of_ada, name):
    assert officer.get(address("letter", of_ada.pk, name)).status_code == 404


def test_a_step_with_a_letter_is_taken_on_no_other_page(officer, of_ada):
    assert officer.post(step("acknowledge", of_ada), {"reason": "x"}).status_code == 404


def test_line_breaks_do_not_reach_the_subject(officer, of_ada):
    letter(officer, of_ada, delivery="post", subject="One\r\nBcc: two")
    assert Message.objects.get().subject.startswith("One Bcc: two")


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
    assert "No mail server is configured, so nothing can be sent from here." in errors(page)
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
@pytest.mark.parametrize("name", [None, "acknowledge"])
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
    assert "Name the ground" in errors(refused)
    again = letter(officer, of_ada, "refuse", form_number="1", ground="")
    assert "Name the ground" in errors(again)


@pytest.mark.slow
def test_nobody_else_is_taken_for_the_one_who_sent_it(officer, sign_in, of_ada):
    letter(officer, of_ada, delivery="phone", form_number="1")
    letter(sign_in("dpo"), of_ada, delivery="phone", form_number="1")
    assert Message.objects.count() == 2


@pytest.mark.slow
def test_the_page_of_an_answer_shows_what_the_register_does_not_say(officer):
    donors = make_data_subject_category(code="donor")
    activity = make_activity(data_subjects=[donors], name="Keeping donors")
    mailer = make_processor(name="Mailer of old")
    make_engagement(activity=activity, processor=mailer, ends_on=date(2020, 12, 31))
    make_message_template(text="{access}")
    asked = {"organisation": activity.organisation, "data_subjects": [donors]}
    for code, is_told in {"access": True, "objection": False}.items():
        request = receive_request(code, **asked)
        lifecycle.begin(request, **WHO)
        page = officer.get(address("letter", request.pk, "answer"))
        text = page.context["letter"]["text"].value()
        assert ("Mailer of old" in text and "until 31 December 2020" in text) == is_told
        assert ("What the register does not say" in page.content.decode()) == is_told
    assert {gap.activity for gap in page.context["gaps"]} == set()


@pytest.mark.slow
def test_what_is_still_open_stays_above_a_letter_that_was_refused(officer):
    activity = make_activity(data_subjects=[make_data_subject_category(code="donor")])
    make_message_template(text="{access}")
    request = receive_request("access", organisation=activity.organisation)
    lifecycle.begin(request, **WHO)
    _first, *others = officer.get(address("letter", request.pk, "answer")).context["gaps"]
    text = "\n".join(gap.text for gap in others)
    page = letter(officer, request, "answer", text=f"We share it with nobody.\n{text}")
    assert [gap.text for gap in page.context["gaps"]] == [gap.text for gap in others]
    assert len(page.context["letter"].errors["text"]) <= 7


def put_in(request, name="copy.pdf", content=b"%PDF-1.7 copy of the data", **fields):
    message = make_message(request=request, direction="own", kind=MessageKind.PREPARED)
    with recorded(by="test", reason="A copy"):
        file = store(content, message=message, name=name, content_type="application/pdf")
        for field, value in fields.items():
            setattr(file, field, value)
        file.save()
    return file


@pytest.mark.slow
@sending
def test_files_go_with_a_letter_and_what_was_sent_is_kept_with_its_hash(officer, of_ada, settings):
    file = put_in(of_ada)
    with mail_server(settings) as server:
        letter(officer, of_ada, "acknowledge", enclosures=[file.pk])
    (part,) = server.taken[0].iter_attachments()
    assert part.get_filename() == "copy.pdf"
    assert part.get_content() == b"%PDF-1.7 copy of the data"
    sent = Message.objects.get(direction="out").attachments.get()
    assert (sent.sha256, sent.name) == (file.sha256, "copy.pdf")
    assert sent.stored_name != file.stored_name


@pytest.mark.slow
def test_a_preview_names_the_files_and_keeps_the_choice(officer, of_ada):
    file = put_in(of_ada)
    page = letter(officer, of_ada, "acknowledge", button="_preview", enclosures=[file.pk])
    assert file.sha256 in page.content.decode()
    kept = f'<input type="hidden" name="enclosures" value="{file.pk}" id="id_enclosures_0">'
    assert kept in page.content.decode()


@pytest.mark.slow
def test_more_than_a_mail_carries_is_refused_in_words(officer, of_ada):
    file = put_in(of_ada, byte_count=18 * 1024 * 1024 + 1)
    page = letter(officer, of_ada, "acknowledge", enclosures=[file.pk])
    assert "at most 18.0" in errors(page)
    assert not Message.objects.filter(direction="out").exists()
    letter(officer, of_ada, "acknowledge", delivery="post", enclosures=[file.pk])
    assert Message.objects.get(direction="out").attachments.count() == 1


def test_only_files_of_the_request_that_are_what_they_say_may_go(officer, of_ada):
    files = [
        put_in(of_ada, content=b"MZ program", name="run.exe"),
        put_in(of_ada, is_identification=True),
        put_in(receive_request("objection")),
        put_in(of_ada),
    ]
    page = officer.get(address("letter", of_ada.pk, "acknowledge"))
    assert list(page.context["letter"].fields["enclosures"].queryset) == files[-1:]


@pytest.mark.slow
def test_a_file_that_is_gone_does_not_go_and_nothing_is_recorded(officer, of_ada):
    file = put_in(of_ada)
    path_of(file.stored_name).unlink()
    page = letter(officer, of_ada, "acknowledge", enclosures=[file.pk])
    assert "cannot go with the letter" in errors(page)
    assert not Message.objects.filter(direction="out").exists()


def test_staff_put_in_files_to_be_sent(officer, of_ada):
    page = officer.post(address("files", of_ada.pk), {"reason": "Article 15(3)"})
    assert "files" in page.context["form"].errors
    file = SimpleUploadedFile("copy.pdf", b"%PDF-1.7", "application/pdf")
    officer.post(address("files", of_ada.pk), {"files": file, "reason": "Article 15(3)"})
    message = Message.objects.get()
    assert (message.direction, message.kind) == ("own", MessageKind.PREPARED)
    assert message.attachments.get().name == "copy.pdf"
    assert not correspondence.is_unsent(message)


@pytest.mark.slow
def test_access_without_a_copy_is_warned_of(officer, of_ada):
    request = request_in(RequestState.IN_PROGRESS, "access")
    lifecycle.identity_not_needed(request, why="Known", **WHO)
    decide(request, Outcome.FULFILLED)
    page = letter(officer, request, "answer", button="_preview", delivery="post")
    assert "No file goes with this letter" in page.content.decode()


@pytest.mark.slow
def test_the_template_is_in_the_language_of_the_person(officer):
    for language in ["en", "de", "fr"]:
        make_message_template(kind=MessageKind.ACKNOWLEDGEMENT, language=language, text=language)
    for language in ["fr", "de", ""]:
        request = receive_request("objection")
        make_requester(request=request, language=language)
        page = officer.get(address("letter", request.pk, "acknowledge"))
        assert page.context["letter"]["text"].value() == (language or "en")


@pytest.mark.slow
def test_the_ground_that_is_chosen_stands_in_the_letter_in_its_language(officer):
    request = receive_request("erasure")
    make_requester(request=request, language="de")
    make_message_template(kind=MessageKind.REFUSAL, language="de", text="{grounds}")
    page = officer.get(address("letter", request.pk, "refuse"))
    text = page.context["letter"]["text"].value()
    assert text == "- Löschung: {ground}"
    said = {"text": text, "explains_complaint": "on", "explains_remedy": "on"}
    assert "Choose the ground below" in errors(letter(officer, request, "refuse", **said))
    alone = officer.post(address("write", request.pk), {"text": text})
    assert "Say the ground in the letter" in errors(alone)
    assert "Choose the ground" in errors(letter(officer, request, "refuse", subject="{ground}"))
    page = letter(officer, request, "refuse", button="_preview", ground="erase_claims", **said)
    words = "Die Daten sind für Rechtsansprüche erforderlich (Artikel 17 Absatz 3 Buchstabe e)."
    assert page.context["said"]["text"] == f"- Löschung: {words}"


@pytest.mark.slow
def test_a_refusal_on_its_page_takes_the_law_that_it_names(officer):
    request = receive_request("erasure")
    said = {"ground": "national_restriction", "explains_complaint": "on", "explains_remedy": "on"}
    page = letter(officer, request, "refuse", delivery="post", on="2026-02-03", **said)
    assert "name the law (Article 23, 85)" in errors(page)
    law = {"proof": "Section 34 of a law"}
    letter(officer, request, "refuse", delivery="post", on="2026-02-03", **said, **law)
    assert request.rights.get().ground_proof == "Section 34 of a law"


@pytest.mark.slow
@sending
def test_the_end_of_a_restriction_is_told_by_a_letter_and_then_lifted_by_a_step(officer):
    request = request_in(RequestState.ANSWERED, "restriction")
    make_requester(request=request, email="ada@example.org")
    letter(officer, request, "announce_lifting")
    assert mail.outbox[0].to == ["ada@example.org"]
    assert Message.objects.get().kind == MessageKind.LIFTING
    take(officer, "lift", request)
    right = request.rights.get()
    assert (right.lifting_told_on, right.lifted_on) == (TODAY(), TODAY())
    assert right.facts[-1].startswith("lifted on")


@pytest.mark.slow
def test_what_is_answered_at_once_is_begun_with_it_and_closed_where_that_was_asked(officer):
    request = request_in(RequestState.RECEIVED)
    decide(request, Outcome.FULFILLED)
    letter(officer, request, "answer", delivery="post", closes="on")
    request.refresh_from_db()
    assert (request.state, request.closed_on) == (RequestState.CLOSED, TODAY())


@pytest.mark.slow
@sending
def test_a_letter_that_did_not_go_out_closes_nothing(officer, of_ada, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    decide(of_ada, Outcome.FULFILLED)
    letter(officer, of_ada, "answer", closes="on")
    of_ada.refresh_from_db()
    assert of_ada.state == RequestState.ANSWERED


@pytest.mark.parametrize("channel", ["phone", "in_person", "post"])
def test_a_letter_goes_by_default_as_the_request_came(officer, channel):
    request = receive_request("objection", channel=channel)
    make_requester(request=request)
    page = officer.get(address("letter", request.pk, "acknowledge"))
    assert page.context["letter"]["delivery"].value() == channel
    preview = letter(officer, request, "acknowledge", "_preview", delivery=channel)
    assert ("Send it yourself" in preview.content.decode()) == (channel == "post")
