"""“None” does not stand beside a value: on rows of other tables too, however they are written."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from registry import lifecycle
from registry.models import Engagement, ProcessingActivity, RetentionRule, Tracker
from registry.records.history import recorded
from registry.records.rules import Faults, contradicted
from tests.registry.admin.forms import as_sent
from tests.registry.admin.views import answer_to
from tests.support import factories

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
BY = {"by": "test", "reason": "As it is"}
OTHER_NAMES = {"recipients": "engagements"}
MAKERS = {
    "recipients": factories.make_engagement,
    "retention_rules": factories.make_retention_rule,
    "trackers": factories.make_tracker,
}
WORDS = {
    "recipients": "“recipients” is stated as “none”",
    "retention_rules": "“retention rules” is stated as “none”",
    "trackers": "“trackers” is stated as “none”",
}


def stating(name, text="none", **fields):
    return factories.make_activity(absences={name: text}, **fields)


@pytest.mark.parametrize("name", MAKERS)
def test_a_row_of_another_table_is_not_added_beside_none(name):
    activity = stating(name)
    with pytest.raises(Faults, match=WORDS[name]) as refusal:
        MAKERS[name](activity=activity)
    assert "Change the statement, or retire the entries." in str(refusal.value)
    assert list(contradicted(ProcessingActivity, [activity.pk])) == []


@pytest.mark.once
@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("text", ["none", "not applicable: we keep it to ourselves"])
def test_none_is_not_stated_beside_a_row_of_another_table(name, text):
    row = MAKERS[name]()
    row.activity.absences = {name: text}
    with pytest.raises(Faults, match="but there are entries") as refusal, recorded(**BY):
        row.activity.save()
    (fault,) = refusal.value.faults
    assert (fault.model, fault.pk, fault.field) == (ProcessingActivity, row.activity_id, name)


@pytest.mark.once
@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize(
    ("dates", "stands"),
    [
        pytest.param({"ends_on": YESTERDAY}, True, id="ended"),
        pytest.param({"ends_on": TODAY}, False, id="ends today"),
        pytest.param({"ends_on": TOMORROW}, False, id="still to end"),
        pytest.param({"starts_on": TOMORROW}, False, id="still to begin"),
    ],
)
def test_what_ended_stands_beside_none_and_what_is_still_to_begin_does_not(name, dates, stands):
    if name == "recipients" and "starts_on" in dates:
        dates = {**dates, "state": "planned"}
    activity = stating(name)
    with nullcontext() if stands else pytest.raises(Faults):
        MAKERS[name](activity=activity, **dates)
    assert getattr(activity, OTHER_NAMES.get(name, name)).exists() is stands


@pytest.mark.once
@pytest.mark.parametrize("name", MAKERS)
def test_a_row_that_comes_back_finds_no_none(name):
    row = MAKERS[name]()
    lifecycle.retire(row, **BY)
    with recorded(**BY):
        activity = ProcessingActivity.objects.get()
        activity.state_absence(name, "none")
        activity.save()
    with pytest.raises(Faults):
        lifecycle.restore(row, **BY)


@pytest.mark.once
def test_a_row_is_not_moved_to_an_activity_that_states_none():
    row = factories.make_engagement()
    row.activity = stating("recipients")
    with pytest.raises(Faults), recorded(**BY):
        row.save()


def test_rows_in_bulk_are_not_added_beside_none():
    activity = stating("trackers")
    rows = [Tracker(activity=activity, name=f"Cookie {n}", kind="cookie") for n in range(2)]
    with pytest.raises(Faults), recorded(**BY):
        Tracker.objects.add_all(rows)
    rule = RetentionRule(name="A", criterion="b", activity=stating("retention_rules"))
    with pytest.raises(Faults), recorded(**BY):
        RetentionRule.objects.add_all([rule])


@pytest.mark.once
def test_when_the_last_recipient_goes_nothing_says_that_there_are_none():
    activity = factories.make_approved_activity()
    engagement = activity.engagements.get()
    activity.absences = {"recipients": "none"}
    with pytest.raises(Faults), recorded(**BY):
        activity.save()
    with pytest.raises(Faults, match="No recipients are recorded"):
        lifecycle.retire(engagement, **BY)


def test_in_one_block_the_last_row_goes_and_none_is_stated():
    row = factories.make_engagement()
    with recorded(**BY):
        row.retired_on = TODAY
        row.save()
        row.activity.state_absence("recipients", "none")
        row.activity.save()
    assert ProcessingActivity.objects.get().absences == {"recipients": "none"}


# Transfers are the organisation's


def flow(activity, **fields):
    return factories.make_transfer(organisation=activity.organisation, **fields)


@pytest.mark.once
@pytest.mark.parametrize("kind", ["processor", "body"])
@pytest.mark.parametrize("last", ["flow", "engagement", "absence"])
def test_no_transfers_is_not_stated_where_a_recipient_has_one(last, kind):
    activity = factories.make_activity() if last == "absence" else stating("transfers")
    make = {"processor": factories.make_processor, "body": factories.make_body}[kind]
    importer = {kind: make()}
    steps = {
        "flow": lambda: flow(activity, **importer),
        "engagement": lambda: factories.make_engagement(activity=activity, **importer),
    }
    for name in steps.keys() - {last}:
        steps[name]()
    activity.state_absence("transfers", "none")
    with pytest.raises(Faults, match="“transfers” is stated as “none”"), recorded(**BY):
        steps.get(last, activity.save)()


@pytest.mark.once
def test_no_transfers_stands_beside_those_that_are_not_of_this_entry():
    activity = stating("transfers")
    acme = factories.make_processor()
    engaged = factories.make_engagement(activity=activity, processor=acme)
    flow(activity, processor=factories.make_processor())  # of no recipient of it
    flow(factories.make_activity(), processor=acme)  # of another organisation
    flow(activity, processor=acme, ends_on=YESTERDAY)
    lifecycle.retire(flow(stating("trackers"), processor=acme), **BY)
    flow(activity, processor=acme, country=factories.country("IN"), tool="not_a_transfer")
    with recorded(**BY):
        engaged.is_personal_data = False
        engaged.save()
    flow(activity, processor=acme, country=factories.country("AU"))


@pytest.mark.once
def test_a_reason_may_be_true_of_one_entry_and_the_transfer_belong_to_another():
    activity = stating("transfers", "not applicable: the person sends it there directly")
    engagement = factories.make_engagement(activity=activity)
    flow(activity, processor=engagement.processor)
    assert ProcessingActivity.objects.get(pk=activity.pk).is_absent("transfers")


# Each way to write


@pytest.fixture
def editor(client):
    client.user = factories.make_user(role="editor")
    client.force_login(client.user)
    return client


def errors(page):
    return " ".join(page.context["adminform"].form.non_field_errors())


@pytest.mark.once
def test_a_form_says_it_and_keeps_what_was_typed(editor):
    activity = stating("recipients")
    add = reverse("admin:registry_engagement_add")
    data = as_sent(answer_to(editor.user, add)) | {
        "activity": activity.pk,
        "processor": factories.make_processor().pk,
        "role": "processor",
        "data_categories": [],
        "service": "Newsletters",
        "change_reason": "Engaged",
    }
    page = editor.post(add, data)
    assert WORDS["recipients"] in errors(page)
    assert "Newsletters" in page.text
    assert not Engagement.objects.exists()


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("has_ended", [False, True])
def test_a_part_on_the_page_of_its_activity_has_ended_when_none_is_stated(editor, has_ended):
    rule = factories.make_retention_rule()
    there = reverse("admin:registry_processingactivity_change", args=[rule.activity_id])
    data = as_sent(answer_to(editor.user, there)) | {
        "absences-retention_rules": "none",
        "change_reason": "Nothing is kept",
    }
    if has_ended:
        data["retention_rules-0-ends_on"] = timezone.localdate() - timedelta(days=1)
    page = editor.post(there, data)
    assert page.status_code == (302 if has_ended else 200)
    activity = ProcessingActivity.objects.get()
    assert activity.is_absent("retention_rules") is has_ended
    if not has_ended:
        assert WORDS["retention_rules"] in errors(page)


def test_a_folder_says_it_with_the_file_and_the_line(tmp_path, capsys):
    organisation = factories.make_organisation()
    (tmp_path / "processing_activities.csv").write_text(
        f"reference,name,organisation,recipients_if_none\nA-1,Payroll,{organisation},none\n"
    )
    (tmp_path / "processors.csv").write_text("name\nZapier\n")
    (tmp_path / "engagements.csv").write_text("activity,processor,role\nA-1,Zapier,processor\n")
    with pytest.raises(CommandError):
        call_command("import_register", tmp_path)
    said = "".join(capsys.readouterr())
    assert WORDS["recipients"] in said
    assert "processing_activities.csv, line 2" in said
    assert not ProcessingActivity.objects.exists()


@pytest.mark.once
def test_one_file_says_it_too(tmp_path, capsys):
    stating("recipients", reference="A-1")
    factories.make_processor(name="Zapier")
    file = tmp_path / "engagements.csv"
    file.write_text("activity,processor,role\nA-1,Zapier,processor\n")
    with pytest.raises(CommandError):
        call_command("import_table", "engagements", file)
    assert WORDS["recipients"] in "".join(capsys.readouterr())
    assert not Engagement.objects.exists()
