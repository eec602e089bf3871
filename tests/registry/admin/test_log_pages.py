"""A bundle from the page of a history, the page for the minutes, their ages on the home page."""

import json
import zipfile
from contextlib import closing
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse

from registry.beginning.steps import BY_NAME
from registry.evidence.bundles.checking import check_bundle
from registry.evidence.log.checkpoints import newest
from registry.models import EvidenceAnchor, EvidenceEvent, JobRun, Mark
from registry.models.jobs import JobResult
from registry.records.events import announce
from registry.records.history import recorded
from registry.roles import ROLES
from registry.vocabulary import EventName, Job
from tests.requests_app.factories import make_requester
from tests.support.factories import make_processor, make_user

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:registry_evidenceanchor_page")
HOME = reverse("admin:index")


def sign_in(client, role):
    client.force_login(make_user(role=role))
    return client


def of_processor(page, row):
    return reverse(f"admin:registry_processor_{page}", args=[row.pk])


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_a_bundle_is_for_those_who_answer_for_the_register(client, role):
    row, may = make_processor(), role in {"dpo", "auditor"}
    sign_in(client, role)
    bundle = of_processor("bundle", row)
    history = client.get(of_processor("history", row)).content.decode()
    assert (bundle in history) is may
    assert client.get(bundle).status_code == (200 if may else 403)
    with closing(client.post(bundle, {"shown": ["name"]})) as answer:
        assert answer.status_code == (200 if may else 403)


@pytest.mark.once
def test_a_bundle_shows_the_fields_that_were_ticked(client, tmp_path):
    row = make_processor(name="Acme", privacy_contact="Secret Contact")
    sign_in(client, "dpo")
    page = client.get(of_processor("bundle", row))
    ticked = page.context["form"]["shown"].initial
    assert {"name", "country_id"} <= set(ticked)
    assert "privacy_contact" not in ticked
    answer = client.post(of_processor("bundle", row), {"shown": ["name"]})
    data = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"].endswith(f'"evidence-registry.processor-{row.pk}.zip"')
    (tmp_path / "b.zip").write_bytes(data)
    assert check_bundle(tmp_path / "b.zip").code == 0
    shown = zipfile.ZipFile(BytesIO(data)).read("disclosures.jsonl").decode()
    assert '"value":"Acme"' in shown
    assert '"field":"privacy_contact"' not in shown
    assert EvidenceEvent.objects.latest("pk").name == EventName.EXPORTED


@pytest.mark.once
def test_of_a_day_before_the_entry_a_bundle_shows_when_it_begins(client):
    row = make_processor(first_day=date(2019, 1, 1))
    with recorded(by="test", reason="Renamed"):
        row.name = "Acme Ltd."
        row.save()
    sign_in(client, "dpo")
    asked = {"shown": ["name"], "on": "2018-07-17"}
    with closing(client.post(of_processor("bundle", row), asked)) as answer:
        data = b"".join(answer.streaming_content)
    shown = zipfile.ZipFile(BytesIO(data)).read("disclosures.jsonl").decode().splitlines()
    said = {line["field"]: line["value"] for line in map(json.loads, shown)}
    assert len(said) == len(shown)
    assert (said["holds_from"], said["first_day"]) == ("0001-01-01", "2019-01-01")
    assert said["name"] != "Acme Ltd."


@pytest.mark.once
def test_a_day_that_is_none_is_explained_in_the_form(client):
    row = make_processor()
    sign_in(client, "dpo")
    page = client.post(of_processor("bundle", row), {"shown": ["name"], "on": "yesterday"})
    assert "Enter a valid date." in page.content.decode()


@pytest.mark.once
def test_who_a_data_subject_is_cannot_be_ticked(client):
    requester = make_requester()
    sign_in(client, "dpo")
    address = reverse("admin:requests_app_requester_bundle", args=[requester.pk])
    page = client.get(address)
    offered = {name for name, _label in page.context["form"].fields["shown"].choices}
    assert "name" not in offered
    assert client.post(address, {"shown": ["name"]}).context["form"].errors


@pytest.mark.once
def test_the_page_for_the_minutes_shows_the_root_in_groups_of_four(client):
    sign_in(client, "auditor")
    checkpoint = newest()
    page = client.get(PAGE).content.decode()
    assert "".join(f"<li>{group}</li>" for group in checkpoint.groups) in page
    assert "Save where it is kept" not in page
    assert client.post(PAGE, {"size": 1, "target": "Minutes"}).status_code == 403


@pytest.mark.once
def test_what_was_printed_is_noted_and_not_what_came_after(client):
    sign_in(client, "dpo")
    printed = client.get(PAGE).context["checkpoint"]
    make_processor()
    client.post(PAGE, {"size": printed.size, "target": "Minutes of the board, 2018-07-17"})
    anchor = EvidenceAnchor.objects.get()
    assert (anchor.checkpoint, anchor.method) == (printed.text, "page")
    listed = client.get(reverse("admin:registry_evidenceanchor_changelist")).content.decode()
    assert "Minutes of the board, 2018-07-17" in listed


@pytest.mark.once
@pytest.mark.parametrize("role", ["editor", "committee reader"])
def test_the_page_for_the_minutes_is_not_for_everybody(client, role):
    assert sign_in(client, role).get(PAGE).status_code == 403


@pytest.mark.once
@pytest.mark.slow
def test_the_home_page_says_how_old_checkpoint_verification_and_backup_are(client):
    assert sign_in(client, "editor").get(HOME).context["ages"] == []
    sign_in(client, "dpo")
    assert [age.words for age in client.get(HOME).context["ages"]] == ["never"] * len(Job)
    client.post(PAGE, {"size": 1, "target": "Minutes"})
    announce(EventName.VERIFIED, by="verify_evidence")
    for job in Job:
        JobRun.note(job, JobResult.DONE)
    ages = client.get(HOME).context["ages"]
    assert [(age.words, age.is_calm) for age in ages] == [("0\xa0minutes ago", True)] * len(Job)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    ("role", "backend", "says_so"),
    [
        ("dpo", "console", True),
        ("requests officer", "dummy", True),
        ("dpo", "smtp", False),
        ("committee reader", "console", False),
    ],
)
def test_the_home_page_says_when_no_mail_server_is_set(client, settings, role, backend, says_so):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    Mark.put(BY_NAME["mail"].skipped)  # or its first step says so
    page = sign_in(client, role).get(HOME).content.decode()
    assert ("No mail server is configured." in page) is says_so
