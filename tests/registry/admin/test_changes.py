"""A change in the admin has a reason, overwrites nothing unseen, and is refused with its words."""

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.models import ProcessingActivity, Processor, Purpose, Seat
from registry.records.history import recorded
from tests.registry.admin.forms import as_sent
from tests.registry.admin.views import answer_to
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.user = factories.make_user(role="editor", username="editor")
    client.force_login(client.user)
    return client


def address(row, page="change"):
    return reverse(f"admin:registry_{row._meta.model_name}_{page}", args=[row.pk])


def seen(editor, row):
    """What the form of an entry sends back as long as nothing is changed in it."""
    return as_sent(answer_to(editor.user, address(row)))


def errors(page):
    found = page.context["adminform"].form.errors
    return " ".join(text for texts in found.values() for text in texts)


def test_a_change_is_kept_with_author_and_reason(editor):
    processor = factories.make_processor(name="Mailchimp")
    data = seen(editor, processor)
    reason = "It now writes its name so"
    editor.post(address(processor), data | {"name": "MailChimp", "change_reason": reason})
    version = processor.history.first()
    assert (version.name, version.history_author) == ("MailChimp", "editor")
    assert version.history_change_reason == "It now writes its name so"


@pytest.mark.once
def test_a_change_without_a_reason_is_not_saved_and_says_so(editor):
    processor = factories.make_processor(name="Mailchimp")
    data = seen(editor, processor) | {"name": "MailChimp"}
    page = editor.post(address(processor), data)
    assert "change_reason" in page.context["adminform"].form.errors
    assert Processor.objects.get().name == "Mailchimp"


@pytest.mark.once
@pytest.mark.slow
def test_a_form_with_its_many_to_many_fields_makes_one_version(editor):
    activity = factories.make_complete_activity()
    before = activity.history.count()
    data = seen(editor, activity)
    chosen = [factories.make_data_category().pk for _ in range(3)]
    data |= {"data_categories": chosen, "change_reason": "Three categories came to light"}
    assert editor.post(address(activity), data).status_code == 302
    assert activity.history.count() == before + 1
    assert activity.history.first().data_categories.count() == 3


@pytest.mark.once
def test_a_part_is_changed_on_the_page_of_its_activity(editor):
    activity = factories.make_complete_activity()
    data = seen(editor, activity)
    data |= {"purposes-0-text": "Pay salaries", "change_reason": "Clearer words"}
    assert editor.post(address(activity), data).status_code == 302
    purpose = Purpose.objects.get()
    assert purpose.text == "Pay salaries"
    assert purpose.history.first().history_change_reason == "Clearer words"


@pytest.mark.once
@pytest.mark.slow
def test_a_part_is_added_on_the_page_of_its_activity(editor):
    activity = factories.make_activity()
    data = seen(editor, activity)
    data |= {
        "purposes-TOTAL_FORMS": "1",
        "purposes-0-law_of": "not_stated",
        "purposes-0-text": "Pay salaries",
        "purposes-0-legal_bases": [factories.legal_basis("6(1)(b)").pk],
        "change_reason": "First purpose",
    }
    assert editor.post(address(activity), data).status_code == 302
    assert [str(basis) for basis in Purpose.objects.get().legal_bases.all()] == [
        "6(1)(b) Basis 6(1)(b)"
    ]


@pytest.mark.slow
@pytest.mark.once
def test_a_part_is_ended_on_the_page_of_its_activity_by_its_last_day_alone(editor):
    activity = factories.make_activity()
    purpose = factories.make_purpose(activity=activity)
    data, today = seen(editor, activity), timezone.localdate()
    assert "purposes-0-retire" not in data
    data |= {"purposes-0-ends_on": today, "purposes-0-retire": "on", "change_reason": "Twice"}
    editor.post(address(activity), data)
    purpose.refresh_from_db()
    assert (purpose.ends_on, purpose.retired_on) == (today, None)


@pytest.mark.slow
@pytest.mark.once
def test_an_absence_is_stated_with_its_reason(editor):
    activity = factories.make_activity()
    data = seen(editor, activity)
    data |= {
        "absences-recipients": "not applicable:",
        "absences-recipients-why": "kept on paper",
        "absences-transfers": "none",
        "change_reason": "Looked into it",
    }
    assert editor.post(address(activity), data).status_code == 302
    activity.refresh_from_db()
    assert activity.absences == {
        "recipients": "not applicable: kept on paper",
        "transfers": "none",
    }


@pytest.mark.once
def test_an_absence_without_a_reason_is_refused(editor):
    activity = factories.make_activity()
    data = seen(editor, activity)
    data |= {"absences-recipients": "not applicable:", "change_reason": "Looked into it"}
    page = editor.post(address(activity), data)
    assert "Add the reason" in str(page.context["adminform"].form.errors["absences"])


@pytest.mark.once
def test_of_two_editors_the_second_is_shown_what_the_first_changed(editor):
    processor = factories.make_processor(name="Mailchimp")
    data = seen(editor, processor)
    with recorded(by="colleague", reason="Bought by Intuit"):
        processor.legal_name = "Intuit"
        processor.save()
    sent = data | {"legal_name": "The Rocket Science Group", "change_reason": "As in the contract"}
    page = editor.post(address(processor), sent)
    assert "colleague changed this entry" in errors(page)
    assert "Legal name from “” to “Intuit”" in errors(page)
    assert "The Rocket Science Group" in page.content.decode()
    assert Processor.objects.get().legal_name == "Intuit"


@pytest.mark.once
@pytest.mark.slow
def test_who_has_seen_what_changed_may_save_again(editor):
    processor = factories.make_processor(name="Mailchimp")
    data = seen(editor, processor)
    with recorded(by="colleague", reason="Bought by Intuit"):
        processor.legal_name = "Intuit"
        processor.save()
    sent = data | {"legal_name": "Rocket", "change_reason": "As in the contract"}
    again = as_sent(editor.post(address(processor), sent))
    assert editor.post(address(processor), again).status_code == 302
    assert Processor.objects.get().legal_name == "Rocket"


def test_a_part_that_a_colleague_changed_meanwhile_is_not_overwritten(editor):
    activity = factories.make_activity()
    purpose = factories.make_purpose(activity=activity, text="Newsletter")
    data = seen(editor, activity)
    with recorded(by="colleague", reason="Clearer"):
        purpose.text = "Monthly newsletter"
        purpose.save()
    editor.post(address(activity), data | {"purposes-0-text": "News", "change_reason": "Short"})
    assert Purpose.objects.get().text == "Monthly newsletter"


def test_what_no_row_alone_can_say_is_refused_in_the_form_and_nothing_is_written(editor):
    seat = factories.make_seat(designation="Treasurer")
    page = answer_to(editor.user, reverse("admin:registry_seat_add"))
    data = as_sent(page) | {
        "body": seat.body_id,
        "designation": "Treasurer",
        "starts_on": "2020-01-01",
        "change_reason": "Elected",
    }
    page = editor.post(reverse("admin:registry_seat_add"), data)
    assert "someone else holds this seat at that time" in errors(page)
    assert "Treasurer" in page.content.decode()
    assert Seat.objects.count() == 1


@pytest.mark.slow
@pytest.mark.once
def test_a_refused_change_leaves_no_word_of_success(editor):
    activity = factories.make_approved_activity()
    data = seen(editor, activity)
    sent = data | {"data_subjects": [], "change_reason": "Unsure"}
    page = editor.post(address(activity), sent)
    assert "No categories of data subjects are recorded" in errors(page)
    assert not list(page.context["messages"])
    assert ProcessingActivity.objects.get().data_subjects.exists()


@pytest.mark.slow
@pytest.mark.once
def test_the_history_shows_who_when_why_and_each_field(editor):
    processor = factories.make_processor(name="Mailchimp")
    data = seen(editor, processor)
    data |= {
        "processing_countries": [factories.country("DE").pk, factories.country("US").pk],
        "change_reason": "The new list of sub-processors",
    }
    editor.post(address(processor), data)
    page = editor.get(address(processor, "history")).content.decode()
    assert "<strong>editor</strong>: The new list of sub-processors" in page
    assert "<ins>Germany; United States</ins>" in page


@pytest.mark.once
def test_an_older_version_is_shown_as_it_was(editor):
    processor = factories.make_processor(name="Mailchimp")
    first = processor.history.get()
    with recorded(by="colleague", reason="Renamed"):
        processor.name = "Intuit Mailchimp"
        processor.save()
    old = reverse("admin:registry_processor_version", args=[processor.pk, first.pk])
    assert "<dd>Mailchimp</dd>" in editor.get(old).content.decode()


@pytest.mark.once
def test_an_entry_of_which_nothing_is_known_leads_back_to_the_list(editor):
    missing = ProcessingActivity(pk=10**9)
    assert editor.get(address(missing)).status_code == 302


@pytest.mark.once
def test_the_page_numbers_its_form(editor):
    page = editor.get(address(factories.make_processor())).content.decode()
    assert 'name="form_number"' in page


@pytest.mark.once
def test_a_second_click_makes_no_second_entry(editor):
    page = reverse("admin:registry_seat_add")
    data = as_sent(answer_to(editor.user, page)) | {
        "body": factories.make_body().pk,
        "designation": "Member",
        "starts_on": "2020-01-01",
        "change_reason": "Elected",
        "form_number": "1",
    }
    first, second = (editor.post(page, data) for _number in range(2))
    assert first.url == second.url
    assert "It was processed once." in editor.get(second.url).content.decode()
    assert Seat.objects.count() == 1


@pytest.mark.slow
@pytest.mark.once
def test_a_second_click_adds_a_part_once(editor):
    activity = factories.make_activity()
    data = seen(editor, activity) | {
        "purposes-TOTAL_FORMS": "1",
        "purposes-0-law_of": "not_stated",
        "purposes-0-text": "Pay salaries",
        "purposes-0-legal_bases": [factories.legal_basis("6(1)(b)").pk],
        "change_reason": "A purpose",
        "form_number": "1",
    }
    first, second = (editor.post(address(activity), data) for _number in range(2))
    assert first.url == second.url
    assert Purpose.objects.count() == 1
