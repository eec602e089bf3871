"""The admin on another day: it shows what was, keeps the day in its links, and changes nothing."""

import html
import re
from datetime import date

import pytest
from django.contrib.admin import site
from django.urls import reverse
from django.utils import timezone

from registry import lifecycle
from registry.models import Processor
from registry.records.history import recorded
from tests.registry.admin.views import answer_to
from tests.requests_app import factories as requests
from tests.support import factories
from tests.support.noted import noting
from tests.support.tables import REQUEST_TABLES, TABLES, everything

pytestmark = pytest.mark.django_db
LIST = "/admin/registry/processor/"


@pytest.fixture
def dpo(client):
    client.force_login(factories.make_user(role="dpo"))
    return client


@pytest.fixture
def renamed():
    """A processor, and the moment before it got the name of today."""
    processor = factories.make_processor(
        name="Old Mail", legal_name="Old Mail Ltd", country=factories.country("DE")
    )
    then = timezone.now().isoformat()
    with recorded(by="test", reason="A merger"):
        processor.name = "New Mail"
        processor.save()
    return processor, then


def change(row):
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def text_of(answer):
    return html.unescape(answer.content.decode())


def test_a_list_and_an_entry_are_as_they_were_known_and_say_so(dpo, renamed):
    processor, then = renamed
    for address in [LIST, change(processor)]:
        page = text_of(dpo.get(address, {"_known": then}))
        assert "Old Mail" in page
        assert "New Mail" not in page
        assert "You see the register as known on" in page
    assert "New Mail" in text_of(dpo.get(LIST, {"_known": timezone.localdate().isoformat()}))


@pytest.mark.slow
def test_a_list_and_the_parts_of_an_entry_are_those_that_held_on_a_day(dpo):
    activity = factories.make_activity(name="Newsletter", starts_on=date(2018, 1, 1))
    factories.make_purpose(activity=activity, text="Old aim", ends_on=date(2018, 7, 16))
    factories.make_purpose(activity=activity, text="New aim", starts_on=date(2018, 7, 17))
    purposes = reverse("admin:registry_purpose_changelist")
    for address in [purposes, change(activity)]:
        page = text_of(dpo.get(address, {"_on": "2018-07-16"}))
        assert ("Old aim" in page, "New aim" in page) == (True, False)
        page = text_of(dpo.get(address, {"_on": "2018-07-17"}))
        assert ("Old aim" in page, "New aim" in page) == (False, True)
    engagement = factories.make_engagement(activity=activity, starts_on=date(2018, 7, 17))
    address = change(engagement.processor)
    assert "Newsletter" not in text_of(dpo.get(address, {"_on": "2018-07-16"}))
    assert "Newsletter" in text_of(dpo.get(address, {"_on": "2018-07-17"}))
    counts = dpo.get(reverse("admin:registry_processingactivity_changelist"), {"_on": "2018-07-16"})
    assert counts.context_data["cl"].result_list[0].recipient_count == 0


@pytest.mark.slow
@pytest.mark.parametrize(("order", "names"), [("1", "ABC"), ("5", "BAC"), ("-5", "CBA")])
def test_the_pages_of_a_past_list_are_those_of_its_order(dpo, monkeypatch, order, names):
    monkeypatch.setattr(site.get_model_admin(Processor), "list_per_page", 2)
    vendors = [factories.make_processor(name=name) for name in "CAB"]
    factories.make_engagement(processor=vendors[0])
    asked = {"_on": str(timezone.localdate()), "o": order}
    pages = [dpo.get(LIST, asked | {"p": number}).context_data["cl"] for number in "12"]
    assert [str(row) for page in pages for row in page.result_list] == [*names]


@pytest.mark.once
@pytest.mark.slow
def test_links_and_forms_of_the_past_stay_in_it_except_the_way_back(dpo, renamed):
    processor, _then = renamed
    day = timezone.localdate().isoformat()
    asked = {"_on": day, "_known": day, "q": "Mail", "is_public__exact": "0"}
    page = dpo.get(LIST, asked).content.decode()
    kept = f"_on={day}&amp;_known={day}"
    assert f'href="{change(processor)}?{kept}"' in page
    assert f'href="{reverse("admin:registry_country_changelist")}' not in page
    assert (
        f'name="_known" value="{day}"'
        in re.search("<form id=.changelist-search.*?</form>", page, re.S)[0]
    )
    assert '<a href="?q=Mail&amp;is_public__exact=0">Back to today</a>' in page
    assert "/add/" not in page
    assert "/import/" not in page
    export = re.search(r'href="([^"]*/export/[^"]*)"', page)[1]
    assert f"_known={day}" in export
    entry = dpo.get(change(processor), asked).content.decode()
    assert (
        f'href="{reverse("admin:registry_country_change", args=[processor.country_id])}?{kept}"'
        in entry
    )
    assert 'name="_save"' not in entry
    assert "Retire" not in entry


@pytest.mark.once
def test_what_is_seen_of_the_past_can_be_exported(dpo, renamed):
    processor, then = renamed
    chosen = {"action": "export_chosen", "_selected_action": [processor.pk]}
    for address, data in [(f"{LIST}export/", {"format": "csv"}), (LIST, chosen)]:
        with noting() as events:
            answer = dpo.post(address, data, query_params={"_known": then})
        assert b"Old Mail" in b"".join(answer.streaming_content)
        assert [event.facts["filter"] for event in events] == [{"_known": [then]}]


@pytest.mark.once
def test_nothing_can_be_changed_in_the_past(dpo, renamed):
    processor, then = renamed
    request = requests.make_requester().request
    before = everything([*TABLES, *REQUEST_TABLES])
    data = {"name": "X", "change_reason": "Because", "reason": "Because", "ids": [processor.pk]}
    for address in [
        change(processor),
        f"{LIST}add/",
        f"{LIST}import/",
        f"{LIST}step/retire/",
        change(request).replace("/change/", "/reveal/"),
    ]:
        answer = dpo.post(address, data, query_params={"_known": then})
        assert answer.status_code == 403, address
        assert "The past cannot be changed" in text_of(answer), address
    assert everything([*TABLES, *REQUEST_TABLES]) == before


@pytest.mark.once
def test_a_page_without_a_past_says_so(dpo, renamed):
    processor, then = renamed
    answer = dpo.get(change(processor).replace("/change/", "/history/"), {"_known": then})
    assert answer.status_code == 400
    assert "shows today only" in text_of(answer)


@pytest.mark.once
@pytest.mark.parametrize(
    "said",
    [
        ({"_on": "July"}, "“July” is not a valid date"),
        ({"_on": "2018-02-30"}, "“2018-02-30” is not a valid date"),
        ({"_on": "2999-01-01"}, "2999-01-01 is in the future"),
        ({"_known": "2999-01-01"}, "2999-01-01 is in the future"),
        ({"_known": "0000-00-00"}, "“0000-00-00” is not a valid date"),
        ({"_known": "<b>"}, "“<b>” is not a valid date or time"),
    ],
)
def test_what_is_no_day_gets_an_answer_that_says_so(dpo, said):
    asked, why = said
    answer = dpo.get(LIST, asked)
    assert answer.status_code == 400
    assert why in text_of(answer)
    assert b"<b>" not in answer.content


@pytest.mark.once
def test_an_entry_that_was_not_there_then_has_a_page_that_says_since_when(dpo, renamed):
    processor, _then = renamed
    answer = dpo.get(change(processor), {"_known": "2018-07-17"})
    assert answer.status_code == 404
    assert "and was not in the register before." in text_of(answer)
    seat = factories.make_seat(starts_on=date(2018, 7, 17))
    answer = dpo.get(change(seat), {"_on": "2018-07-16"})
    assert answer.status_code == 404
    assert "did not apply on that day" in text_of(answer)
    assert dpo.get(change(seat), {"_on": "2018-07-17"}).status_code == 200


@pytest.mark.once
def test_what_a_committee_reader_may_not_see_today_stays_hidden_in_the_past(client):
    client.force_login(factories.make_user(role="committee reader"))
    activity = factories.make_approved_activity(name="Was approved")
    then = timezone.now().isoformat()
    address = reverse("admin:registry_processingactivity_changelist")
    assert "Was approved" in text_of(client.get(address, {"_known": then}))
    lifecycle.reopen(activity, by="test", reason="To be corrected")
    assert "Was approved" not in text_of(client.get(address, {"_known": then}))
    assert client.get(change(activity), {"_known": then}).status_code == 302
    purposes = reverse("admin:registry_purpose_changelist")
    assert text_of(client.get(purposes, {"_known": then})).count("field-text") == 0


@pytest.mark.once
def test_a_committee_reader_finds_no_draft_of_today_in_lists_documents_and_counts_of_a_day(client):
    client.force_login(factories.make_user(role="committee reader"))
    activity = factories.make_approved_activity(name="Was approved")
    processor = factories.make_engagement(activity=activity).processor
    lifecycle.approve(activity, by="test", reason="With its recipient", **factories.SEEN_TO)
    past = {"_on": timezone.localdate().isoformat(), "_known": timezone.now().isoformat()}
    pages = [
        reverse(f"admin:registry_processingactivity_{name}") for name in ["changelist", "document"]
    ]
    counted = 'field-engagement_count">1<'
    assert all("Was approved" in text_of(client.get(page, past)) for page in pages)
    assert counted in text_of(client.get(LIST, past))
    lifecycle.reopen(activity, by="test", reason="To be corrected")
    assert not any("Was approved" in text_of(client.get(page, past)) for page in pages)
    page = text_of(client.get(LIST, past))
    assert processor.name in page
    assert counted not in page


@pytest.mark.once
def test_a_mask_is_a_mask_in_the_past_too(client):
    client.force_login(factories.make_user(role="auditor"))
    requester = requests.make_requester(name="Canary Name", email="canary@example.org")
    today = {"_known": timezone.localdate().isoformat()}
    page = text_of(client.get(change(requester.request), today))
    assert requester.masked in page
    assert "Canary" not in page
    assert "Show the requester" not in page
    assert client.get(change(requester), today).status_code == 403


@pytest.mark.slow
@pytest.mark.once
def test_every_list_and_every_entry_opens_in_the_past():
    user = factories.make_user(is_superuser=True)
    made = {**factories.FACTORIES, **requests.FACTORIES}
    models = [model for model in [*TABLES, *REQUEST_TABLES] if hasattr(model, "history")]
    with factories.one_block():
        rows = [made[model]() for model in models]
    day = timezone.localdate().isoformat()
    for model, row in zip(models, rows, strict=True):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        page = text_of(answer_to(user, reverse(name), _known=day, _on=day))
        assert "You see the register on" in page, model
        page = text_of(answer_to(user, change(row), _known=day))
        assert "You see the register as known" in page, model
        assert 'name="_save"' not in page, model


@pytest.mark.once
@pytest.mark.slow
def test_a_version_leads_to_the_register_of_its_moment(dpo, renamed):
    processor, _then = renamed
    version = processor.history.earliest("history_id").pk
    page = reverse("admin:registry_processor_version", args=[processor.pk, version])
    link = re.search(r'href="([^"]*_known=[^"]*)"', dpo.get(page).content.decode())[1]
    shown = text_of(dpo.get(html.unescape(link)))
    assert "Old Mail Ltd" in shown
    assert "New Mail" not in shown


@pytest.mark.once
@pytest.mark.slow
def test_what_a_row_leads_to_and_was_not_there_yet_is_marked_without_more_questions(
    dpo, django_assert_max_num_queries
):
    january, june = date(2018, 1, 12), date(2018, 6, 12)
    mail, later = (
        factories.make_processor(name=name, first_day=day)
        for name, day in [("Mail", january), ("Later", june)]
    )
    subjects = [
        factories.make_data_category(name=f"Kind {number}", first_day=june) for number in range(9)
    ]
    activity = factories.make_activity(first_day=january)
    with recorded(by="test", reason="Links", since=january):
        activity.data_categories.set(subjects)
    for processor in (mail, later):
        factories.make_engagement(activity=activity, processor=processor, starts_on=january)
    with django_assert_max_num_queries(200) as before:
        page = text_of(dpo.get(change(activity), {"_on": "2018-03-12"}))
    assert "Later (not yet on record)" in page
    assert "Mail (not yet" not in page
    assert page.count("Kind 3 (not yet on record)") == 1
    with recorded(by="test", reason="Fewer", since=january):
        activity.data_categories.set(subjects[:1])
    with django_assert_max_num_queries(len(before)):
        dpo.get(change(activity), {"_on": "2018-03-12"})
    assert "(not yet on record)" not in text_of(dpo.get(change(activity), {"_on": "2018-06-12"}))
    assert "(not yet on record)" not in text_of(dpo.get(change(activity)))


@pytest.mark.once
def test_a_folded_group_says_how_much_a_past_day_or_a_reader_finds_in_it(client, dpo):
    began = date(2018, 1, 12)
    activity = factories.make_activity(first_day=began, is_mandatory="no")
    with recorded(by="test", reason="Nobody knows", since=date(2018, 6, 12)):
        activity.is_mandatory = "not_stated"
        activity.save()

    def said(asked=None):
        page = text_of(client.get(change(activity), asked or {}))
        found = re.search(r"Whether people have to give the data</h.>\s*<span[^>]*>([^<]*)", page)
        return found[1].strip()

    assert [said({"_on": "2018-03-12"}), said({"_on": "2018-07-12"})] == ["1 filled in", "empty"]
    assert said() == "empty"
    with recorded(by="test", reason="It is known"):
        activity.is_mandatory = "yes"
        activity.save()
    assert said() == "1 filled in"
    client.force_login(factories.make_user(role="auditor"))
    assert said() == "1 filled in"


@pytest.mark.once
def test_a_list_marks_it_too(dpo):
    organisation = factories.make_organisation(name="NumFOCUS", first_day=date(2018, 6, 12))
    factories.make_body(name="Board", organisation=organisation, first_day=date(2018, 1, 12))
    page = text_of(dpo.get("/admin/registry/body/", {"_on": "2018-03-12"}))
    assert "NumFOCUS (not yet on record)" in page
