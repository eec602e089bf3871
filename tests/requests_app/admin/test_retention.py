"""The list on which the privacy lead confirms what retention proposes."""

from datetime import date

import pytest

from requests_app.models import Message, RetentionRun
from requests_app.retention.removal import MARKER
from tests.requests_app.factories import (
    make_message,
    make_reminder_sent,
    make_request,
    make_request_policy,
    make_retention_run,
)
from tests.support.factories import make_user, one_block

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGE = "/admin/requests_app/retentionrun/proposals/"
LIST = "/admin/requests_app/retentionrun/"
LONG_AGO = date(2020, 1, 31)


@one_block()
def make_due(**fields):
    defaults = {"received_on": LONG_AGO, "withdrawn_on": LONG_AGO, "closed_on": LONG_AGO}
    request = make_request(state="closed", **defaults | fields)
    make_message(request=request, text="Canary")
    return request


@pytest.fixture
def lead(client):
    user = make_user(role="dpo")
    client.force_login(user)
    return user


def test_what_is_due_is_listed_by_reference(client, lead):
    request = make_due()
    page = client.get(PAGE).content.decode()
    assert request.reference in page
    assert f'value="texts-{request.pk}"' in page
    assert "Canary" not in page


def test_holds_are_listed_apart_with_those_to_be_looked_at(client, lead):
    request = make_due(hold_reason="Court", hold_review_on=LONG_AGO)
    page = client.get(PAGE).content.decode()
    assert "Nothing is due." in page
    assert "Holds to review" in page
    assert f"/admin/requests_app/datasubjectrequest/{request.pk}/change/" in page


def test_what_was_chosen_is_removed_in_the_name_of_whoever_chose(client, lead):
    request = make_due()
    kept = make_due()
    response = client.post(PAGE, {"proposal": [f"texts-{request.pk}"]}, follow=True)
    assert "1 proposal was carried out" in response.content.decode()
    assert Message.objects.get(request=request).text == MARKER
    assert Message.objects.get(request=kept).text == "Canary"
    run = RetentionRun.objects.get()
    assert (run.ran_by, run.mode) == (lead.username, "confirmed")


def test_what_was_not_chosen_stays_though_the_next_run_asks_nobody(client, lead):
    request, kept = make_due(), make_due()
    make_request_policy(organisation=kept.organisation, is_automatic=True)
    assert "without being asked" in client.get(PAGE).content.decode()
    client.post(PAGE, {"proposal": [f"texts-{request.pk}"]})
    assert Message.objects.get(request=kept).text == "Canary"


def test_nothing_else_is_ever_removed(client, lead):
    make_due()
    for chosen in [[], ["texts-0"], ["nonsense"]]:
        client.post(PAGE, {"proposal": chosen})
        assert Message.objects.get().text == "Canary", chosen


def test_what_is_not_due_yet_cannot_be_chosen(client, lead):
    request = make_request()
    make_message(request=request, text="Canary")
    client.post(PAGE, {"proposal": [f"texts-{request.pk}"]})
    assert Message.objects.get().text == "Canary"


def test_nobody_else_may_confirm(client):
    request = make_due()
    for role in ["requests officer", "auditor", "editor", None]:
        client.force_login(make_user(role=role))
        assert client.get(PAGE).status_code == 403, role
        assert client.post(PAGE, {"proposal": [f"texts-{request.pk}"]}).status_code == 403, role
    assert Message.objects.get().text == "Canary"


def test_the_log_leads_the_privacy_lead_to_what_is_due(client, lead):
    run = make_retention_run()
    page = client.get(LIST).content.decode()
    assert f"{LIST}{run.pk}/change/" in page
    assert PAGE in page


def test_an_officer_reads_the_log_and_is_not_led_on(client):
    make_retention_run()
    client.force_login(make_user(role="requests officer"))
    response = client.get(LIST)
    assert response.status_code == 200
    assert PAGE not in response.content.decode()


@pytest.mark.parametrize(
    ("table", "make"),
    [("retentionrun", make_retention_run), ("remindersent", make_reminder_sent)],
)
def test_logs_are_written_by_nobody(client, table, make):
    row = make()
    client.force_login(make_user(is_superuser=True))
    assert client.get(f"/admin/requests_app/{table}/{row.pk}/change/").status_code == 200
    assert client.get(f"/admin/requests_app/{table}/add/").status_code == 403
    assert client.post(f"/admin/requests_app/{table}/{row.pk}/change/", {}).status_code == 403
