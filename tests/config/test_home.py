"""Home: what waits for whoever asks, a few figures, and the ways into the register."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.models import JobRun
from registry.models.jobs import JobResult
from registry.vocabulary import Job
from tests.requests_app.factories import make_request
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def home(client, role):
    client.force_login(factories.make_user(role=role))
    return client.get(reverse("admin:index"))


@pytest.mark.parametrize(
    ("role", "is_told"),
    [("editor", True), ("dpo", True), ("auditor", False), ("committee reader", False)],
)
def test_what_waits_is_shown_to_those_who_may_do_it(client, role, is_told):
    processor = factories.make_processor()
    factories.make_transfer(processor=processor)
    page = home(client, role)
    told = [str(line.label) for line in page.context["waiting"]]
    assert ("Transfer without a transfer tool" in told) is is_told
    assert ("?without_tool=yes" in page.text) is is_told


def test_what_is_suggested_and_not_answered_is_one_line(client):
    vendor = factories.make_suggestion(processor=factories.make_processor(), state="offered")
    factories.make_suggestion(state="offered")
    assert "Suggestions that wait" not in home(client, "auditor").text
    page = home(client, "editor")
    (line,) = [it for it in page.context["waiting"] if "Suggestions" in it.label]
    assert line.count == 2
    way = reverse("admin:registry_processor_suggestions", args=[vendor.processor.pk])
    assert way in client.get(line.url).text


def test_what_was_never_set_up_is_left_to_its_first_step_and_then_one_line(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = home(client, "dpo")
    assert (page.context["late"], page.context["is_without_mail"]) == ([], False)
    assert "Nothing waits for you but the first steps." in page.text
    for name in ("backup", "mail"):
        client.post(reverse("admin:first_step", args=[name]), {"skip": "1"})
    page = client.get(reverse("admin:index"))
    (line,) = page.context["late"]
    assert line.label == "6 of 6 scheduled jobs have never run"
    assert "backup, restore check" in line.words
    JobRun.note(Job.BACKUP, JobResult.DONE)
    (line,) = client.get(reverse("admin:index")).context["late"]
    assert line.label == "5 of 6 scheduled jobs have never run"
    assert "backup" not in line.words
    assert home(client, "auditor").context["late"] == []  # who may not run them is not called
    assert page.context["is_without_mail"]


def test_what_is_nought_is_not_listed_but_said_in_a_sentence(client):
    page = home(client, "editor")
    assert len(page.context["to_do"]) > 5
    assert "Nothing waits for you but the first steps." in page.text
    assert "due for review" not in page.text
    assert page.context["figures"] == []
    factories.make_activity(reviewed_on=date(2018, 1, 1))
    page = home(client, "editor")
    assert [(line.count, str(line.label)) for line in page.context["figures"]] == [
        (1, "Activity: draft")
    ]


@pytest.mark.slow
def test_who_leads_is_told_of_requests_that_nobody_handles_their_own_and_of_changed_entries(client):
    page = home(client, "dpo")
    make_request(due_on=timezone.localdate() + timedelta(days=25))
    make_request(handler=page.wsgi_request.user)
    factories.make_complete_activity(state="changed", reviewed_on=timezone.localdate())
    page = client.get(reverse("admin:index"))
    assert {str(line.label): line.count for line in page.context["waiting"]} == {
        "Request that nobody handles": 1,
        "Open request that you handle": 1,
        "Entry changed since its approval": 1,
    }
    for line in page.context["waiting"]:
        assert client.get(line.url).context["cl"].result_count == line.count, line.label
