"""What the register says on the day of receipt: bases that count, and what the notice promised."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from registry.models import DataSubjectCategory, Organisation
from registry.vocabulary import HandlingTopic, RightsAudience, RightsChannel
from requests_app.duties import Circumstance
from requests_app.handling import lifecycle
from requests_app.handling.bearing import bearings_on
from requests_app.handling.checklist import note_search
from requests_app.handling.promises import warnings_of
from requests_app.vocabulary import Finding, Outcome
from tests.requests_app.factories import RECEIVED_ON, receive_request, right
from tests.requests_app.steps import LATER, WHO, settle
from tests.support.factories import (
    legal_basis,
    make_activity,
    make_data_subject_category,
    make_engagement,
    make_handling_rule,
    make_organisation,
    make_promised_right,
    make_purpose,
    one_block,
    special_category_condition,
)

pytestmark = pytest.mark.django_db
AFTER = RECEIVED_ON + timedelta(days=1)
YESTERDAY = RECEIVED_ON - timedelta(days=1)
REMOVING = "we may also take reasonable steps to verify your identity before updating"


@pytest.fixture
def ours():
    return make_organisation()


def asked(*codes, ours, **fields):
    people = make_data_subject_category()
    make_activity(organisation=ours, data_subjects=[people])
    request = receive_request(*codes, organisation=ours, data_subjects=[people], **fields)
    lifecycle.begin(request, **WHO)
    request.refresh_from_db()
    return request


def searched_activity(request):
    return request.checklist.get().activity


def warned(request):
    return {warning.article: warning for warning in warnings_of(request, bearings_on(request))}


# Bases


def test_bases_of_purposes_in_force_and_the_condition_of_9_2_count(ours):
    request = asked("erasure", ours=ours)
    activity = searched_activity(request)
    make_purpose(
        activity=activity,
        legal_bases=[legal_basis("6(1)(f)")],
        special_category_condition=special_category_condition("9(2)(a)"),
    )
    assert bearings_on(request).bases == {"6(1)(f)", "9(2)(a)"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("dates", "counts"),
    [
        pytest.param({"ends_on": RECEIVED_ON}, True, id="its last day"),
        pytest.param({"ends_on": YESTERDAY}, False, id="ended"),
        pytest.param({"ends_on": AFTER}, True, id="ended since"),
        pytest.param({"starts_on": AFTER}, False, id="began since"),
        pytest.param({"retired_on": YESTERDAY}, False, id="retired"),
        pytest.param({"retired_on": AFTER}, True, id="retired since"),
    ],
)
def test_ended_purposes_do_not_count_on_the_day_asked(ours, dates, counts):
    request = asked("erasure", ours=ours)
    make_purpose(
        activity=searched_activity(request),
        **{"starts_on": date(2020, 1, 1), "legal_bases": [legal_basis("6(1)(a)")]} | dates,
    )
    said = bearings_on(request)
    assert bool(said.bases) is counts
    assert (Circumstance.ENDED in said.circumstances) is (not counts and "starts_on" not in dates)


@pytest.mark.once
def test_a_child_and_what_is_public_are_known_from_the_register(ours):
    request = asked("erasure", ours=ours, channel="post")
    assert not bearings_on(request).circumstances
    make_engagement(activity=searched_activity(request), recipient="Everybody", role="public")
    with one_block():
        request.data_subjects.add(make_data_subject_category(is_children=True))
    known = {Circumstance.PUBLIC, Circumstance.CHILD}
    assert bearings_on(request).circumstances == known
    note_search(
        request.checklist.get(), finding=Finding.FOUND, on=RECEIVED_ON, is_done=False, **WHO
    )
    assert bearings_on(request).circumstances == known | {Circumstance.UNDONE}


# Promises


def test_12_6_identity_before_updating_is_a_warning_and_refuses_nothing(ours):
    make_promised_right(organisation=ours, right=right("rectification"))
    make_handling_rule(organisation=ours, topic=HandlingTopic.IDENTITY, statement=REMOVING)
    request = asked("rectification", ours=ours)
    assert warned(request)["12(6)"].statement == REMOVING
    lifecycle.decide(request.rights.get(), outcome=Outcome.FULFILLED, **WHO)
    lifecycle.answer(request, on=LATER, channel="email", why_unfinished="Known", **WHO)
    request.refresh_from_db()
    assert request.state == "answered"


@pytest.mark.once
def test_once_it_is_settled_who_it_is_nothing_is_said_of_identity(ours):
    make_handling_rule(organisation=ours, topic=HandlingTopic.IDENTITY, statement=REMOVING)
    request = asked("erasure", ours=ours)
    settle(request, **WHO)
    request.refresh_from_db()
    assert "12(6)" not in warned(request)


@pytest.mark.once
def test_12_5_a_promised_frequency_refuses_nobody(ours):
    make_handling_rule(organisation=ours, topic=HandlingTopic.FREQUENCY, statement="Once a year")
    warning = warned(asked("access", ours=ours))["12(5)"]
    assert "does not count requests" in warning.words
    assert warning.statement == "Once a year"


@pytest.mark.once
@pytest.mark.parametrize(
    ("audience", "article", "words"),
    [
        (RightsAudience.EEA, "3", "does not depend on where somebody lives"),
        (RightsAudience.EVERYBODY, "12(2)", "promised to everybody"),
    ],
)
def test_3_the_audience_of_a_promise_is_no_limit_of_the_law(ours, audience, article, words):
    make_promised_right(organisation=ours, right=right("access"), audience=audience)
    assert words in warned(asked("access", ours=ours))[article].words


@pytest.mark.once
@pytest.mark.parametrize(
    ("channel", "came_by", "is_said"),
    [
        (RightsChannel.EMAIL, "post", True),
        (RightsChannel.EMAIL, "email", False),
        (RightsChannel.NOT_STATED, "post", False),
        (RightsChannel.ACCOUNT, "form", False),
        (RightsChannel.MESSAGE, "phone", True),
    ],
)
def test_12_2_another_channel_than_the_promised_one_counts_all_the_same(
    ours, channel, came_by, is_said
):
    make_promised_right(
        organisation=ours, right=right("access"), channel=channel, audience=RightsAudience.EEA
    )
    request = asked("access", ours=ours, channel=came_by)
    assert ("12(2)" in warned(request)) is is_said


@pytest.mark.once
def test_13_2_b_a_right_that_the_notice_left_out_is_given_all_the_same(ours):
    make_promised_right(organisation=ours, right=right("access"))
    request = asked("access", "restriction", ours=ours)
    make_promised_right(organisation=make_organisation(), right=right("restriction"))
    said = bearings_on(request)
    assert {row.code for row in said.promised} == {"access"}
    assert "13(2)(b)" in warned(request)


@pytest.mark.once
@pytest.mark.parametrize(
    ("dates", "counts"),
    [
        ({"starts_on": RECEIVED_ON}, True),
        ({"starts_on": AFTER}, False),
        ({"ends_on": YESTERDAY, "starts_on": date(2018, 1, 12)}, False),
        ({"retired_on": AFTER}, True),
    ],
)
def test_what_was_promised_on_the_day_of_receipt_counts(ours, dates, counts):
    make_promised_right(organisation=ours, right=right("access"), **dates)
    assert bool(bearings_on(asked("access", ours=ours)).promised) is counts


def test_the_promises_of_a_sponsor_are_its_projects_too_in_one_question(
    ours, django_assert_num_queries
):
    project = make_organisation(parent=make_organisation(parent=ours))
    make_promised_right(organisation=ours, right=right("access"))
    request = asked("access", ours=project)
    with django_assert_num_queries(1):
        assert bearings_on(request).promised


@pytest.mark.once
def test_what_is_promised_to_other_people_or_for_another_activity_is_not_said(ours):
    others = make_data_subject_category()
    make_promised_right(organisation=ours, right=right("access"), data_subjects=others)
    make_promised_right(organisation=ours, right=right("access"), activity=make_activity())
    assert not bearings_on(asked("access", ours=ours)).promised


@pytest.mark.once
def test_without_a_notice_on_record_nothing_is_said(ours):
    assert not warned(asked("access", ours=ours))


@pytest.mark.slow
@pytest.mark.once
def test_12_6_in_the_example_the_policy_of_the_day_warns():
    call_command("load_example", verbosity=0)
    for received_on, articles, words in [
        (date(2018, 2, 1), {""}, "right to confirm the identity"),
        (date(2018, 8, 1), {"12(2)", "12(3)", "12(6)"}, "before updating"),
    ]:
        request = receive_request(
            "rectification",
            organisation=Organisation.objects.get(parent=None),
            received_on=received_on,
            data_subjects=[DataSubjectCategory.objects.get(code="donor")],
        )
        warnings = warnings_of(request, bearings_on(request))
        assert {warning.article for warning in warnings} == articles
        assert any(words in warning.statement for warning in warnings)
