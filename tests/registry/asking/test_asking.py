"""Questions that go to a colleague by a link, and answers that somebody applies with a reason."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from registry.asking import limits, links
from registry.asking.proposals import apply, proposed
from registry.library.shelf import questions_for
from registry.models import AskedColleague
from registry.records.history import recorded
from tests.support.factories import make_activity, make_retention_rule, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAYS = {"by": "test", "reason": "Asked the office"}
EVERYTHING = {
    "owner": "Membership office",
    "see": "Board\nStaff",
    "keep": [2, "years", ""],
    "must": "yes",
}


def asked(activity=None, days=7, **more):
    return links.ask(
        activity or make_activity(),
        questions_for(""),
        by=make_user(),
        days=days,
        now=timezone.now(),
        **more,
    )


def answered(activity=None, answers=EVERYTHING):
    row = asked(activity)
    links.take_answers(links.token_of(row), answers, now=timezone.now())
    row.refresh_from_db()
    return row


def where(row):
    return reverse("colleague_answer", args=[links.token_of(row)])


def test_answers_are_no_part_of_the_record_until_somebody_applies_them():
    row = answered()
    activity = row.activity
    assert (activity.owner, activity.engagements.count()) == ("", 0)
    # Corrected on the way, and one left out.
    said = {name: EVERYTHING[name] for name in ("see", "keep", "must")} | {"owner": "Office"}
    apply(row, said, **SAYS)
    activity.refresh_from_db()
    assert (activity.owner, activity.is_mandatory) == ("Office", "yes")
    assert {one.recipient for one in activity.engagements.all()} == {"Board", "Staff"}
    assert activity.retention_rules.get().how_long == "2 years"
    assert activity.history.latest().history_change_reason == "Asked the office"
    assert not AskedColleague.objects.exists()
    with pytest.raises(ValidationError, match="applied or withdrawn meanwhile"):
        apply(row, said, **SAYS)


@pytest.mark.parametrize("what", ["owner", "keep"])
def test_an_answer_goes_over_nothing_that_is_newer_than_its_question(what):
    activity = make_activity(owner="Treasurer")
    rule = make_retention_rule(activity=activity, name="All data")
    row = answered(activity)
    with recorded(**SAYS):
        if what == "owner":
            activity.owner = "Secretary"
            activity.save()
        else:
            rule.criterion = "Until the court has decided"
            rule.save()
    row = AskedColleague.objects.get()
    assert {one.question.key for one in proposed(row) if one.is_newer} == {what}
    with pytest.raises(ValidationError, match="was changed after it was asked"):
        apply(row, EVERYTHING, **SAYS)
    assert activity.engagements.count() == 0  # all of it, or nothing
    apply(row, {key: EVERYTHING[key] for key in EVERYTHING if key != what}, **SAYS)
    activity.refresh_from_db()
    assert activity.owner == ("Secretary" if what == "owner" else "Membership office")


def over(row):
    AskedColleague.objects.filter(pk=row.pk).update(expires_at=timezone.now())


DEAD = {
    "it was used": lambda row: links.take_answers(
        links.token_of(row), {"owner": "x"}, now=timezone.now()
    ),
    "it has expired": over,
    "it was withdrawn": lambda row: row.delete(),
}


@pytest.mark.parametrize("happens", DEAD.values(), ids=DEAD)
def test_a_link_is_dead_when(happens, client):
    row = asked()
    address = where(row)
    assert client.get(address).status_code == 200
    happens(row)
    for answer in (client.get(address), client.post(address, {"answer-owner": "Somebody else"})):
        assert answer.status_code == 410
    assert "Somebody else" not in str(AskedColleague.objects.values_list("answers"))


def test_a_link_that_was_made_up_leads_nowhere(client):
    row = asked()
    for token in (row.pk.hex, f"{links.token_of(row)}x", links.token_of(row).replace(":", "", 1)):
        assert client.get(reverse("colleague_answer", args=[token])).status_code == 410


def test_the_page_outside_shows_the_questions_and_nothing_else(client):
    activity = make_activity(owner="A secret owner", description="A secret purpose")
    page = client.get(where(asked(activity, email="colleague@example.org")))
    text = page.content.decode()
    assert activity.name in text
    assert "Who inside the organisation can see the data?" in text
    for hidden in ("secret", activity.reference, "colleague@example.org", "/admin/"):
        assert hidden not in text
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "<script" not in text


def test_whoever_tries_links_is_stopped(client, monkeypatch):
    monkeypatch.setattr(limits, "MOST", 3)
    address = where(asked())
    statuses = [client.get(address).status_code for _time in range(5)]
    assert statuses == [200, 200, 200, 429, 429]


def test_what_is_over_is_forgotten_for_good():
    row, kept = asked(days=3), answered()
    now = timezone.now()
    assert links.forget_expired(now) == 0
    assert links.forget_expired(now + timedelta(days=3)) == 1
    assert AskedColleague.objects.get().pk == kept.pk != row.pk
    assert links.forget_expired(now + timedelta(days=31)) == 1


# The pages of whoever asks


@pytest.fixture
def editor(client):
    client.force_login(make_user(role="editor"))
    return client


def page(activity, name):
    return reverse(f"admin:registry_processingactivity_{name}", args=[activity.pk])


def test_from_the_question_by_mail_to_the_record(editor, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    activity = make_activity()
    form = editor.get(page(activity, "ask")).context_data
    sent = {
        "questions": ["owner", "where"],
        "email": "colleague@example.org",
        "days": "7",
        "form_number": form["form_number"],
    }
    for _click in range(2):
        assert editor.post(page(activity, "ask"), sent).status_code == 302
    (letter,) = mail.outbox
    assert letter.to == ["colleague@example.org"]
    path = re.search(r"https?://[^/]+(/answer/\S+)", letter.body)[1]
    editor.logout()
    answer = editor.post(path, {"answer-owner": "Office", "answer-where": "Cupboard"})
    assert "Thank you" in answer.content.decode()

    editor.force_login(make_user(role="dpo"))
    (line,) = editor.get(page(activity, "ask")).context_data["asked"]
    shown = editor.get(line["url"])
    assert "Cupboard" in shown.content.decode()
    said = {
        "answer-owner": "Office",
        "answer-where": "Cupboard in room 2",
        "take-where": "on",
        "reason": "As the office says",
        "form_number": shown.context_data["form_number"],
    }
    assert editor.post(line["url"], said).status_code == 302
    activity.refresh_from_db()
    assert (activity.owner, activity.storage_location) == ("", "Cupboard in room 2")


def test_without_an_address_there_is_a_link_to_pass_on_and_to_withdraw(editor):
    activity = make_activity()
    editor.post(page(activity, "ask"), {"questions": ["owner"], "days": "7"})
    shown = editor.get(page(activity, "ask"))
    row = AskedColleague.objects.get()
    assert where(row) in shown.content.decode()
    editor.post(page(activity, "ask"), {"withdraw": str(row.pk)})
    assert not AskedColleague.objects.exists()
    assert editor.get(page(activity, "proposal"), {"asked": str(row.pk)}).status_code == 404


def test_what_no_server_took_was_not_asked(editor, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    activity = make_activity()
    sent = {"questions": ["owner"], "days": "7", "email": "colleague@example.org"}
    shown = editor.post(page(activity, "ask"), sent)
    assert "Leave it empty to get a link" in shown.content.decode()
    assert not AskedColleague.objects.exists()


def test_who_may_only_read_asks_nobody(client):
    client.force_login(make_user(role="auditor"))
    activity = make_activity()
    assert client.get(page(activity, "ask")).status_code == 403
    assert client.get(page(activity, "proposal")).status_code == 403
    assert "Ask a colleague" not in client.get(page(activity, "change")).content.decode()
