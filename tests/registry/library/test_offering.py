"""An entry that is started from a card of the library, and yes or no to what it suggests."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from registry import lifecycle
from registry.completeness import gaps_in
from registry.library import shelf
from registry.library.accepting import settle
from registry.library.fields import AnswersForm
from registry.library.offering import next_reference, start_activity, start_processor
from registry.models import (
    DataCategory,
    DataSubjectCategory,
    MeasureInPlace,
    ProcessingActivity,
    Purpose,
)
from registry.records.history import recorded
from tests.support.factories import (
    legal_basis,
    make_activity,
    make_data_category,
    make_organisation,
    make_suggestion,
    make_user,
    special_category_condition,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAYS = {"by": "test", "reason": "Tried"}
LONG_AGO = date(2021, 3, 1)


@pytest.fixture
def bases():
    return [legal_basis("6(1)(a)"), legal_basis("6(1)(f)")]


def start(slug="newsletter", begins=None, **answers):
    card = shelf.activities()[slug]
    return start_activity(
        card,
        organisation=make_organisation(),
        reference=next_reference(card),
        name=card.name,
        answers=answers,
        **begins or {},
        **SAYS,
    )


def all_of(row):
    return [one.pk for one in row.suggestions.all() if one.is_open]


def messages(activity):
    activity = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
    return [str(gap) for gap in gaps_in(activity, activity.past.today)]


def test_nothing_is_on_record_before_somebody_says_yes():
    activity = start()
    for relation in ("purposes", "engagements", "retention_rules", "data_subjects"):
        assert not getattr(activity, relation).exists(), relation
    assert not DataCategory.objects.exists()
    assert not DataSubjectCategory.objects.exists()
    assert activity.description == ""
    found = "Suggested, and nobody has said yes or no to it: Whose data: Mailing-list subscribers"
    assert any(told.startswith(found) for told in messages(activity))
    with pytest.raises(ValidationError, match="nobody has said yes or no"):
        lifecycle.approve(activity, **SAYS)


def test_answers_fill_the_fields_that_they_are_about(bases):
    activity = start(
        owner="Communications",
        see="Staff\nBoard",
        keep=[3, "months", ""],
        must="no",
        **{"consent_record-0": "In the list, with day and hour"},
    )
    activity.refresh_from_db()
    assert (activity.owner, activity.is_mandatory) == ("Communications", "no")
    assert [row.recipient for row in activity.engagements.all()] == ["Staff", "Board"]
    (rule,) = activity.retention_rules.all()
    assert (rule.name, rule.how_long, rule.action) == (
        "Addresses of subscribers",
        "3 months",
        "delete",
    )
    # What was answered is suggested no more; what belongs to a purpose waits with it.
    assert not activity.suggestions.filter(part="period", state="offered").exists()
    settle(activity, accepted=all_of(activity), **SAYS)
    first = activity.purposes.order_by("pk")[0]
    assert first.consent_record == "In the list, with day and hour"


@pytest.mark.parametrize(
    ("begins", "day"),
    [
        ({"since": LONG_AGO, "starts_on": LONG_AGO}, LONG_AGO),
        ({"since": LONG_AGO}, None),  # for as long as the register can tell
        ({}, None),
    ],
)
def test_recipients_of_the_answers_begin_on_the_day_that_was_said(begins, day):
    activity = start("donations", begins, see="Staff", services="Payments Ltd")
    offered = activity.suggestions.filter(part="recipient").values_list("pk", flat=True)
    settle(activity, accepted=[*offered], **SAYS)
    begun = [row.starts_on for row in activity.engagements.all()]
    assert begun == [day] * (2 + len(offered))
    assert offered


def test_the_question_how_long_asks_from_when_and_for_which_data(bases):
    card = shelf.activities()["newsletter"]
    field = AnswersForm(questions=card.questions).fields["answer-keep"]
    kinds = [code for code, _name in field.fields[4].choices]
    assert field.initial[3:] == ["consent is withdrawn", kinds]
    assert "email-tracking" in kinds
    assert field.clean(["", "", "", "consent is withdrawn", kinds]) is None  # nothing is said

    whole = start(keep=field.clean(["3", "years", "", "unsubscribing", kinds]))
    (rule,) = whole.retention_rules.all()
    assert (rule.how_long, rule.trigger) == ("3 years", "unsubscribing")
    assert not rule.data_categories.exists()  # all of it

    part = start(keep=field.clean(["3", "years", "", "unsubscribing", ["email-address"]]))
    assert not part.retention_rules.exists()  # it waits for the data that it is about
    settle(part, accepted=all_of(part), **SAYS)
    (rule,) = part.retention_rules.all()
    assert (rule.how_long, rule.trigger) == ("3 years", "unsubscribing")
    assert [word.code for word in rule.data_categories.all()] == ["email-address"]


def test_what_is_about_some_of_the_data_brings_that_data_with_it():
    for citation in ("6(1)(a)", "6(1)(b)", "6(1)(c)"):
        legal_basis(citation)
    special_category_condition("9(2)(a)")
    activity = start("event-registration", keep=[3, "months", ""])
    assert not activity.retention_rules.exists()
    settle(activity, accepted=all_of(activity), **SAYS)
    lists, needs = activity.retention_rules.order_by("-name")
    assert (lists.how_long, needs.how_long) == ("3 months", "14 days")
    special = {"Dietary needs", "Disability and accessibility needs"}
    assert {str(one) for one in needs.data_categories.all()} == special
    assert not special & {str(one) for one in lists.data_categories.all()}
    found = [told for told in messages(activity) if "special categories" in told]
    assert found == []


def test_what_is_declined_is_neither_on_record_nor_open():
    activity = start()
    settle(activity, declined=all_of(activity), **SAYS)
    assert not activity.purposes.exists()
    assert not DataCategory.objects.exists()
    assert not any("nobody has said" in told for told in messages(activity))
    answered = activity.suggestions.first().pk
    with pytest.raises(ValidationError, match="answered it meanwhile"):
        settle(activity, accepted=[answered], **SAYS)


def test_words_that_are_there_are_used_and_retired_ones_refuse():
    word = make_data_category(code="email-address", name="Mail")
    other = make_data_category(code="mine", name="Name")
    retired = make_data_category(code="email-tracking", name="Clicks")
    lifecycle.retire(retired, **SAYS)
    activity = start()
    data = activity.suggestions.filter(part="data")
    with pytest.raises(ValidationError, match="“Clicks” is retired"):
        settle(activity, accepted=[one.pk for one in data], **SAYS)
    assert not activity.data_categories.exists()
    settle(activity, accepted=[one.pk for one in data.exclude(value__contains="tracking")], **SAYS)
    assert {word, other} < set(activity.data_categories.all())


def test_a_suggestion_goes_over_nothing_that_somebody_entered():
    activity = start()
    with recorded(**SAYS):
        activity.description = "In our own words"
        activity.save()
    (about,) = activity.suggestions.filter(part="field")
    with pytest.raises(ValidationError, match="already says “In our own words”"):
        settle(activity, accepted=[about.pk], **SAYS)
    about.refresh_from_db()
    assert about.is_open


@pytest.mark.slow
def test_all_that_each_card_suggests_can_be_accepted():
    call_command("load_terms", verbosity=0)
    words = DataCategory.objects.count(), DataSubjectCategory.objects.count()
    for slug in shelf.activities():
        activity = start(slug)
        settle(activity, accepted=all_of(activity), **SAYS)
        assert all_of(activity) == [], slug
        assert not any("nobody has said" in told for told in messages(activity))
        for purpose in activity.purposes.all():
            assert purpose.legal_bases.exists(), purpose
    assert len(shelf.activities()) == 40
    assert Purpose.objects.count() > 70
    assert MeasureInPlace.objects.count() > 100
    # Those few that do not ship came with the first card that names them.
    assert DataCategory.objects.count() - words[0] <= 6
    assert DataSubjectCategory.objects.count() == words[1]


@pytest.mark.slow
def test_all_that_each_vendor_s_card_says_can_be_accepted():
    call_command("load_terms", verbosity=0)
    for card in shelf.vendors().values():
        processor = start_processor(card, name=card.name, **SAYS)
        assert processor.country is None
        assert processor.website == ""
        settle(processor, accepted=all_of(processor), **SAYS)
        processor.refresh_from_db()
        assert processor.country.code == card.country, card.slug


def test_references_are_never_used_again():
    assert [start().reference for _time in range(3)] == [
        "NEWSLETTER",
        "NEWSLETTER-2",
        "NEWSLETTER-3",
    ]


@pytest.mark.parametrize("words", ["subscribers", "MAILING newsletter"])
def test_cards_are_found_by_what_people_call_it(words):
    assert shelf.activities()["newsletter"].is_meant_by(words)
    assert not shelf.activities()["payroll"].is_meant_by(words)


# The pages


def page(name, *args):
    return reverse(f"admin:registry_processingactivity_{name}", args=args)


@pytest.mark.slow
def test_from_the_list_to_a_draft_with_answered_suggestions(client, bases):
    client.force_login(make_user(role="editor"))
    organisation = make_organisation()
    found = client.get(page("library"), {"q": "newsletter"})
    assert page("card", "newsletter") in found.content.decode()
    card = client.get(page("card", "newsletter"))
    sent = {
        "name": "Our news",
        "reference": "NEWS",
        "organisation": organisation.pk,
        "answer-owner": "Communications",
        "answer-keep_0": "3",
        "answer-keep_4": ["email-address"],
        "reason": "Started",
        "form_number": card.context_data["form_number"],
    }
    refused = client.post(page("card", "newsletter"), sent)
    assert "Enter both a number and a unit" in refused.content.decode()
    answer = client.post(page("card", "newsletter"), sent | {"answer-keep_1": "months"})
    activity = ProcessingActivity.objects.get()
    assert answer.url == page("suggestions", activity.pk)
    assert activity.owner == "Communications"
    form = client.get(page("change", activity.pk)).content.decode()
    assert "Purposes and legal bases: Send the newsletter" in form

    purpose, *others = activity.suggestions.filter(part="purpose")
    said = {f"suggestion-{purpose.pk}": "yes", f"suggestion-{others[0].pk}": "no"}
    without_reason = client.post(page("suggestions", activity.pk), said)
    assert without_reason.status_code == 200
    assert not activity.purposes.exists()
    client.post(page("suggestions", activity.pk), said | {"reason": "Asked the office"})
    assert [row.text for row in activity.purposes.all()] == [purpose.name]
    version = activity.purposes.get().history.latest()
    assert version.history_change_reason == "Asked the office"
    rest = {f"suggestion-{pk}": "" for pk in all_of(activity)}
    sent = {"accept_all": "1", "reason": "So it is"}
    client.post(page("suggestions", activity.pk), sent)
    assert len(all_of(activity)) == len(rest) > 0  # none of them was on the page
    client.post(page("suggestions", activity.pk), sent | rest)
    assert all_of(activity) == []


@pytest.mark.parametrize(
    ("button", "by_hand", "told"),
    [
        ("accept_all", "no", "Accepted: 2. Declined: 1."),
        ("decline_all", "yes", "Accepted: 1. Declined: 2."),
    ],
)
def test_a_button_for_all_answers_those_left_open_and_no_other(client, button, by_hand, told):
    client.force_login(make_user(role="editor"))
    activity = make_activity()
    fields = json.dumps({"name": "Staff", "code": "staff"})
    rows = [
        make_suggestion(activity=activity, part="people", value=fields, state="offered")
        for _ in range(3)
    ]
    said = {f"suggestion-{row.pk}": "" for row in rows}
    said |= {f"suggestion-{rows[1].pk}": by_hand, button: "1"}
    again = client.post(page("suggestions", activity.pk), said)  # without a reason
    assert again.text.count("checked") == 3
    assert again.text.count('value="" checked') == 2
    done = client.post(page("suggestions", activity.pk), said | {"reason": "Seen"}, follow=True)
    assert told in done.text
    states = [activity.suggestions.get(pk=row.pk).state for row in rows]
    assert (states[1] == "declined") == (by_hand == "no")
    assert states[0] == states[2] != states[1]


def test_the_gap_leads_to_the_page_of_suggestions(client):
    client.force_login(make_user(role="dpo"))
    activity = start()
    shown = client.get(page("gaps", activity.pk)).content.decode()
    assert f'href="{page("suggestions", activity.pk)}"' in shown


def test_who_may_only_read_can_answer_nothing(client):
    client.force_login(make_user(role="auditor"))
    activity = start()
    shown = client.get(page("suggestions", activity.pk)).content.decode()
    assert "Send the newsletter" in shown
    assert "accept_all" not in shown
    answer = client.post(page("suggestions", activity.pk), {"accept_all": "1", "reason": "No"})
    assert answer.status_code == 403
    assert client.get(page("library")).status_code == 403


@pytest.mark.parametrize(("name", "value"), [("state", "approved"), ("reviewed_on", "2026-01-01")])
def test_a_suggestion_is_no_way_round_the_steps(name, value):
    """Whoever may add a suggestion would else approve alone."""
    activity = make_activity()
    fields = json.dumps({"field": name, "value": value})
    row = make_suggestion(activity=activity, part="field", value=fields, state="offered")
    with pytest.raises(ValidationError, match="is not filled by a suggestion"):
        settle(activity, accepted=[row.pk], **SAYS)
    activity.refresh_from_db()
    assert (activity.state, activity.reviewed_on) == ("draft", None)


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("field", {"field": ["description"], "value": "x"}),
        ("field", {"value": "x"}),
        ("purpose", {"bases": [1]}),
        ("period", {"data": ["x"]}),
        ("purpose", {"activity": 1, "text": "x"}),
    ],
)
def test_what_cannot_be_read_is_said_so_and_declined(client, part, fields):
    client.force_login(make_user(role="dpo"))
    activity = make_activity()
    row = make_suggestion(activity=activity, part=part, value=json.dumps(fields), state="offered")
    assert client.get(page("suggestions", activity.pk)).status_code == 200
    said = {f"suggestion-{row.pk}": "yes", "reason": "A try"}
    assert "cannot be read" in client.post(page("suggestions", activity.pk), said).text
    client.post(page("suggestions", activity.pk), said | {f"suggestion-{row.pk}": "no"})
    assert all_of(activity) == []
