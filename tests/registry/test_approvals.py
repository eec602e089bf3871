"""What is approved stays so until it says something else; the difference then waits."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry import lifecycle
from registry.approvals import changed_since, last_approval
from registry.evidence.redaction.forgetting import forget, holdings
from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import read_sheet
from registry.models import ProcessingActivity, Purpose
from registry.records.history import recorded
from registry.records.states.wishes import ALL_ALONG
from registry.resources import TABLES
from registry.vocabulary import ActivityState
from tests.support.factories import (
    SEEN_TO,
    country,
    legal_basis,
    make_activity,
    make_approved_activity,
    make_complete_activity,
    make_engagement,
    make_processor,
    make_processor_agreement,
    make_purpose,
    make_retention_rule,
    make_tracker,
    make_transfer,
    make_user,
)
from tests.support.undone import made_once, stored

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WHO = {"by": "lead", "reason": "Checked"}


approved = made_once(make_approved_activity)


@pytest.fixture
def activity(approved):
    return stored(approved)


def change(row, **fields):
    with recorded(by="editor", reason="Corrected"):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def state_of(activity):
    return ProcessingActivity.objects.get(pk=activity.pk).state


def told(activity):
    fresh = ProcessingActivity.objects.get(pk=activity.pk)
    return changed_since(fresh, last_approval(fresh))


def link(activity):
    with recorded(by="editor", reason="Corrected"):
        activity.engagements.get().data_categories.add(activity.data_categories.get())


def bring_in(activity):
    purpose = make_purpose(legal_bases=[legal_basis("6(1)(b)")])
    change(purpose, activity=activity)


def take_away(activity):
    purpose = make_purpose(activity=activity, legal_bases=[legal_basis("6(1)(b)")])
    lifecycle.approve(activity, **WHO, **SEEN_TO)
    change(purpose, activity=make_activity())


def by_a_file(activity):
    sheet = read_sheet(
        "processing_activities.csv", f"reference,owner\n{activity.reference},Board\n".encode()
    )
    table = TABLES["processing_activities"]
    (result,) = import_sheets([(table, sheet)], by=make_user(role="editor"), reason="Import")
    assert result.changed == 1


def change_all(activity):
    with recorded(by="editor", reason="Corrected"):
        row = activity.purposes.get()
        row.text = "Another"
        Purpose.objects.change_all([row], ["text"])


def engage_a_new_one(activity):
    with recorded(by="editor", reason="Chosen"):
        make_engagement(activity=activity, processor=make_processor(name="New Ltd"))


WAYS = {
    "its text": lambda activity: change(activity, description="More"),
    "a purpose": lambda activity: change(activity.purposes.get(), text="Another"),
    "a recipient": lambda activity: change(activity.engagements.get(), service="Print"),
    "a time limit": lambda activity: change(activity.retention_rules.get(), criterion="Longer"),
    "a part retired": lambda activity: lifecycle.retire(make_tracker(activity=activity), **WHO),
    "a recipient that is new with it": engage_a_new_one,
    "a new recipient": lambda activity: make_engagement(activity=activity, recipient="Banks"),
    "a new time limit": lambda activity: make_retention_rule(activity=activity),
    "a link of a part": link,
    "a part that came": bring_in,
    "a part that went": take_away,
    "by an import": by_a_file,
    "in bulk": change_all,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_is_written_to_an_approved_entry_changes_its_state_and_is_told(activity, way):
    way(activity)
    assert state_of(activity) == ActivityState.CHANGED
    assert told(activity)


def test_the_change_of_state_is_in_the_version_of_the_change_with_who_and_why(activity):
    before = activity.history.count()
    change(activity.purposes.get(), text="Another")
    change(activity.purposes.get(), text="Yet another")
    version = activity.history.first()
    assert activity.history.count() == before + 1
    assert (version.state, version.history_author) == (ActivityState.CHANGED, "editor")


NOT_ITS_OWN = {
    "a draft": lambda activity: change(make_activity(), description="More"),
    "a purpose of another": lambda activity: change(make_purpose(), text="Another"),
    "a processor": lambda activity: change(make_processor(), legal_name="Acme Ltd"),
    "a review": lambda activity: lifecycle.review(activity, by="editor", reason="Yearly review"),
}


@pytest.mark.parametrize("way", NOT_ITS_OWN.values(), ids=NOT_ITS_OWN)
def test_what_changes_nothing_of_it_leaves_it_approved(activity, way):
    way(activity)
    assert state_of(activity) == ActivityState.APPROVED


def test_an_entry_that_is_approved_with_its_parts_in_one_block_is_approved():
    with recorded(by="lead", reason="Set up"):
        activity = make_complete_activity()
        change(activity.purposes.get(), text="Another")
        lifecycle.approve(activity, **WHO, **SEEN_TO)
    assert state_of(activity) == ActivityState.APPROVED


@pytest.mark.slow
def test_what_was_removed_for_good_is_no_change_that_waits_for_approval():
    activity = make_approved_activity(owner="Ada Example")
    (owner,) = [held.key for held in holdings(activity) if held.name == "owner"]
    forget(activity, [owner], by=make_user(role="dpo"), ground="erasure", reason="Asked for")
    assert state_of(activity) == ActivityState.APPROVED


def test_a_changed_entry_is_approved_again_and_differs_in_nothing(activity):
    change(activity, description="More")
    lifecycle.approve(activity, **WHO, **SEEN_TO)
    assert state_of(activity) == ActivityState.APPROVED
    assert told(activity) == []
    assert last_approval(activity).author == "lead"


def test_a_review_of_a_changed_entry_is_no_approval(activity):
    change(activity, description="More")
    lifecycle.review(activity, by="editor", reason="Yearly review")
    assert state_of(activity) == ActivityState.CHANGED


def test_a_changed_entry_is_not_approved_with_a_gap(activity):
    change(activity, description="More")
    with pytest.raises(Exception, match="No purpose is recorded"):
        lifecycle.retire(activity.purposes.get(), **WHO)


def test_the_difference_names_field_old_and_new(activity):
    change(activity, description="More", owner="Board")
    (entry,) = told(activity)
    assert [(it.label, it.old, it.new) for it in entry.changes] == [
        ("Description", "", "More"),
        ("Owner", "Secretary", "Board"),
    ]
    assert (entry.is_new, entry.is_gone) == (False, False)


@pytest.mark.slow
def test_the_difference_names_parts_that_came_changed_and_went(activity):
    tracker = make_tracker(activity=activity, name="Pixel")
    lifecycle.approve(activity, **WHO, **SEEN_TO)
    make_engagement(activity=activity, recipient="Banks", service="Pay")
    change(activity.purposes.get(), text="Another")
    change(tracker, activity=make_activity())
    found = [(row.title, row.is_new, row.is_gone) for row in told(activity)]
    assert found == [
        ("Purpose: Another", False, False),
        ("Recipient: Pay", True, False),
        ("Tracker: Pixel", False, True),
    ]


def test_what_was_changed_back_differs_in_nothing(activity):
    change(activity, description="More")
    change(ProcessingActivity.objects.get(), description="")
    assert state_of(activity) == ActivityState.CHANGED
    assert told(activity) == []


def test_an_edition_of_earlier_days_does_not_hide_the_next_change():
    """Its version, of a day on which the entry was a draft, is written after the approval."""
    activity = make_approved_activity(starts_on=date(2018, 1, 1))
    text = f"reference,owner\n{activity.reference},{activity.owner}\n"
    sheet = read_sheet("processing_activities.csv", text.encode())
    edition = [(TABLES["processing_activities"], sheet)]
    import_sheets(edition, by=make_user(role="editor"), reason="2019", since=date(2019, 1, 1))
    assert state_of(activity) == ActivityState.APPROVED
    change(stored(activity), description="Sell the data")
    assert state_of(activity) == ActivityState.CHANGED


@pytest.mark.parametrize("since", [date(2019, 1, 1), ALL_ALONG])
def test_what_an_editor_says_of_earlier_days_is_no_approval(monkeypatch, since):
    with monkeypatch.context() as last_week:
        day = timezone.localdate() - timedelta(days=7)
        last_week.setattr(timezone, "localdate", lambda *_of: day)
        activity = make_approved_activity(starts_on=date(2018, 1, 1))
    with recorded(by="editor", reason="It moved", since=since):
        activity.description = "Sell the data"
        activity.save()
    assert state_of(activity) == ActivityState.CHANGED
    assert last_approval(activity).author == "test"
    (entry,) = told(activity)
    assert [(it.old, it.new) for it in entry.changes] == [("", "Sell the data")]


def test_what_is_compared_is_what_holds_and_not_what_was_said_last_of_an_earlier_day(activity):
    purpose = make_purpose(
        activity=activity, starts_on=date(2018, 1, 1), legal_bases=[legal_basis("6(1)(b)")]
    )
    change(purpose, text="Bill")
    lifecycle.approve(activity, **WHO, **SEEN_TO)
    with recorded(by="editor", reason="As it was then", since=date(2019, 1, 1)):
        purpose.text = "Bill on paper"
        purpose.save()
    assert Purpose.objects.get(pk=purpose.pk).text == "Bill"
    assert told(activity) == []


def _forgotten(activity):
    (owner,) = [held.key for held in holdings(activity) if held.name == "owner"]
    forget(activity, [owner], by=make_user(role="dpo"), ground="erasure", reason="Asked for")


def _put_right_today(activity):
    """What an edition of today says again is in force, and nobody has approved it for that."""
    text = f"reference,owner\n{activity.reference},{activity.owner}\n"
    sheet = read_sheet("processing_activities.csv", text.encode())
    edition = [(TABLES["processing_activities"], sheet)]
    today = timezone.localdate()
    import_sheets(edition, by=make_user(role="editor"), reason="As it stands", since=today)


def _reviewed(activity):
    lifecycle.review(activity, by="editor", reason="Yearly review")


@pytest.mark.parametrize("written", [_forgotten, _put_right_today, _reviewed])
def test_an_approval_is_of_who_approved_and_not_of_who_wrote_down_the_same_later(written):
    activity = make_approved_activity(owner="Ada Example")
    change(activity, description="More")
    lifecycle.approve(activity, **WHO, **SEEN_TO)
    step = activity.history.order_by("history_id").last()
    written(stored(activity))
    assert state_of(activity) == ActivityState.APPROVED
    approval = last_approval(activity)
    assert (approval.author, approval.at) == ("lead", step.history_date)
    assert told(activity) == []


def test_what_nobody_has_approved_has_no_approval():
    assert last_approval(make_activity()) is None


def test_what_was_changed_is_taken_back_to_draft_retired_and_brought_back(activity):
    change(activity, description="More")
    lifecycle.reopen(activity, **WHO)
    assert state_of(activity) == ActivityState.DRAFT


def test_an_editor_does_not_approve_a_change_by_a_file(activity):
    change(activity, description="More")
    text = f"reference,state\n{activity.reference},approved\n"
    sheet = read_sheet("processing_activities.csv", text.encode())
    table = TABLES["processing_activities"]
    (result,) = import_sheets([(table, sheet)], by=make_user(role="editor"), reason="Import")
    assert [refusal.column for refusal in result.refusals] == ["state"]


# Where it is shown


@pytest.fixture
def lead(client):
    client.force_login(make_user(role="dpo"))
    return client


def page(name, *args):
    return reverse(f"admin:registry_processingactivity_{name}", args=args)


@pytest.mark.slow
def test_the_list_the_entry_and_the_home_page_say_so(lead, activity):
    change(activity, description="Sell the data")
    listed = lead.get(page("changelist"), {"state__exact": "changed"}).content.decode()
    assert activity.reference in listed
    assert "Approved, changed since" in listed
    entry = lead.get(page("change", activity.pk)).content.decode()
    assert page("since", activity.pk) in entry
    assert "?state__exact=changed" in lead.get(reverse("admin:index")).content.decode()


@pytest.mark.slow
def test_the_difference_has_a_page_and_stands_on_that_of_the_approval(lead, activity):
    change(activity, description="Sell the data")
    change(activity.purposes.get(), text="Advertise")
    approval = page("step", "approve") + f"?ids={activity.pk}"
    for address in [page("since", activity.pk), approval]:
        shown = lead.get(address).content.decode()
        assert "Sell the data" in shown
        assert "Purpose: Advertise" in shown


@pytest.mark.slow
def test_a_document_says_which_state_it_shows(lead, activity):
    change(activity, description="More")
    make_complete_activity(organisation=activity.organisation)
    document = lead.get(page("document")).content.decode()
    assert "1 × Draft; 1 × Approved, changed since" in document


@pytest.mark.slow
@pytest.mark.parametrize(
    ("way", "is_approved"),
    [
        (lambda row: None, True),
        (lambda row: change(row, description="More"), False),
        (lambda row: lifecycle.reopen(row, **WHO), False),
    ],
)
def test_the_public_list_says_whether_what_it_shows_is_approved(client, way, is_approved):
    activity = make_complete_activity()
    with recorded(by="test", reason="Set up"):
        row = activity.engagements.get()
        row.processor, row.recipient, row.role = make_processor(is_public=True), "", "processor"
        row.country, row.listed_from, row.is_personal_data = None, "2018-07-17", False
        row.save()
    lifecycle.approve(activity, **WHO, **SEEN_TO)
    way(activity)
    shown = client.get("/processors/").content.decode()
    assert ("All entries behind this list are approved" in shown) is is_approved
    assert client.get("/processors.json").json()["is_approved"] is is_approved


# What entries name


@pytest.fixture
def served():
    """Approved, with a processor in the United States, an agreement and a transfer."""
    activity = make_complete_activity()
    vendor = make_processor(country=country("US"))
    of = {"organisation": activity.organisation, "processor": vendor}
    make_processor_agreement(**of)
    make_transfer(**of, country=country("US"), tool="art49_1_a", derogation="They asked for it")
    make_engagement(activity=activity, processor=vendor)
    return lifecycle.approve(activity, **WHO, **SEEN_TO)


def agreement(activity):
    return activity.organisation.agreements.get()


def flow(activity):
    return activity.organisation.transfers.get()


NAMED = {
    "its processor": lambda it: change(agreement(it).processor, legal_name="Acme Ltd"),
    "an agreement": lambda it: change(agreement(it), covers_audit=False),
    "a new agreement": lambda it: make_processor_agreement(
        organisation=it.organisation, processor=agreement(it).processor
    ),
    "an agreement that went": lambda it: change(agreement(it), processor=make_processor()),
    "a transfer": lambda it: change(flow(it), derogation="They agreed"),
}


@pytest.mark.parametrize("way", NAMED.values(), ids=NAMED)
def test_what_an_entry_names_was_approved_with_it_and_its_change_is_told(served, way):
    way(served)
    assert state_of(served) == ActivityState.CHANGED
    assert told(served)


def test_what_others_agreed_with_the_same_processor_changes_nothing(served):
    make_processor_agreement(processor=agreement(served).processor)
    assert state_of(served) == ActivityState.APPROVED


@pytest.mark.slow
def test_a_processor_of_many_entries_is_changed_in_as_many_queries_as_that_of_one(
    served, django_assert_max_num_queries
):
    vendor = agreement(served).processor
    with CaptureQueriesContext(connection) as one:
        change(vendor, legal_name="One")
    lifecycle.approve(served, **WHO, **SEEN_TO)
    for _number in range(3):
        more = make_complete_activity(organisation=served.organisation)
        make_engagement(activity=more, processor=vendor)
        lifecycle.approve(more, **WHO, **SEEN_TO)
    with django_assert_max_num_queries(len(one)):
        change(vendor, legal_name="Many")
