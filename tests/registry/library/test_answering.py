"""What an answer goes over, where the record says more than was asked."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from registry.asking import links
from registry.asking.proposals import apply, proposed
from registry.library.answering import answer, now
from registry.library.fields import AnswersForm
from registry.library.shelf import activities, questions_for
from registry.records.history import recorded
from tests.support.factories import (
    make_activity,
    make_data_category,
    make_retention_rule,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAYS = {"by": "test", "reason": "Asked the office"}


def how_long(source):
    return next(one for one in questions_for(source) if one.fills == "period")


def answered(rule, question, *said):
    with recorded(**SAYS):
        answer(rule.activity, question, list(said))
    rule.refresh_from_db()
    return rule


@pytest.fixture
def rule():
    """Of an activity from the library, corrected since."""
    mail = make_data_category(code="email-address", name="Mail")
    names = make_data_category(code="name", name="Names")
    activity = make_activity()
    with recorded(**SAYS):
        activity.data_categories.set([mail, names])
    about = how_long("newsletter").about
    rule = make_retention_rule(activity=activity, name=about, trigger="the last letter")
    with recorded(**SAYS):
        rule.data_categories.set([mail])
    return rule


def test_an_answer_of_a_length_alone_leaves_from_when_it_is_counted():
    rule = make_retention_rule(name="All data", trigger="end of membership")
    answered(rule, how_long(""), 3, "years", "", "")
    assert (rule.how_long, rule.trigger) == ("3 years", "end of membership")
    answered(rule, how_long(""), 3, "years", "", "end of the year")
    assert rule.trigger == "end of the year"


def test_what_a_card_begins_with_goes_over_nothing_on_record(rule):
    question = how_long("newsletter")
    begun = AnswersForm(questions=[question]).fields["answer-keep"].initial[3:]
    answered(rule, question, 3, "years", "", *begun)
    assert (rule.how_long, rule.trigger) == ("3 years", "the last letter")
    assert [word.code for word in rule.data_categories.all()] == ["email-address"]


def test_what_was_chosen_otherwise_than_the_card_begins_is_written(rule):
    question = how_long("newsletter")
    answered(rule, question, 3, "years", "", "unsubscribing", ["name"])
    assert rule.trigger == "unsubscribing"
    assert [word.code for word in rule.data_categories.all()] == ["name"]


def test_the_page_of_the_answer_shows_all_that_it_may_go_over(rule):
    said = now(rule.activity, how_long("newsletter"))
    assert "Counted from: the last letter" in said
    assert "It applies to: Mail" in said


@pytest.mark.parametrize("what", ["trigger", "data"])
def test_what_was_changed_of_a_rule_after_the_question_is_gone_over_by_no_answer(rule, what):
    question = how_long("newsletter")
    day = {"by": make_user(), "days": 7, "now": timezone.now()}
    row = links.ask(rule.activity, [question], **day)
    said = {"keep": [3, "years", "", "unsubscribing", ["name"]]}
    links.take_answers(links.token_of(row), said, now=timezone.now())
    with recorded(**SAYS):
        if what == "trigger":
            rule.trigger = "the year after"
            rule.save()
        else:
            rule.data_categories.set([])
    row.refresh_from_db()
    assert [one.is_newer for one in proposed(row)] == [True]
    with pytest.raises(ValidationError, match="was changed after it was asked"):
        apply(row, said, **SAYS)


@pytest.mark.parametrize("how", [["3", "years", ""], ["", "", "as long as needed"]])
def test_a_period_for_no_kind_of_data_is_no_period_for_all(how):
    field = AnswersForm(questions=activities()["newsletter"].questions).fields["answer-keep"]
    with pytest.raises(ValidationError, match="Tick the data that it applies to"):
        field.clean([*how, "", []])
    assert field.clean(["", "", "", "", []]) is None  # left open


def test_what_nobody_answered_begins_as_the_question_did(client):
    client.force_login(make_user(role="editor"))
    question = how_long("newsletter")
    row = links.ask(make_activity(), [question], by=make_user(), days=7, now=timezone.now())
    links.take_answers(links.token_of(row), {}, now=timezone.now())
    page = reverse("admin:registry_processingactivity_proposal", args=[row.activity_id])
    shown = client.get(page, {"asked": str(row.pk)}).text
    assert 'value="consent is withdrawn"' in shown
    assert shown.count(" checked") == len(question.with_it["only"])
