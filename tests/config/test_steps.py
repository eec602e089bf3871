"""Every step of every table is taken where it fits and only there, whatever page was sent."""

from datetime import date

import pytest
from django.contrib.admin import site
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from registry import lifecycle as rows
from registry.models import ProcessingActivity
from registry.pages.model_admin import RegisterModelAdmin
from registry.records.history import recorded
from requests_app import feeds
from requests_app.admin.request.letter_steps import LetterStep
from requests_app.handling import lifecycle, sorting
from requests_app.messages.correspondence import send
from requests_app.vocabulary import RefusalGround, RequestState
from tests.requests_app import factories as of_requests
from tests.requests_app.admin.pages import letter
from tests.requests_app.steps import PATHS, WHO, request_in, settle
from tests.support import factories
from tests.support.tables import REQUEST_TABLES, TABLES, everything
from tests.support.taking import take

pytestmark = [pytest.mark.django_db, pytest.mark.once]

S = RequestState
# What the pages ask for beside the reason; each takes what it knows.
SAID = {
    "on": "2026-02-03",
    "result": "verified",
    "method": "A call",
    "finding": "found",
    "reference": "R-2026-000012",
    "explains_complaint": "on",
    "explains_remedy": "on",
    "why": "Many systems",
    "what": "The list",
    "asked_until": "2026-02-10",
    "need": "identity",
    "channel": "post",
    "ground": RefusalGround.COMPELLING.value,
}


OVER = date(2018, 7, 17)


def settled():
    request = request_in(S.WAITING_IDENTITY)
    settle(request, **WHO)
    request.refresh_from_db()
    return request


def aside(request):
    with recorded(**WHO):
        return rows.retire(request, **WHO)


def message_that_came():
    requester = of_requests.make_requester(email="ada@example.org")
    return of_requests.make_message(request=requester.request, text="Please erase me.")


def of_a_closed_file(make):
    return lambda: make(request=request_in(S.CLOSED))


def revoked():
    user = factories.make_user(role="requests officer")
    feeds.issue(user, by=user, reason="Mine")
    token = of_requests.models.CalendarToken.objects.get()
    feeds.revoke(token, **WHO)
    return token


def retired_activity():
    return rows.retire(factories.make_approved_activity(), **WHO)


# Table and step: a row for which the step is none. `retire` and `restore` are the same everywhere.
UNFIT = {
    ("processingactivity", "approve"): retired_activity,
    ("processingactivity", "send"): factories.make_approved_activity,
    ("processingactivity", "send-back"): factories.make_activity,
    ("processingactivity", "take-back"): factories.make_activity,
    ("processingactivity", "review"): retired_activity,
    ("processingactivity", "reopen"): retired_activity,
    ("seat", "end"): lambda: factories.make_seat(ends_on=OVER),
    ("seat", "confirm"): factories.make_seat,
    ("accessgrant", "end"): lambda: factories.make_access_grant(ends_on=OVER),
    ("accessgrant", "confirm"): factories.make_access_grant,
    ("engagement", "end"): lambda: factories.make_engagement(ends_on=OVER),
    ("processor", "show"): lambda: rows.retire(factories.make_processor(), **WHO),
    ("processor", "follow"): factories.make_processor,
    ("processor", "take-off"): factories.make_processor,
    ("processor", "end"): lambda: rows.retire(factories.make_processor(), **WHO),
    ("datasubjectrequest", "sort"): lambda: request_in(S.RECEIVED),
    ("datasubjectrequest", "put_aside"): lambda: request_in(S.IN_PROGRESS),
    ("datasubjectrequest", "take_back"): lambda: request_in(S.TO_SORT),
    ("datasubjectrequest", "acknowledge"): lambda: request_in(S.ACKNOWLEDGED),
    ("datasubjectrequest", "begin"): lambda: request_in(S.IN_PROGRESS),
    ("datasubjectrequest", "ask_identity"): lambda: request_in(S.WAITING_IDENTITY),
    ("datasubjectrequest", "settle_identity"): settled,
    ("datasubjectrequest", "ask_clarification"): lambda: request_in(S.WAITING_CLARIFICATION),
    ("datasubjectrequest", "clarify"): lambda: request_in(S.RECEIVED),
    ("datasubjectrequest", "extend"): lambda: request_in(S.ANSWERED),
    ("datasubjectrequest", "answer"): lambda: request_in(S.ANSWERED),
    ("datasubjectrequest", "refuse"): lambda: request_in(S.REFUSED),
    ("datasubjectrequest", "withdraw"): lambda: request_in(S.CLOSED),
    ("datasubjectrequest", "close"): lambda: request_in(S.RECEIVED),
    ("datasubjectrequest", "reopen"): lambda: request_in(S.RECEIVED),
    ("datasubjectrequest", "stop"): lambda: request_in(S.CLOSED),
    ("datasubjectrequest", "note_authority"): lambda: request_in(S.IN_PROGRESS),
    ("datasubjectrequest", "remove_identification"): lambda: request_in(S.WAITING_IDENTITY),
    ("datasubjectrequest", "announce_lifting"): lambda: request_in(S.IN_PROGRESS),
    ("datasubjectrequest", "lift"): lambda: request_in(S.CLOSED),
    ("message", "send"): message_that_came,
    ("message", "sent_otherwise"): message_that_came,
    ("message", "put_to"): message_that_came,
    ("message", "open_request"): message_that_came,
    ("message", "put_aside"): message_that_came,
    ("message", "take_back"): message_that_came,
    ("checklistitem", "searched"): of_a_closed_file(of_requests.make_checklist_item),
    ("recipientnotice", "told"): of_a_closed_file(of_requests.make_recipient_notice),
    ("requestpolicy", "count"): lambda: aside(of_requests.make_request_policy()),
    ("calendartoken", "revoke"): revoked,
}
MAKE = {**factories.FACTORIES, **of_requests.FACTORIES}


# That they are on each table is asked in tests/registry/pages/test_page.py.
SAME_EVERYWHERE = {"retire", "restore"}
WHERE_ASKED = {"processor", "processingactivity", "seat", "datasubjectrequest", "messagetemplate"}


def all_steps():
    for model, table in site._registry.items():
        if isinstance(table, RegisterModelAdmin):
            for step in table.page("step").steps:
                if step.name in SAME_EVERYWHERE and model._meta.model_name not in WHERE_ASKED:
                    continue
                yield pytest.param(table, step, id=f"{model._meta.model_name}-{step.name}")


def unfit(table, step):
    model = table.model
    if step.name == "retire":
        return rows.retire(MAKE[model](), **WHO)
    if step.name == "restore":
        return MAKE[model]()
    if step.name == "end" and (model._meta.model_name, "end") not in UNFIT:
        return rows.retire(MAKE[model](), **WHO)
    return UNFIT[model._meta.model_name, step.name]()


@pytest.fixture
def lead(client):
    client.force_login(factories.make_user(role="dpo"))
    return client


def stored():
    return everything(TABLES), everything(REQUEST_TABLES)


@pytest.mark.slow
@pytest.mark.parametrize(("table", "step"), list(all_steps()))
def test_a_step_is_refused_for_a_row_that_it_does_not_fit_and_nothing_is_written(lead, table, step):
    organisation = factories.make_organisation()
    authority = factories.make_supervisory_authority()
    row = unfit(table, step)
    before = stored()
    if isinstance(step, LetterStep):
        page = letter(lead, row, step.name, **SAID, delivery="post")
        said = str(page.context["about"].non_field_errors())
    else:
        page = take(
            lead, step.name, row, **SAID, organisation=organisation.pk, authority=authority.pk
        )
        said = str(page.context["form"].non_field_errors())
    assert page.status_code == 200
    assert str(step.otherwise) in said
    assert stored() == before
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("state", "may"), [(state, state == S.TO_SORT) for state in PATHS], ids=str
)
def test_only_what_waits_to_be_sorted_is_put_aside_in_code_too(state, may):
    request = request_in(state)
    if may:
        lifecycle.put_aside(request, **WHO)
        request.refresh_from_db()
        assert request.retired_on == timezone.localdate()
        return
    with pytest.raises(ValidationError, match="in the state “To sort”"):
        lifecycle.put_aside(request, **WHO)
    assert not type(request).objects.exclude(retired_on=None).exists()


def test_what_came_in_is_not_sent_in_code_either():
    message = message_that_came()
    with pytest.raises(ValidationError):
        send(message, **WHO)
    message.refresh_from_db()
    assert mail.outbox == []
    assert message.byte_count is None


@pytest.mark.parametrize("step", [sorting.put_aside, sorting.take_back])
def test_a_message_of_a_request_is_not_sorted_in_code_either(step):
    message = message_that_came()
    with pytest.raises(ValidationError):
        step(message, **WHO)
    assert message.history.count() == 1


def test_an_incoming_message_keeps_its_moment_and_fingerprint_whatever_is_chosen_in_the_list(lead):
    came, waits = message_that_came(), message_that_came()
    with recorded(**WHO):
        waits.direction, waits.message_id = "out", "<ours@example.org>"
        waits.save()
    page = take(lead, "send", came, waits)
    assert [row for row, _seen in page.context["rows"]] == [came]
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]
    assert came.history.count() == 1


def test_a_row_that_went_meanwhile_is_said_to_be_gone(lead):
    draft = factories.make_complete_activity()
    page = lead.get(f"/admin/registry/processingactivity/step/approve/?ids={draft.pk},999999")
    assert "1 of the chosen entries no longer exists" in page.content.decode()
    assert ProcessingActivity.objects.get().state == "draft"


@pytest.mark.parametrize(("table", "step"), list(all_steps()))
def test_what_was_done_is_told_in_words_of_its_own(table, step):
    """But for letters, of which it is told whether they were sent."""
    told = step.done.format(entry="Rapidmail", day="today")
    assert isinstance(step, LetterStep) or told.startswith("Rapidmail: "), step.name
