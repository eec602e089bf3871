"""What one row of a request can say wrongly: refused by the database itself, and explained."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import CheckConstraint

from registry.records.history import recorded
from tests.requests_app.factories import (
    RECEIVED_ON,
    make_checklist_item,
    make_clock_event,
    make_legal_period,
    make_recipient_notice,
    make_request,
    make_requested_right,
    make_retention_run,
)
from tests.support.factories import make_body, make_processor
from tests.support.tables import REQUEST_TABLES

pytestmark = pytest.mark.django_db

BEFORE, AFTER = RECEIVED_ON - timedelta(days=1), RECEIVED_ON + timedelta(days=1)
EXTENSION = {"extended_on": AFTER, "extension_reason": "Many", "extension_notified_on": AFTER}


# Name of a constraint: a valid row, what is then written into it, the message.
WRONG = {
    "checklistitem_done_after_search": [
        (make_checklist_item, {"done_on": AFTER}, "cannot be before the search"),
        (
            lambda: make_checklist_item(finding="found", searched_on=AFTER),
            {"done_on": RECEIVED_ON},
            "cannot be before the search",
        ),
    ],
    "checklistitem_finding_has_day": [
        (make_checklist_item, {"finding": "nothing"}, "Enter the day of the search."),
    ],
    "clockevent_answered_after_asked": [
        (make_clock_event, {"answered_on": BEFORE}, "answer cannot be dated before the question"),
    ],
    "datasubjectrequest_answer_has_day": [
        (make_request, {"state": "answered"}, "Enter the day on which the answer was sent."),
        (make_request, {"state": "refused"}, "Enter the day on which the answer was sent."),
    ],
    "datasubjectrequest_answered_after_receipt": [
        (make_request, {"answered_on": BEFORE}, "answer cannot be dated before the request"),
    ],
    "datasubjectrequest_closed_after_answer": [
        (
            lambda: make_request(answered_on=AFTER),
            {"closed_on": RECEIVED_ON},
            "cannot be closed before it was answered",
        ),
        (
            lambda: make_request(withdrawn_on=AFTER),
            {"closed_on": RECEIVED_ON},
            "cannot be closed before it was answered",
        ),
    ],
    "datasubjectrequest_closed_has_answer": [
        (make_request, {"state": "closed"}, "A request can be closed only after it was answered."),
        (
            make_request,
            {"state": "closed", "closed_on": AFTER},
            "A request can be closed only after it was answered.",
        ),
        (
            lambda: make_request(answered_on=AFTER),
            {"state": "closed"},
            "A request can be closed only after it was answered.",
        ),
    ],
    "datasubjectrequest_extension_has_reason_and_notice": [
        (make_request, {"extended_on": AFTER}, "Enter the reason of the extension and the day"),
        (make_request, EXTENSION | {"extension_reason": ""}, "Enter the reason of the extension"),
        (
            make_request,
            EXTENSION | {"extension_notified_on": None},
            "Enter the reason of the extension",
        ),
    ],
    "datasubjectrequest_hold_has_review": [
        (
            make_request,
            {"hold_reason": "A complaint"},
            "Enter the day on which the hold will be reviewed",
        ),
    ],
    "datasubjectrequest_identity_check_is_dated": [
        (make_request, {"identity_state": "verified"}, "how and when the identity was checked"),
        (
            make_request,
            {"identity_state": "failed", "identity_method": "A call"},
            "how and when the identity was checked",
        ),
        (
            make_request,
            {"identity_state": "verified", "identity_on": AFTER},
            "how and when the identity was checked",
        ),
    ],
    "datasubjectrequest_identity_is_explained": [
        (
            make_request,
            {"identity_state": "not_needed"},
            "Enter why the identity does not need to be",
        ),
    ],
    "datasubjectrequest_nothing_before_receipt": [
        (
            make_request,
            {"acknowledged_on": BEFORE},
            "No date can be before the day on which the request was received.",
        ),
        (
            make_request,
            {"withdrawn_on": BEFORE},
            "No date can be before the day on which the request was received.",
        ),
        (
            make_request,
            EXTENSION | {"extension_notified_on": BEFORE},
            "No date can be before the day on which the request was received.",
        ),
        (make_request, {"asked_until": BEFORE}, "No date can be before the day on which"),
    ],
    "datasubjectrequest_lodged_before_we_heard": [
        (make_request, {"lodged_on": AFTER}, "was lodged with the authority before you heard"),
    ],
    "datasubjectrequest_withdrawal_has_day": [
        (make_request, {"state": "withdrawn"}, "Enter the day on which the request was withdrawn."),
    ],
    "legalperiod_is_a_period": [
        (make_legal_period, {"duty": "complaint", "amount": 1000}, "Enter a number up to 999"),
    ],
    "legalperiod_answer_has_a_length": [
        (make_legal_period, {"amount": 0}, "at least 1, at most 24 months"),
        (make_legal_period, {"amount": None}, "at least 1, at most 24 months"),
        (make_legal_period, {"amount": 25}, "at least 1, at most 24 months"),
    ],
    "legalperiod_hours_are_of_breaches": [
        (make_legal_period, {"unit": "hours", "is_moved": False}, "Choose days or months"),
    ],
    "legalperiod_breach_is_told_in_hours": [
        (make_legal_period, {"duty": "breach_authority"}, "Enter the hours to report a breach"),
    ],
    "legalperiod_hours_are_not_moved": [
        (
            make_legal_period,
            {"duty": "breach_people", "unit": "hours", "is_moved": True},
            "do not move a period of hours",
        ),
    ],
    "legalperiod_ends_after_it_begins": [
        (
            make_legal_period,
            {"valid_from": AFTER, "valid_until": BEFORE},
            "It cannot end before it begins",
        ),
    ],
    "recipientnotice_answered_after_told": [
        (make_recipient_notice, {"answered_on": AFTER}, "answer cannot be dated before the notice"),
        (
            lambda: make_recipient_notice(told_on=AFTER),
            {"answered_on": RECEIVED_ON},
            "answer cannot be dated before the notice",
        ),
    ],
    "recipientnotice_one_of_processor_body_recipient": [
        (make_recipient_notice, {"recipient": ""}, "Enter one recipient"),
        (
            lambda: make_recipient_notice(body=make_body()),
            {"recipient": "Banks"},
            "Enter one recipient",
        ),
    ],
    "recipientnotice_told_or_why_not": [
        (
            lambda: make_recipient_notice(processor=make_processor(), told_on=AFTER),
            {"why_not": "impossible"},
            "Enter either when the recipient was told or why not, not both.",
        ),
    ],
    "requestedright_told_before_lifted": [
        (
            make_requested_right,
            {"lifted_on": date(2026, 2, 10)},
            "before the restriction is lifted",
        ),
        (
            make_requested_right,
            {"lifting_told_on": date(2026, 2, 10), "lifted_on": date(2026, 2, 3)},
            "before the restriction is lifted",
        ),
    ],
    "requestedright_refusal_has_ground": [
        (make_requested_right, {"outcome": "refused"}, "Choose a ground if the outcome"),
        (make_requested_right, {"outcome": "partly"}, "Choose a ground if the outcome"),
        (make_requested_right, {"ground": "excessive"}, "Choose a ground if the outcome"),
        (
            make_requested_right,
            {"outcome": "no_data", "ground": "not_controller"},
            "Choose a ground if the outcome",
        ),
    ],
    "retentionrun_proposal_removes_nothing": [
        (
            make_retention_run,
            {"version_count": 1},
            "A run that only proposes cannot have removed anything.",
        ),
    ],
}
ROWS = [pytest.param(name, *case, id=name) for name, cases in WRONG.items() for case in cases]


def _written(make, values):
    row = make()
    for name, value in values.items():
        setattr(row, name, value)
    return row


@pytest.mark.parametrize(("name", "make", "values", "message"), ROWS)
def test_the_form_says_what_is_wrong_and_the_database_refuses_it(name, make, values, message):
    row = _written(make, values)
    with pytest.raises(ValidationError, match=message):
        row.full_clean()
    with pytest.raises(IntegrityError, match=name), recorded(by="test", reason="Wrong"):
        row.save()


def test_every_rule_about_a_row_is_tried_here():
    assert WRONG.keys() == {
        constraint.name
        for model in REQUEST_TABLES
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
    }


RIGHT = {
    "all on one day": (
        make_request,
        {"acknowledged_on": RECEIVED_ON, "answered_on": RECEIVED_ON, "closed_on": RECEIVED_ON},
    ),
    "extension told on the last day": (
        lambda: make_request(notice_due_on=AFTER),
        EXTENSION,
    ),
    "extension while the notice waits too": (make_request, EXTENSION),
    "not told, and why": (make_recipient_notice, {"why_not": "disproportionate"}),
    "answered on the day of the notice": (
        make_recipient_notice,
        {"told_on": AFTER, "answered_on": AFTER},
    ),
    "done on the day of the search": (
        make_checklist_item,
        {"finding": "found", "searched_on": AFTER, "done_on": AFTER},
    ),
    "in part, with its ground": (
        make_requested_right,
        {"outcome": "partly", "ground": "rights_of_others"},
    ),
}


@pytest.mark.parametrize(("make", "values"), RIGHT.values(), ids=RIGHT)
def test_what_is_right_passes(make, values):
    row = _written(make, values)
    row.clean_fields()
    row.validate_constraints()


def test_a_calendar_that_does_not_exist_is_refused_in_the_form():
    with pytest.raises(ValidationError, match="is not a known calendar"):
        make_request(calendar="Mars").full_clean()
