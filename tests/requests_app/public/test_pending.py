"""A form between its sending and its confirmation, and the request that it becomes."""

from datetime import timedelta
from hashlib import sha256
from threading import Thread

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from registry.models import DataSubjectCategory, Right
from registry.records.personal import CLASSES, data_class
from requests_app.models import DataSubjectRequest, PendingRequest
from requests_app.public import pending
from tests.support.factories import make_data_subject_category, make_organisation


@pytest.fixture
def said(organisation):
    return {
        "organisation": organisation,
        "name": "Ann  Example",
        "email": "ann@example.org",
        "text": "Please\r\ndelete\x07 it.",
        "rights": Right.objects.filter(code="erasure"),
        "data_subjects": [make_data_subject_category(code="donor")],
    }


@pytest.fixture
def form(said):
    return pending.keep(**said)


def confirm(form):
    return pending.confirm(pending.token_of(form), now=timezone.now())


def test_a_confirmed_form_is_a_request_with_all_that_was_asked(form):
    request = confirm(form)
    assert (request.organisation, request.channel) == (form.organisation, "form")
    assert [right.right.code for right in request.rights.all()] == ["erasure"]
    assert [category.code for category in request.data_subjects.all()] == ["donor"]


def test_who_asked_and_what_they_wrote_is_kept_apart(form):
    request = confirm(form)
    message = request.messages.get()
    assert (request.requester.name, request.requester.email) == ("Ann Example", "ann@example.org")
    assert (message.kind, message.text, message.at) == (
        "request",
        "Please\ndelete it.",
        form.sent_at,
    )
    assert "confirmed by a link" in message.remarks


def test_rights_that_are_no_longer_offered_do_not_stand_in_the_way(form):
    PendingRequest.objects.update(rights="erasure gone", data_subjects="")
    assert confirm(form).rights.count() == 1


def test_the_link_carries_nothing_about_anybody(form):
    said = signing.loads(pending.token_of(form), salt=pending.SALT)
    assert said == form.pk.hex


def test_a_link_signed_for_something_else_is_dead(form):
    token = signing.dumps(form.pk.hex, salt="another")
    with pytest.raises(pending.LinkIsDead):
        pending.find(token, now=timezone.now())


def test_what_nobody_confirmed_is_deleted_for_good(form):
    now = timezone.now()
    assert pending.forget_expired(now) == 0
    assert pending.forget_expired(now + pending.KEPT_FOR + timedelta(minutes=1)) == 1
    assert not PendingRequest.objects.exists()


def test_a_form_leaves_no_history():
    assert not hasattr(PendingRequest, "history")


def test_every_field_of_a_form_says_whose_data_it_holds():
    classes = {data_class(field) for field in PendingRequest._meta.concrete_fields[1:]}
    assert classes <= CLASSES


def test_terms_are_named_by_their_codes(form):
    assert form.data_subjects == DataSubjectCategory.objects.get().code


# Under way, whatever is renamed or rotated


def test_a_link_holds_whatever_the_module_is_called(form):
    token = signing.dumps(form.pk.hex, salt="requests_app.public.pending")
    assert pending.find(token, now=timezone.now()) == form


def test_a_link_that_was_signed_with_an_earlier_key_holds(form, settings):
    token = pending.token_of(form)
    settings.SECRET_KEY, earlier = "a new key", settings.SECRET_KEY
    with pytest.raises(pending.LinkIsDead):
        pending.find(token, now=timezone.now())
    settings.SECRET_KEY_FALLBACKS = ["another", earlier]
    assert pending.confirm(token, now=timezone.now())


# Twice


def test_the_same_form_sent_again_is_the_one_that_is_kept(said, form):
    again = pending.keep(**said)
    assert (again.pk, again.sent_at) == (form.pk, form.sent_at)
    assert PendingRequest.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"name": "Bob"}, {"email": "b@example.org"}, {"text": "No"}, {"rights": []}]
)
def test_a_form_that_says_something_else_is_another(said, form, change):
    assert pending.keep(**said | change) != form


def test_a_form_that_has_expired_is_not_taken_up_again(said, form):
    PendingRequest.objects.update(sent_at=timezone.now() - pending.KEPT_FOR)
    assert pending.keep(**said) != form


def test_the_order_of_what_was_ticked_makes_no_other_form(said):
    rights = list(Right.objects.order_by("code"))
    first = pending.keep(**said | {"rights": rights})
    assert pending.keep(**said | {"rights": rights[::-1]}) == first
    assert first.rights == "access erasure"


def test_one_of_two_clicks_mails_the_link(said):
    assert not pending.is_on_its_way(said)
    assert [pending.goes_first(said), pending.goes_first(said)] == [True, False]
    assert pending.is_on_its_way(said)
    pending.was_not_sent(said)
    assert pending.goes_first(said)


def test_another_form_is_not_on_its_way(said):
    pending.goes_first(said)
    assert not pending.is_on_its_way(said | {"text": "Something else"})
    assert not pending.is_on_its_way(said | {"organisation": make_organisation(name="Project")})


def test_a_confirmed_form_opens_one_request(form):
    token = pending.token_of(form)
    pending.confirm(token, now=timezone.now())
    with pytest.raises(pending.LinkIsDead):
        pending.confirm(token, now=timezone.now())


def test_the_cache_learns_nothing_of_what_was_typed(said, monkeypatch):
    kept = []
    monkeypatch.setattr(cache, "set", lambda *entry: kept.append(entry))
    monkeypatch.setattr(cache, "add", lambda *entry: kept.append(entry))
    pending.keep(**said)
    pending.goes_first(said)
    assert [seconds for _key, _value, seconds in kept] == [48 * 3600, 120]
    assert "ann" not in str(kept).lower()


# Its bounds


def test_a_link_holds_for_48_hours_and_not_a_second_longer(form):
    token, last = pending.token_of(form), form.sent_at + timedelta(hours=48)
    assert pending.find(token, now=last - timedelta(seconds=1)) == form
    with pytest.raises(pending.LinkIsDead):
        pending.find(token, now=last)


def test_an_expired_form_is_deleted_on_the_second(form):
    last = form.sent_at + timedelta(hours=48)
    assert pending.forget_expired(last - timedelta(seconds=1)) == 0
    assert pending.forget_expired(last) == 1


def test_of_what_was_written_size_and_salted_fingerprint_are_kept(form):
    message = confirm(form).messages.get()
    content = f"{message.fingerprint_salt}{message.text}".encode()
    assert message.byte_count == len(message.text.encode())
    assert message.fingerprint == sha256(content).hexdigest()
    assert len(bytes.fromhex(message.fingerprint_salt)) == 16
    assert message.direction == "in"
    assert message.channel == "form"


def test_the_request_says_who_opened_it_and_why(form):
    version = confirm(form).history.latest("history_id")
    assert version.history_author == pending.BY
    assert version.history_change_reason == "Web form, confirmed by e-mail"


# At the same moment


def at_once(what, count=3):
    """What each of so many threads gets, each with a connection of its own."""
    results = []

    def in_thread():
        try:
            results.append(what())
        except pending.LinkIsDead:
            results.append(None)
        finally:
            connection.close()

    threads = [Thread(target=in_thread) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_forms_that_come_at_the_same_moment_are_one(said):
    assert len({form.pk for form in at_once(lambda: pending.keep(**said))}) == 1


@pytest.mark.django_db(transaction=True)
def test_of_confirmations_at_the_same_moment_one_opens_the_request(said):
    token = pending.token_of(pending.keep(**said))
    opened = at_once(lambda: pending.confirm(token, now=timezone.now()))
    assert [request is None for request in opened].count(False) == 1
    assert DataSubjectRequest.objects.count() == 1
