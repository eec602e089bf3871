"""Whom an answer names (15(1)(c)) and who is told (19): those who received the data."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from registry.models import DataSubjectCategory, Organisation
from registry.records.absence import NONE
from registry.vocabulary import BodyKind, RecipientRole
from requests_app.handling.recipients import recipients_of
from tests.requests_app.factories import RECEIVED_ON, receive_request
from tests.support.factories import (
    make_activity,
    make_body,
    make_data_category,
    make_data_subject_category,
    make_disclosure,
    make_engagement,
    make_organisation,
    make_processor,
    one_block,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DAY = timedelta(days=1)


@pytest.fixture
def donors():
    return make_data_subject_category(code="donor")


@pytest.fixture
def ours():
    return make_organisation()


@pytest.fixture
def activity(ours, donors):
    return make_activity(organisation=ours, data_subjects=[donors])


def of_a_donor(code, ours, donors):
    return receive_request(code, organisation=ours, data_subjects=[donors])


def received(request):
    return list(dict.fromkeys(recipients_of(request)))


def names(request):
    return [recipient.name for recipient in received(request)]


def told(request):
    return sorted(notice.headline for notice in request.recipient_notices.all())


def test_an_answer_names_the_actual_recipients_with_their_times_15_1_c(ours, donors, activity):
    with one_block():
        make_engagement(
            activity=activity,
            processor=make_processor(name="Mailer"),
            starts_on=date(2019, 1, 1),
            ends_on=date(2022, 12, 31),
        )
        make_engagement(activity=activity, processor=make_processor(name="Post"))
    request = of_a_donor("access", ours, donors)
    mailer, post = received(request)
    assert (mailer.name, mailer.since, mailer.until) == (
        "Mailer",
        date(2019, 1, 1),
        date(2022, 12, 31),
    )
    assert (post.name, post.until) == ("Post", None)
    assert told(request) == []


def test_an_ended_processor_is_told_of_an_erasure_19(ours, donors, activity):
    make_engagement(
        activity=activity, processor=make_processor(name="Mailer"), ends_on=RECEIVED_ON - 400 * DAY
    )
    assert told(of_a_donor("erasure", ours, donors)) == ["Mailer"]


def test_recipients_of_an_ended_activity_are_told_19(ours, donors):
    ended = make_activity(
        organisation=ours, data_subjects=[donors], ends_on=RECEIVED_ON - 400 * DAY
    )
    make_engagement(activity=ended, processor=make_processor(name="Mailer"), ends_on=ended.ends_on)
    assert told(of_a_donor("erasure", ours, donors)) == ["Mailer"]


@pytest.mark.parametrize("whole_organisation", [False, True])
def test_whoever_data_was_disclosed_to_is_told_and_named(
    ours, donors, activity, whole_organisation
):
    of = {"activity": None if whole_organisation else activity}
    make_disclosure(organisation=ours, recipient="The buyer", disclosed_on=RECEIVED_ON, **of)
    make_disclosure(organisation=ours, recipient="Nobody yet", **of)
    request = of_a_donor("erasure", ours, donors)
    assert told(request) == ["The buyer"]
    assert names(request) == ["The buyer"]


def test_a_disclosure_without_a_stated_recipient_goes_by_its_title(ours, donors, activity):
    make_disclosure(
        organisation=ours, activity=activity, title="Order of a court", disclosed_on=RECEIVED_ON
    )
    assert told(of_a_donor("erasure", ours, donors)) == ["Order of a court"]


def test_a_disclosure_of_another_activity_is_not_theirs(ours, donors):
    make_disclosure(
        organisation=ours,
        activity=make_activity(organisation=ours),
        recipient="Bank",
        disclosed_on=RECEIVED_ON,
    )
    assert told(of_a_donor("erasure", ours, donors)) == []


def test_an_authority_in_an_inquiry_is_no_recipient_4_9(ours, donors, activity):
    of = {"organisation": ours, "activity": activity, "disclosed_on": RECEIVED_ON}
    with one_block():
        make_disclosure(recipient="Tax inspection", is_inquiry=True, **of)
        make_disclosure(recipient="A court abroad", **of)
    request = of_a_donor("erasure", ours, donors)
    assert told(request) == names(request) == ["A court abroad"]


def test_own_staff_is_no_recipient_c_579_21(ours, donors, activity):
    with one_block():
        staff = make_body(organisation=ours, name="Office", kind=BodyKind.STAFF)
        make_engagement(activity=activity, body=staff)
        make_engagement(
            activity=activity, recipient="Fundraisers of ours", role=RecipientRole.INTERNAL
        )
        make_engagement(activity=activity, body=make_body(organisation=ours, name="Board"))
    request = of_a_donor("erasure", ours, donors)
    assert told(request) == names(request) == ["Board"]


def test_one_in_service_twice_is_told_once_and_named_with_both_times(ours, donors, activity):
    mailer = make_processor(name="Mailer")
    with one_block():
        for year in (2019, 2022):
            make_engagement(
                activity=activity,
                processor=mailer,
                starts_on=date(year, 1, 1),
                ends_on=date(year, 12, 31),
            )
    request = of_a_donor("erasure", ours, donors)
    assert told(request) == ["Mailer"]
    assert [held.since.year for held in received(request)] == [2019, 2022]


# Where the register does not say who received it


@pytest.mark.parametrize(("stated", "found"), [({}, ["Mailer"]), ({"recipients": NONE}, [])])
def test_where_recipients_are_not_stated_whoever_has_such_data_from_us_is_told(
    ours, donors, stated, found
):
    with one_block():
        emails, cards = make_data_category(), make_data_category()
        make_activity(
            organisation=ours, data_subjects=[donors], data_categories=[emails], absences=stated
        )
        for name, data, of in [
            ("Mailer", [emails, cards], ours),
            ("Bank", [cards], ours),
            ("Of others", [emails], make_organisation()),
        ]:
            activity = make_activity(organisation=of, data_categories=data)
            make_engagement(activity=activity, processor=make_processor(name=name))
    assert told(of_a_donor("erasure", ours, donors)) == found


@pytest.mark.slow
def test_in_the_example_an_erasure_finds_the_vendors_19():
    call_command("load_example", verbosity=0)
    ours = Organisation.objects.get(parent=None)
    for code in ["donor", "member", "event-attendee", "contractor", "mailing-list-subscriber"]:
        found = told(of_a_donor("erasure", ours, DataSubjectCategory.objects.get(code=code)))
        assert {"Mailchimp", "Little Green Light", "Google"} <= set(found), code
        assert "NumFOCUS Staff" not in found, code
