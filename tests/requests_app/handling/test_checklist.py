"""What the register asks for in a request: searches, Article 19 notices, advice."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from registry.lifecycle import retire
from registry.models import Engagement
from registry.records.absence import NONE
from registry.records.history import recorded
from requests_app.handling import lifecycle
from requests_app.handling.checklist import bring_up_to_date, note_search, note_told
from requests_app.models import RequestedRight
from requests_app.vocabulary import Finding
from tests.requests_app.factories import RECEIVED_ON, receive_request, right
from tests.requests_app.steps import WHO
from tests.support.factories import (
    make_activity,
    make_approved_activity,
    make_body,
    make_data_subject_category,
    make_engagement,
    make_organisation,
    make_processor,
    one_block,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def donors():
    return make_data_subject_category(code="donors")


@pytest.fixture
def members():
    return make_data_subject_category(code="members")


@pytest.fixture
def ours():
    return make_organisation()


def listed(request):
    return sorted(item.activity.reference for item in request.checklist.all())


def told(request):
    return sorted(notice.headline for notice in request.recipient_notices.all())


def refresh(request):
    with recorded(by="test", reason="Look again"):
        bring_up_to_date(request)


# Searches


def test_activities_are_those_that_had_begun_by_the_day_of_receipt(ours, donors):
    with one_block():
        for reference, fields in {
            "always": {},
            "from that day": {"starts_on": RECEIVED_ON},
            "from the next": {"starts_on": RECEIVED_ON + DAY},
            "until that day": {"ends_on": RECEIVED_ON},
            "until the day before": {"ends_on": RECEIVED_ON - DAY},
            "a draft": {"state": "draft"},
        }.items():
            make_activity(organisation=ours, data_subjects=[donors], reference=reference, **fields)
    request = receive_request(organisation=ours, data_subjects=[donors])
    assert listed(request) == [
        "a draft",
        "always",
        "from that day",
        "until that day",
        "until the day before",
    ]


def test_what_was_retired_before_or_after_the_receipt_is_searched_still(ours, donors):
    for reference, on in {
        "on that day": RECEIVED_ON,
        "a day later": RECEIVED_ON + DAY,
        "today": None,
    }.items():
        activity = make_activity(organisation=ours, data_subjects=[donors], reference=reference)
        retire(activity, by="test", reason="We stopped", on=on)
    request = receive_request(organisation=ours, data_subjects=[donors])
    assert listed(request) == ["a day later", "on that day", "today"]


@pytest.mark.once
def test_what_was_retired_as_soon_as_it_began_never_held_data(ours, donors):
    activity = make_activity(organisation=ours, data_subjects=[donors], starts_on=RECEIVED_ON)
    retire(activity, by="test", reason="Entered twice", on=RECEIVED_ON)
    assert listed(receive_request(organisation=ours, data_subjects=[donors])) == []


@pytest.mark.once
def test_an_approved_activity_is_listed_as_a_draft_is(ours, donors):
    activity = make_approved_activity(data_subjects=[donors], reference="PA")
    request = receive_request(organisation=activity.organisation, data_subjects=[donors])
    assert listed(request) == ["PA"]


def test_several_groups_of_people_bring_the_activities_on_any_of_them_once(ours, donors, members):
    with one_block():
        for reference, people in {
            "PA-1": [donors],
            "PA-2": [donors, members],
            "PA-3": [members],
            "PA-4": [make_data_subject_category()],
        }.items():
            make_activity(organisation=ours, data_subjects=people, reference=reference)
    request = receive_request(organisation=ours, data_subjects=[donors, members])
    assert listed(request) == ["PA-1", "PA-2", "PA-3"]


@pytest.mark.once
def test_while_nobody_said_who_the_person_is_the_checklist_waits_for_the_work_to_begin(
    ours, donors
):
    make_activity(organisation=ours, data_subjects=[donors], reference="PA-1")
    make_activity(organisation=ours, reference="PA-2")
    make_activity(reference="PA-3")
    request = receive_request("erasure", organisation=ours)
    assert listed(request) == []
    lifecycle.begin(request, **WHO)
    assert listed(request) == ["PA-1", "PA-2"]


@pytest.mark.once
def test_whoever_is_stated_to_be_of_no_known_kind_is_looked_for_everywhere(ours, donors):
    make_activity(organisation=ours, data_subjects=[donors], reference="PA")
    request = receive_request("access", organisation=ours)
    with recorded(by="test", reason="Neither donor nor member"):
        request.absences = {"data_subjects": NONE}
        request.save()
    refresh(request)
    assert listed(request) == ["PA"]


@pytest.mark.once
@pytest.mark.parametrize("code", ["information", "complaint", "concern"])
def test_where_nobody_is_looked_for_nothing_is_listed_for_everybody(ours, donors, code):
    make_activity(organisation=ours, data_subjects=[donors])
    request = receive_request(code, organisation=ours)
    lifecycle.begin(request, **WHO)
    assert listed(request) == []


@pytest.mark.once
def test_another_organisation_is_not_searched(ours, donors):
    make_activity(data_subjects=[donors])
    assert listed(receive_request(organisation=ours, data_subjects=[donors])) == []


def test_a_sponsored_project_searches_what_its_sponsors_do_too(donors):
    with one_block():
        sponsor = make_organisation(parent=make_organisation())
        project, sibling = make_organisation(parent=sponsor), make_organisation(parent=sponsor)
        for reference, organisation in {
            "A-project": project,
            "B-sponsor": sponsor,
            "C-its-sponsor": sponsor.parent,
            "D-sibling": sibling,
        }.items():
            make_activity(organisation=organisation, data_subjects=[donors], reference=reference)
    request = receive_request(organisation=project, data_subjects=[donors])
    assert listed(request) == ["A-project", "B-sponsor", "C-its-sponsor"]


# Notices


@pytest.mark.once
@pytest.mark.parametrize("code", ["rectification", "erasure", "restriction"])
def test_recipients_are_told_of_rectification_erasure_and_restriction(ours, donors, code):
    activity = make_activity(organisation=ours, data_subjects=[donors])
    make_engagement(activity=activity, recipient="Banks")
    request = receive_request(code, organisation=ours, data_subjects=[donors])
    assert told(request) == ["Banks"]


@pytest.mark.once
def test_of_other_rights_they_are_not_told(ours, donors):
    activity = make_activity(organisation=ours, data_subjects=[donors])
    make_engagement(activity=activity, recipient="Banks")
    others = ["access", "portability", "objection", "marketing-objection", "consent-withdrawal"]
    request = receive_request(*others, organisation=ours, data_subjects=[donors])
    assert (request.rights.count(), told(request)) == (5, [])


def test_each_recipient_is_told_once_however_much_it_does(ours, donors):
    with one_block():
        one, other = (make_activity(organisation=ours, data_subjects=[donors]) for _ in range(2))
        mailer, board = make_processor(name="Mailer"), make_body(organisation=ours, name="Board")
        for activity in [one, other]:
            make_engagement(activity=activity, processor=mailer)
            make_engagement(activity=activity, body=board)
            make_engagement(activity=activity, recipient="Banks")
        make_engagement(activity=one, processor=mailer, service="Surveys")
    request = receive_request("erasure", organisation=ours, data_subjects=[donors])
    assert told(request) == ["Banks", "Board", "Mailer"]


def test_recipients_are_those_who_received_personal_data_by_that_day(ours, donors):
    with one_block():
        activity = make_activity(organisation=ours, data_subjects=[donors])
        for recipient, fields in {
            "aggregates only": {"is_personal_data": False},
            "ended before": {"ends_on": RECEIVED_ON - DAY},
            "ended that day": {"ends_on": RECEIVED_ON},
            "planned": {"starts_on": RECEIVED_ON + DAY, "state": "planned"},
        }.items():
            make_engagement(activity=activity, recipient=recipient, **fields)
    request = receive_request("erasure", organisation=ours, data_subjects=[donors])
    assert told(request) == ["ended before", "ended that day"]


@pytest.mark.once
def test_a_search_that_was_listed_by_mistake_brings_no_recipients(ours, donors):
    activity = make_activity(organisation=ours, data_subjects=[donors])
    request = receive_request("access", organisation=ours, data_subjects=[donors])
    retire(request.checklist.get(), by="test", reason="Nothing on donors there")
    make_engagement(activity=activity, recipient="Banks")
    with recorded(by="test", reason="One more right"):
        RequestedRight.objects.create(request=request, right=right("erasure"))
    refresh(request)
    assert told(request) == []


# Bringing up to date


def test_looking_again_adds_what_is_new_and_keeps_what_was_found(ours, donors):
    first = make_activity(organisation=ours, data_subjects=[donors], reference="PA-1")
    make_engagement(activity=first, recipient="Banks")
    request = receive_request("erasure", organisation=ours, data_subjects=[donors])
    with recorded(by="test", reason="Searched"):
        item, notice = request.checklist.get(), request.recipient_notices.get()
        item.finding, item.searched_on = Finding.FOUND, RECEIVED_ON
        item.save()
        notice.told_on = RECEIVED_ON
        notice.save()
    second = make_activity(organisation=ours, data_subjects=[donors], reference="PA-2")
    make_engagement(activity=second, recipient="Post")
    refresh(request)
    assert listed(request) == ["PA-1", "PA-2"]
    assert told(request) == ["Banks", "Post"]
    assert request.checklist.get(activity=first).finding == Finding.FOUND
    assert request.recipient_notices.get(recipient="Banks").told_on == RECEIVED_ON


@pytest.mark.once
def test_looking_again_when_nothing_is_new_writes_nothing(ours, donors):
    activity = make_activity(organisation=ours, data_subjects=[donors])
    make_engagement(activity=activity, recipient="Banks")
    request = receive_request("erasure", organisation=ours, data_subjects=[donors])
    refresh(request)
    assert request.checklist.get().history.count() == 1
    assert request.recipient_notices.get().history.count() == 1


@pytest.mark.once
@pytest.mark.parametrize("change", ["the person belongs elsewhere", "the activity ended"])
def test_nothing_is_removed_on_looking_again(ours, donors, members, change):
    activity = make_activity(organisation=ours, data_subjects=[donors], reference="PA")
    make_engagement(activity=activity, recipient="Banks")
    request = receive_request("erasure", organisation=ours, data_subjects=[donors])
    with recorded(by="test", reason=change):
        if change == "the activity ended":
            activity.ends_on = RECEIVED_ON - DAY
            activity.save()
        else:
            request.data_subjects.set([members])
    refresh(request)
    assert (listed(request), told(request)) == (["PA"], ["Banks"])


@pytest.mark.once
@pytest.mark.parametrize("step", ["begin", "acknowledge", "identity_not_needed"])
def test_a_step_of_an_open_request_brings_its_checklist_up_to_date(ours, donors, step):
    request = receive_request("access", organisation=ours)
    make_activity(organisation=ours, data_subjects=[donors], reference="PA")
    with recorded(by="test", reason="A donor"):
        request.data_subjects.set([donors])
    given = {"acknowledge": {"on": RECEIVED_ON}, "identity_not_needed": {"why": "Signed in"}}
    getattr(lifecycle, step)(request, **given.get(step, {}), **WHO)
    assert listed(request) == ["PA"]


@pytest.mark.once
def test_what_came_after_the_receipt_is_not_added_later(ours, donors):
    request = receive_request("access", organisation=ours, data_subjects=[donors])
    make_activity(organisation=ours, data_subjects=[donors], starts_on=date(2026, 3, 1))
    refresh(request)
    assert listed(request) == []


# The work on them


@pytest.fixture
def work(ours, donors):
    """A search, and a notice to a recipient."""
    make_engagement(
        activity=make_activity(organisation=ours, data_subjects=[donors]), recipient="Banks"
    )
    request = receive_request("erasure", organisation=ours, data_subjects=[donors])
    return request.checklist.get(), request.recipient_notices.get()


@pytest.mark.once
@pytest.mark.parametrize("finding", [Finding.FOUND, Finding.NOTHING])
@pytest.mark.parametrize("is_done", [True, False])
def test_a_search_keeps_what_it_brought_when_and_whether_all_is_done(work, finding, is_done):
    item, _notice = work
    item.note = "Typed, and never saved"
    note_search(item, finding=finding, on=RECEIVED_ON, is_done=is_done, **WHO)
    item.refresh_from_db()
    assert (item.finding, item.searched_on, item.note) == (finding, RECEIVED_ON, "")
    assert item.done_on == (RECEIVED_ON if is_done else None)
    assert item.history.latest().history_change_reason == WHO["reason"]
    assert item.history.latest().history_author == WHO["by"]


@pytest.mark.once
def test_what_is_found_later_and_not_done_with_is_not_done(work):
    item, _notice = work
    note_search(item, finding=Finding.NOTHING, on=RECEIVED_ON, is_done=True, **WHO)
    note_search(item, finding=Finding.FOUND, on=RECEIVED_ON + DAY, is_done=False, **WHO)
    item.refresh_from_db()
    assert (item.finding, item.searched_on) == (Finding.FOUND, RECEIVED_ON + DAY)
    assert item.done_on is None


@pytest.mark.once
def test_that_a_recipient_was_told_is_kept_with_its_day(work):
    _item, notice = work
    note_told(notice, on=RECEIVED_ON, **WHO)
    notice.refresh_from_db()
    assert notice.told_on == RECEIVED_ON
    assert notice.history.latest().history_change_reason == WHO["reason"]


@pytest.mark.once
def test_in_a_closed_file_nothing_is_searched_and_nobody_told(work):
    item, notice = work
    lifecycle.withdraw(item.request, on=RECEIVED_ON, **WHO)
    note_told(notice, on=RECEIVED_ON, **WHO)
    lifecycle.close(item.request, on=RECEIVED_ON, **WHO)
    with pytest.raises(ValidationError, match="The request is closed"):
        note_search(item, finding=Finding.FOUND, on=RECEIVED_ON, is_done=True, **WHO)
    with pytest.raises(ValidationError, match="The request is closed"):
        note_told(notice, on=RECEIVED_ON + DAY, **WHO)
    item.refresh_from_db()
    notice.refresh_from_db()
    assert (item.finding, notice.told_on) == (Finding.OPEN, RECEIVED_ON)


@pytest.mark.once
def test_notices_come_in_the_order_of_the_register(ours, donors):
    activity = make_activity(organisation=ours, data_subjects=[donors])
    for recipient in ["Zoo", "Banks", "Post"]:
        make_engagement(activity=activity, recipient=recipient)
    request = receive_request("erasure", organisation=ours, data_subjects=[donors])
    names = Engagement.objects.values_list("recipient", flat=True)
    assert [notice.headline for notice in request.recipient_notices.all()] == list(names)


@pytest.mark.once
def test_a_notice_is_about_what_is_asked_and_not_what_was_listed_by_mistake(ours, donors):
    activity = make_activity(organisation=ours, data_subjects=[donors])
    request = receive_request("erasure", "access", organisation=ours, data_subjects=[donors])
    retire(request.rights.get(right=right("erasure")), by="test", reason="Misread")
    make_engagement(activity=activity, recipient="Banks")
    refresh(request)
    assert told(request) == []


@pytest.mark.once
def test_a_search_or_notice_that_was_taken_out_does_not_come_back(work):
    item, notice = work
    for row in work:
        retire(row, by="test", reason="Nothing on donors there")
    refresh(item.request)
    assert list(item.request.checklist.all()) == [item]
    assert list(item.request.recipient_notices.all()) == [notice]
