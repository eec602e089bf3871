"""What one row can say wrongly is refused by the database itself, and explained in forms."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import CheckConstraint

from registry.records.history import recorded
from tests.support.factories import (
    FACTORIES,
    country,
    make_access_decision,
    make_access_grant,
    make_activity,
    make_adequacy_decision,
    make_body,
    make_country,
    make_engagement,
    make_kept_file,
    make_organisation,
    make_processor,
    make_retention_rule,
    make_seat,
    make_submission,
    make_suggestion,
    make_transfer,
    make_transfer_promise,
    one_block,
)
from tests.support.tables import TABLES
from tests.support.undone import made_once, stored

pytestmark = pytest.mark.django_db

EARLIER, LATER = date(2018, 1, 12), date(2018, 7, 17)

# Name of a constraint: a valid row, what is then written into it, the message.
WRONG = {
    "accessgrant_one_of_body_seat": [
        (make_access_grant, lambda row: {"seat": make_seat()}, "Choose either a body or a seat."),
        (make_access_grant, lambda row: {"body": None}, "Choose either a body or a seat."),
    ],
    "accessgrant_one_of_processor_activity": [
        (
            make_access_grant,
            lambda row: {"activity": make_activity()},
            "Choose either a processor or an activity.",
        ),
        (
            make_access_grant,
            lambda row: {"processor": None},
            "Choose either a processor or an activity.",
        ),
    ],
    "accessdecision_only_change_is_new": [
        (make_access_decision, lambda row: {"new_level": "read"}, "is for the decision “Change”"),
        (make_access_decision, lambda row: {"new_system": "X"}, "is for the decision “Change”"),
    ],
    "keptfile_one_of_agreement_activity_processor": [
        (make_kept_file, lambda row: {"processor": make_processor()}, "Choose what the file"),
        (make_kept_file, lambda row: {"agreement": None}, "Choose what the file"),
    ],
    "submission_answered_has_day": [
        (make_submission, lambda row: {"outcome": "approved"}, "Enter the day of the answer"),
        (make_submission, lambda row: {"answered_on": LATER}, "Enter the day of the answer"),
    ],
    **{
        f"{name}_withdrawn_has_ended": [
            (make, lambda row: {"withdrawn_on": LATER}, "Enter the last day too"),
        ]
        for name, make in [("accessgrant", make_access_grant), ("seat", make_seat)]
    },
    "adequacydecision_ends_before_judgment": [
        (
            lambda: make_adequacy_decision(valid_until=LATER),
            lambda row: {"declared_invalid_on": LATER},
            "invalid on the day of the judgment",
        ),
    ],
    "adequacydecision_names_country_or_body": [
        (make_adequacy_decision, lambda row: {"country": None}, "Choose a country or enter an"),
        (make_adequacy_decision, lambda row: {"body": "EPO"}, "Choose a country or enter an"),
    ],
    "country_code_is_two_capitals": [
        (make_country, lambda row: {"code": "de"}, "Enter the two capital letters"),
        (make_country, lambda row: {"code": "D"}, "Enter the two capital letters"),
    ],
    "engagement_body_is_internal": [
        (
            lambda: make_engagement(body=make_body()),
            lambda row: {"role": "controller"},
            "The role of a body must be “Inside the organisation”.",
        ),
    ],
    "engagement_country_is_of_another_recipient": [
        (
            make_engagement,
            lambda row: {"country": country("US")},
            "Enter the country with the processor",
        ),
    ],
    "engagement_ended_has_end": [
        (
            make_engagement,
            lambda row: {"state": "ended"},
            "Enter the last day of a recipient that has ended.",
        ),
    ],
    "engagement_listing_has_start": [
        (
            make_engagement,
            lambda row: {"listed_until": LATER},
            "Enter the first day of the listing",
        ),
    ],
    "engagement_not_its_own_sub_processor": [
        (
            make_engagement,
            lambda row: {"role": "sub_processor", "sub_processor_of": row.processor},
            "A processor cannot be its own sub-processor.",
        ),
    ],
    "engagement_one_of_processor_body_recipient": [
        (make_engagement, lambda row: {"recipient": "Banks"}, "Enter one recipient"),
        (make_engagement, lambda row: {"processor": None}, "Enter one recipient"),
        (
            lambda: make_engagement(body=make_body()),
            lambda row: {"processor": make_processor()},
            "Enter one recipient",
        ),
    ],
    "engagement_planned_has_start": [
        (make_engagement, lambda row: {"state": "planned"}, "Enter the first day of a planned"),
    ],
    "engagement_sub_processor_has_processor": [
        (make_engagement, lambda row: {"role": "sub_processor"}, "Fill in “sub-processor of” if"),
        (
            make_engagement,
            lambda row: {"sub_processor_of": make_processor()},
            "Fill in “sub-processor of” if",
        ),
    ],
    "organisation_is_not_its_own_sponsor": [
        (make_organisation, lambda row: {"parent": row}, "cannot be its own sponsor"),
    ],
    "processingactivity_retired_has_day": [
        (make_activity, lambda row: {"state": "retired"}, "needs the date on which it was retired"),
        (
            make_activity,
            lambda row: {"retired_on": LATER},
            "needs the date on which it was retired",
        ),
    ],
    "retentionrule_period_has_unit": [
        (
            make_retention_rule,
            lambda row: {"period": 38},
            "Enter both a number and a unit for the period.",
        ),
        (make_retention_rule, lambda row: {"unit": "months"}, "Enter both a number and"),
    ],
    "retentionrule_period_or_end": [
        (
            make_retention_rule,
            lambda row: {"period": 38, "unit": "months", "ends_with": "account_ends"},
            "a period or what ends it, not both",
        ),
    ],
    "retentionrule_does_not_follow_itself": [
        (make_retention_rule, lambda row: {"follows": row}, "second step of itself"),
    ],
    "retentionrule_says_how_long": [
        (make_retention_rule, lambda row: {"criterion": ""}, "what ends it, or a criterion"),
    ],
    "suggestion_one_of_activity_processor": [
        (make_suggestion, lambda row: {"processor": make_processor()}, "suggested for"),
        (make_suggestion, lambda row: {"activity": None}, "suggested for"),
    ],
    "transfer_by_adequacy_names_decision": [
        (make_transfer, lambda row: {"tool": "art45_3"}, "Choose an adequacy decision"),
        (
            make_transfer,
            lambda row: {"adequacy_decision": make_adequacy_decision()},
            "Choose an adequacy decision",
        ),
    ],
    "transfer_by_clauses_names_edition": [
        (make_transfer, lambda row: {"clauses": "2010/87/EU"}, "only with standard clauses"),
    ],
    "transfer_module_is_of_2021": [
        (make_transfer, lambda row: {"module": "2"}, "Only the clauses of 2021 have modules"),
    ],
    "transfer_names_its_tool": [
        (make_transfer, lambda row: {"tool": ""}, None),  # in forms it is a field to be filled in
    ],
    "transferpromise_names_its_tool": [
        (make_transfer_promise, lambda row: {"tool": ""}, None),
    ],
    "transfer_one_of_processor_body": [
        (make_transfer, lambda row: {"body": make_body()}, "Choose one importer"),
        (make_transfer, lambda row: {"processor": None}, "Choose one importer"),
    ],
}
CHECKS = {
    constraint.name: model
    for model in TABLES
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint)
}
PERIODS = [
    (name, model, *reversed(columns.split("_not_before_")))
    for name, model in CHECKS.items()
    if "_not_before_" in (columns := name.removeprefix(f"{model._meta.model_name}_"))
]
ROWS = [pytest.param(name, *case, id=name) for name, cases in WRONG.items() for case in cases]


def make_one_of_each():
    with one_block():
        return {make: make() for make in FACTORIES.values()}


one_of_each = made_once(make_one_of_each)


@pytest.fixture
def made(one_of_each, db):
    """A row that a function makes: the one that is there, as it is stored, or another."""
    return lambda make: stored(one_of_each[make]) if make in one_of_each else make()


@pytest.mark.parametrize(("name", "make", "wrong", "message"), ROWS)
def test_the_form_says_what_is_wrong_and_the_database_refuses_it(made, name, make, wrong, message):
    row = made(make)
    _write(row, wrong(row))
    if message:
        with pytest.raises(ValidationError, match=message):
            row.full_clean()
    with pytest.raises(IntegrityError, match=name), recorded(by="test", reason="Wrong"):
        row.save()


def _write(row, values):
    for name, value in values.items():
        setattr(row, name, value)


@pytest.mark.parametrize("period", PERIODS)
def test_no_end_is_before_its_start(made, period):
    name, model, start, end = period
    row = made(FACTORIES[model])
    _write(row, {start: LATER, end: EARLIER})
    with pytest.raises(ValidationError, match="The end date is before the start date"):
        row.full_clean()
    with pytest.raises(IntegrityError, match=name), recorded(by="test", reason="Wrong"):
        row.save()


@pytest.mark.parametrize("period", PERIODS)
def test_a_period_may_be_a_single_day(made, period):
    _name, model, start, end = period
    row = made(FACTORIES[model])
    _write(row, {start: LATER, end: LATER})
    row.full_clean()
    with recorded(by="test", reason="A day"):
        row.save()


def test_every_rule_about_a_row_is_tried_here():
    assert {name for name in CHECKS if "_not_before_" not in name} == WRONG.keys()


def test_the_database_holds_no_natural_key_twice(made):
    for model in TABLES:
        twin = made(FACTORIES[model])
        twin.pk, twin._state.adding = None, True
        unique = pytest.raises(IntegrityError, match=r"(?i)unique")
        with unique, recorded(by="test", reason="Twice"):
            twin.save()


def test_every_rule_has_words_of_its_own():
    for model in TABLES:
        for constraint in model._meta.constraints:
            default = constraint.default_violation_error_message
            assert constraint.violation_error_message != default, constraint.name


def test_a_decision_may_be_about_an_international_organisation():
    decision = make_adequacy_decision(body="European Patent Organisation", valid_from=LATER)
    decision.full_clean()
    assert decision.country is None


def test_two_countries_do_not_share_a_code():
    country("DE")
    with pytest.raises(IntegrityError):
        make_country(code="DE", name="Another")
