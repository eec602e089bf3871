"""A form between its sending and its confirmation, and the request that it becomes."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from registry.base.personal import CLASSES, data_class
from registry.models import DataSubjectCategory, Right
from requests_app.models import PendingRequest
from requests_app.public import pending
from tests.factories import make_data_subject_category


@pytest.fixture
def form(organisation):
    donors = make_data_subject_category(code="donor")
    return pending.keep(
        organisation=organisation,
        name="Ann  Example",
        email="ann@example.org",
        text="Please\r\ndelete\x07 it.",
        rights=Right.objects.filter(code="erasure"),
        data_subjects=[donors],
    )


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
