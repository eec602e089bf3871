"""A letter is written, looked at, and sent with its step; or neither happens."""

from datetime import date

import pytest
from django.core import mail

from requests_app.handling import lifecycle
from requests_app.messages import correspondence
from requests_app.models import Message
from requests_app.vocabulary import MessageKind, Outcome, RequestState
from tests.requests_app.admin.pages import TODAY, address, errors_of, letter, step, take
from tests.requests_app.factories import (
    make_message_template,
    make_requester,
    receive_request,
)
from tests.requests_app.steps import WHO, decide, request_in
from tests.support.factories import (
    make_activity,
    make_data_category,
    make_data_subject_category,
    make_engagement,
    make_processor,
    make_user,
)

sending = pytest.mark.django_db(transaction=True)
pytestmark = [pytest.mark.django_db, pytest.mark.once]


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
    assert "Name the ground of the refusal." in errors_of(page)
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
    assert "The requester has no e-mail address." in errors_of(page)


def test_what_went_by_post_is_recorded_with_its_day(officer, of_ada):
    letter(officer, of_ada, "acknowledge", delivery="post", on="2026-02-02")
    of_ada.refresh_from_db()
    assert str(of_ada.acknowledged_on) == "2026-02-02"
    assert Message.objects.get().channel == "post"
    assert mail.outbox == []


@pytest.mark.slow
def test_a_day_to_come_is_refused(officer, of_ada):
    page = letter(officer, of_ada, "acknowledge", delivery="post", on="2999-01-01")
    assert "This day is in the future." in errors_of(page)


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
    assert "“Right to objection” has no outcome yet." in errors_of(page)
    assert "“Right to rectification” has no outcome yet." in errors_of(page)


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


@pytest.mark.slow
def test_each_gap_of_a_letter_leads_to_the_field_that_says_it(officer):
    """What is searched is said with the request; what the register says, in the register."""
    donors = make_data_subject_category(code="donor")
    source = make_data_category(name="Address", collection="obtained")
    names = {"data_subjects": [donors], "data_categories": [source]}
    first = make_activity(**names)
    activity = make_activity(**names, organisation=first.organisation)
    make_engagement(activity=activity, processor=make_processor(country=None))
    make_message_template(text="{access}")
    request = receive_request("access", organisation=activity.organisation, data_subjects=[donors])
    lifecycle.begin(request, **WHO)
    ways = officer.get(address("letter", request.pk, "answer")).context["ways"]
    assert all(way for _gap, way, _words in ways)
    at = {gap.what: way for gap, way, _words in ways if gap.activity in (None, activity)}
    assert at["gap_search"].endswith("?open=checklist-1#id_checklist-1-finding")
    assert at["gap_source"].endswith(f"/datacategory/{source.pk}/change/#id_source")
    officer.force_login(make_user(is_superuser=True))  # who may change what the ways lead to
    for what, way in at.items():
        page = officer.get(way)
        assert f'id="{way.partition("#")[2]}"' in page.text, what


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
    assert "Choose the ground below" in errors_of(letter(officer, request, "refuse", **said))
    alone = officer.post(address("write", request.pk), {"text": text})
    assert "Say the ground in the letter" in errors_of(alone)
    assert "Choose the ground" in errors_of(letter(officer, request, "refuse", subject="{ground}"))
    page = letter(officer, request, "refuse", button="_preview", ground="erase_claims", **said)
    words = "Die Daten sind für Rechtsansprüche erforderlich (Artikel 17 Absatz 3 Buchstabe e)."
    assert page.context["said"]["text"] == f"- Löschung: {words}"


@pytest.mark.slow
def test_a_refusal_on_its_page_takes_the_law_that_it_names(officer):
    request = receive_request("erasure")
    said = {"ground": "national_restriction", "explains_complaint": "on", "explains_remedy": "on"}
    page = letter(officer, request, "refuse", delivery="post", on="2026-02-03", **said)
    assert "name the law (Article 23, 85)" in errors_of(page)
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("You may complain (Article 77) or go to court (Article 79).", [True, True]),
        ("You may complain (Article 77). Case 1779.", [True, False]),
        ("Sie können sich beschweren (Artikel 77): Musterstraße 79, Tel. 77.", [True, False]),
        ("We keep it for 77 days, at 79 High Street.", [False, False]),
    ],
)
def test_what_the_draft_explains_is_ticked_to_begin_with(officer, of_ada, text, said):
    make_message_template(kind=MessageKind.ANSWER, text=text)
    about = officer.get(address("letter", of_ada.pk, "answer")).context["about"]
    assert [about[f"explains_{name}"].value() for name in ("complaint", "remedy")] == said


def test_the_language_of_a_template_is_told_once(officer, of_ada):
    for language in ("en", "de"):
        make_message_template(kind=MessageKind.ANSWER, language=language)
    page = officer.get(address("letter", of_ada.pk, "answer")).text
    assert "Answer (en)</a>" in page
