"""Steps are taken on a page that asks why, by those who may, for one entry or many."""

import sys
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from registry import lifecycle
from registry.models import ProcessingActivity, Processor
from registry.pages import steps
from registry.records.history import recorded
from registry.vocabulary import ActivityState
from tests.registry.admin.views import answer_to
from tests.support import factories, taking
from tests.support.taking import page_of as step

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def sign_in(client):
    def as_role(role):
        client.force_login(factories.make_user(role=role))
        return client

    return as_role


def take(client, name, *rows, reason="The board asked for it", **options):
    return taking.take(client, name, *rows, reason=reason, **options)


def test_the_lead_approves_a_complete_entry(sign_in):
    activity = factories.make_complete_activity()
    page = take(sign_in("dpo"), "approve", activity, follow=True)
    assert page.status_code == 200
    assert f"{activity.full_name}: approved." in page.text
    assert ProcessingActivity.objects.get().state == ActivityState.APPROVED


def test_an_editor_may_not_approve(sign_in):
    activity = factories.make_complete_activity()
    assert take(sign_in("editor"), "approve", activity).status_code == 403


def test_approval_shows_all_gaps_before_it_is_tried(sign_in):
    activity = factories.make_activity()
    page = sign_in("dpo").get(step("approve", activity)).content.decode()
    assert "No purpose is recorded." in page
    assert "30(1)(b)" in page
    assert "No time limit for erasure is recorded." in page


def test_an_entry_with_gaps_is_refused_with_all_of_them(sign_in):
    activity = factories.make_activity()
    page = take(sign_in("dpo"), "approve", activity, **factories.SEEN_TO).content.decode()
    assert "nothing was changed" in page
    assert "No purpose is recorded." in page
    assert "No security measures are recorded." in page


def make_activity_with_finding():
    activity = factories.make_complete_activity()
    lifecycle.retire(activity.organisation.appointments.get(), by="test", reason="She left")
    return activity


@pytest.mark.slow
def test_open_findings_are_told_and_approved_with_who_sees_to_them(sign_in):
    client, activity = sign_in("dpo"), make_activity_with_finding()
    page = take(client, "approve", activity)
    assert "No data protection officer is recorded" in page.content.decode()
    assert {*page.context["form"].errors} == {"seen_to_by", "due_on"}
    take(client, "approve", activity, seen_to_by="Board", due_on="2099-01-01")
    assert ProcessingActivity.objects.get().state == ActivityState.APPROVED
    table = "admin:registry_processingactivity"
    pages = [
        client.get(reverse(f"{table}_{page}", args=[activity.pk])).content.decode()
        for page in ("change", "gaps")
    ]
    assert all("Board" in page and "Jan. 1, 2099" in page for page in pages)


@pytest.mark.slow
def test_who_sees_to_findings_is_asked_only_where_there_are_some(sign_in):
    page = sign_in("dpo").get(step("approve", factories.make_complete_activity()))
    assert {*page.context["form"].fields} == {"reason"}


@pytest.mark.slow
def test_home_reminds_of_a_finding_when_its_day_has_come(sign_in):
    activity = make_activity_with_finding()
    lifecycle.approve(activity, by="test", reason="Known", **factories.SEEN_TO)
    client = sign_in("dpo")

    def told():
        lines = client.get("/admin/").context["to_do"]
        (line,) = [line for line in lines if "/acknowledgedfinding/" in line.url]
        assert len(client.get(line.url).context["cl"].result_list) == line.count
        return line.count, line.label

    for due_on, words in [
        (date(2099, 1, 1), (0, "Open findings that are due")),
        (timezone.localdate(), (1, "Open finding that is due")),
    ]:
        change(activity.acknowledged_findings.get(), due_on=due_on)
        assert told() == words
    # What was mended waits for nobody, though the entry was not approved since.
    officer = activity.organisation.appointments.get()
    lifecycle.restore(officer, by="test", reason="She is back")
    assert told()[0] == 0


def test_a_step_asks_for_a_reason(sign_in):
    activity = factories.make_complete_activity()
    page = take(sign_in("dpo"), "approve", activity, reason=" ")
    assert page.context["form"].errors["reason"]
    assert ProcessingActivity.objects.get().state == ActivityState.DRAFT


def test_several_entries_are_retired_from_the_list(sign_in):
    client = sign_in("editor")
    rows = [factories.make_processor(), factories.make_processor()]
    listed = {"action": "retire", "_selected_action": [row.pk for row in rows]}
    page = client.post(reverse("admin:registry_processor_changelist"), listed)
    assert page.url == step("retire", *sorted(rows, key=str))
    take(client, "retire", *rows)
    assert set(Processor.objects.values_list("retired_on", flat=True)) == {timezone.localdate()}


def test_what_is_refused_stays_on_the_page_with_the_reason_and_the_rest_is_done(sign_in):
    client = sign_in("editor")
    done, refused = factories.make_processor(), factories.make_processor()
    take(client, "retire", refused)
    page = take(client, "retire", done, refused, reason="Both contracts ended")
    assert [row for row, _seen in page.context["rows"]] == [refused]
    assert "It is already retired." in page.content.decode()
    assert "Both contracts ended" in page.content.decode()
    assert Processor.objects.get(pk=done.pk).retired_on == timezone.localdate()


def test_a_retired_entry_is_brought_back(sign_in):
    client = sign_in("editor")
    row = factories.make_processor()
    take(client, "retire", row)
    take(client, "restore", row)
    assert Processor.objects.get().retired_on is None


@pytest.mark.slow
def test_a_review_that_changed_nothing_leaves_its_trace(sign_in):
    activity = factories.make_approved_activity()
    take(sign_in("editor"), "review", activity, reason="Yearly review")
    assert activity.history.first().history_change_reason == "Yearly review"


@pytest.mark.slow
def test_an_entry_offers_only_the_steps_that_fit():
    activity = factories.make_approved_activity()
    page = reverse("admin:registry_processingactivity_change", args=[activity.pk])
    shown = answer_to(factories.make_user(role="dpo"), page).context_data["steps"]
    labels = [str(offered.label) for offered in shown]
    assert labels == ["Reviewed, nothing changed", "Back to draft", "Retire"]


@pytest.mark.parametrize("ids", ["", "0", "x", "1" * 40, "²"])
def test_a_step_for_no_entry_is_not_found(sign_in, ids):
    address = reverse("admin:registry_processor_step", args=["retire"])
    assert sign_in("dpo").get(address, {"ids": ids}).status_code == 404


def test_a_step_that_is_none_is_not_found(sign_in):
    row = factories.make_processor()
    assert sign_in("dpo").get(step("explode", row)).status_code == 404


def test_the_gaps_of_an_entry_are_listed_with_their_articles(sign_in):
    activity = factories.make_activity()
    address = reverse("admin:registry_processingactivity_gaps", args=[activity.pk])
    page = sign_in("editor").get(address).content.decode()
    assert "No owner is recorded." in page
    assert "5(2), 24(1)" in page


def test_one_point_of_the_check_is_told_as_one(sign_in):
    activity = factories.make_complete_activity()
    nowhere = factories.make_processor(country=None)
    factories.make_engagement(activity=activity, processor=nowhere)
    address = reverse("admin:registry_processingactivity_gaps", args=[activity.pk])
    page = sign_in("editor").get(address).text
    assert "1 point prevents approval" in page
    assert "Fill it in, or" in page
    assert "Fill them in" not in page


def test_a_second_click_says_that_the_step_is_taken_and_takes_it_once(sign_in):
    lead, processor = sign_in("dpo"), factories.make_processor()
    page = lead.get(step("retire", processor))
    number = page.context["form_number"]
    first = take(lead, "retire", processor, page=page, form_number=number)
    second = take(lead, "retire", processor, page=page, form_number=number, follow=True)
    assert second.redirect_chain[0][0] == first.url
    assert "It was processed once." in second.content.decode()
    assert processor.history.count() == 2


def test_a_step_and_the_note_that_its_form_was_sent_are_written_together(sign_in, monkeypatch):
    lead, processor = sign_in("dpo"), factories.make_processor()
    monkeypatch.setattr(steps.resends, "note_done", lambda *_asked: sys.exit("killed"))
    with pytest.raises(SystemExit):
        take(lead, "retire", processor, form_number="1")
    processor.refresh_from_db()
    assert processor.retired_on is None


def at_most(monkeypatch, number):
    monkeypatch.setattr(steps, "MOST_AT_ONCE", number)


def test_more_rows_than_a_step_takes_are_refused_with_their_number(sign_in, monkeypatch):
    at_most(monkeypatch, 2)
    client = sign_in("editor")
    rows = [factories.make_processor() for _ in range(3)]
    chosen = {"action": "retire", "select_across": "1", "_selected_action": [rows[0].pk]}
    page = client.post(reverse("admin:registry_processor_changelist"), chosen, follow=True)
    assert (
        "3 entries were chosen and nothing was done. Choose up to 2 at once."
        in page.content.decode()
    )


def test_as_many_rows_as_a_step_takes_are_all_taken(sign_in, monkeypatch):
    at_most(monkeypatch, 2)
    take(sign_in("editor"), "retire", factories.make_processor(), factories.make_processor())
    assert not Processor.objects.in_use().exists()


def test_more_rows_in_the_address_of_a_step_are_refused_too(sign_in, monkeypatch):
    rows = [factories.make_processor() for _ in range(3)]
    client = sign_in("editor")
    page = client.get(step("retire", *rows))
    at_most(monkeypatch, 2)
    answer = take(client, "retire", *rows, page=page, follow=True)
    assert "3 entries were chosen and nothing was done." in answer.content.decode()
    assert Processor.objects.in_use().count() == len(rows)


def change(row, **fields):
    with recorded(by="another editor", reason="It became clear"):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def add_a_tracker(activity):
    factories.make_tracker(activity=activity, name="Pixel")


def move_the_purpose_away(activity):
    change(activity.purposes.first(), activity=factories.make_activity())


MEANWHILE = {
    "the entry": lambda activity: change(activity, description="Sell the data"),
    "a purpose": lambda activity: change(activity.purposes.first(), text="Sell the data"),
    "a new part": add_a_tracker,
    "a part that went": move_the_purpose_away,
}


@pytest.mark.parametrize("change_it", MEANWHILE.values(), ids=MEANWHILE)
def test_what_was_changed_after_the_page_was_opened_is_not_approved_unseen(sign_in, change_it):
    client = sign_in("dpo")
    activity = factories.make_complete_activity()
    basis = factories.legal_basis("6(1)(b)")
    factories.make_purpose(activity=activity, legal_bases=[basis])
    opened = client.get(step("approve", activity))
    change_it(activity)
    page = take(client, "approve", activity, page=opened)
    assert "Check the current entry" in page.content.decode()
    assert ProcessingActivity.objects.get(pk=activity.pk).state == ActivityState.DRAFT


@pytest.mark.slow
def test_the_page_says_what_was_changed_meanwhile_and_by_whom_then_it_can_be_approved(sign_in):
    client = sign_in("dpo")
    activity = factories.make_complete_activity()
    opened = client.get(step("approve", activity))
    change(activity.purposes.first(), text="Sell the data")
    page = take(client, "approve", activity, page=opened)
    assert "another editor changed purpose “Sell the data”" in page.content.decode()
    take(client, "approve", activity, page=page)
    assert ProcessingActivity.objects.get().state == ActivityState.APPROVED


@pytest.mark.slow
def test_what_was_changed_since_the_entry_was_read_is_told_before_it_is_approved(sign_in):
    client = sign_in("dpo")
    activity = factories.make_complete_activity()
    entry = client.get(reverse("admin:registry_processingactivity_change", args=[activity.pk]))
    change(activity, description="Sell the data")
    (address,) = [it.url for it in entry.context["steps"] if str(it.label) == "Approve"]
    told = client.get(address).content.decode()
    assert "another editor changed this entry" in told
    assert "Sell the data" in told


def test_what_was_changed_since_the_check_was_read_is_told_before_the_entry_is_approved(sign_in):
    client = sign_in("dpo")
    activity = factories.make_complete_activity()
    check = client.get(reverse("admin:registry_processingactivity_gaps", args=[activity.pk]))
    change(activity, description="Sell the data")
    assert "Sell the data" in client.get(check.context["approve"]).content.decode()


@pytest.mark.slow
def test_a_page_that_does_not_say_what_was_seen_is_refused(sign_in):
    activity, client = factories.make_complete_activity(), sign_in("dpo")
    for seen in ["", "x", "7", "1-2-3", "9" * 40, "0-0-0-0-0", "²-1-1-1-1"]:
        data = {"ids": activity.pk, "reason": "Checked", "seen": f"{activity.pk}:{seen}"}
        page = client.post(step("approve", activity), data)
        assert "Check the current entry" in page.content.decode(), seen
        assert ProcessingActivity.objects.get().state == ActivityState.DRAFT, seen


@pytest.mark.slow
@pytest.mark.parametrize("number", ["999999", "9" * 18])
def test_a_step_says_so_where_a_page_has_seen_what_is_still_to_come(sign_in, number):
    processor = factories.make_processor()
    page = take(sign_in("editor"), "retire", processor, seen=f"{processor.pk}:{number}")
    assert "The form does not say which version" in page.content.decode()
    assert Processor.objects.get().retired_on is None


def test_a_message_leaves_a_name_as_it_is_written(sign_in):
    processor = factories.make_processor(name="rapidmail")
    page = take(sign_in("dpo"), "retire", processor, follow=True)
    assert "rapidmail: retired." in page.text
