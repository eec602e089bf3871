"""The page that says who could reach what: for whom, of which day, as a file, at what cost."""

import csv
import io
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.files.reading.sheets import read_sheet
from registry.models import AccessGrant, EvidenceEvent, Seat
from registry.past.views import as_it_was
from registry.records.history import recorded
from registry.records.states.wishes import ALL_ALONG
from tests.registry.admin.views import answer_to
from tests.support import factories
from tests.support.undone import made_once, stored

pytestmark = [pytest.mark.django_db, pytest.mark.once]

QUERIES = 15
DAY = "2018-08-01"


@pytest.fixture
def sign_in(client):
    def as_role(role):
        client.force_login(factories.make_user(role=role))
        return client

    return as_role


def make_grant():
    """Of the board to donor data: the treasurer sits in it."""
    donors = factories.make_data_subject_category(name="Donors")
    activity = factories.make_approved_activity(reference="DON-1", data_subjects=[donors])
    body = factories.make_body(name="Board")
    person = factories.make_person(code="treasurer-1", name="Somebody Inparticular")
    factories.make_seat(body=body, designation="Treasurer", person=person)
    return factories.make_access_grant(body=body, activity=activity, reference="AG-A")


made = made_once(make_grant)


@pytest.fixture
def grant(made):
    return stored(made)


def page(client, status=200, **asked):
    answer = client.get(reverse("admin:access"), asked)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_home_page_leads_to_it(sign_in, grant):
    home = sign_in("dpo").get(reverse("admin:index")).content.decode()
    assert f'href="{reverse("admin:access")}"' in home


def test_it_answers_for_a_day_and_a_kind_of_people(sign_in, grant):
    donors = grant.activity.data_subjects.get()
    text = page(sign_in("dpo"), _on=DAY, data_subjects=donors.pk)
    for told in ["Aug. 1, 2018", "Donors", "Treasurer", "Board", "AG-A", "DON-1"]:
        assert told in text
    assert "Somebody Inparticular (treasurer-1)" in text


LINKED = {
    "activity": factories.make_approved_activity,
    "body": factories.make_body,
    "processor": factories.make_processor,
    "data_category": factories.make_data_category,
    "data_subjects": factories.make_data_subject_category,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LINKED)
def test_the_page_of_an_entry_leads_to_who_could_reach_it_on_its_day(sign_in, name):
    row, client = LINKED[name](), sign_in("dpo")
    address = reverse(f"admin:registry_{row._meta.model_name}_change", args=[row.pk])
    for asked in [{}, {"_on": DAY}]:
        buttons = client.get(address, asked).context["buttons"]
        (url,) = [button.url for button in buttons if button.label == "Who could reach this"]
        assert url == f"{reverse('admin:access')}?{urlencode(asked | {name: row.pk})}"
        assert client.get(url).status_code == 200


def test_who_may_not_ask_is_not_led_there():
    user = factories.make_user()
    user.user_permissions.set(Permission.objects.filter(codename="view_datacategory"))
    address = reverse(
        "admin:registry_datacategory_change", args=[factories.make_data_category().pk]
    )
    buttons = answer_to(user, address).context_data["buttons"]
    assert "Who could reach this" not in [button.label for button in buttons]


def test_the_systems_on_record_are_offered_to_those_who_may_see_access(sign_in, grant):
    for number in range(2):
        factories.make_access_grant(system="Donor database", reference=f"AG-{number}-system")
    option = '<option value="Donor database">'
    assert page(sign_in("dpo")).count(option) == 1
    assert option not in page(sign_in("committee reader"))


def test_without_a_day_it_answers_for_today(sign_in, grant):
    assert "Treasurer" in page(sign_in("dpo"))


def test_its_links_keep_the_day(sign_in, grant):
    address = reverse("admin:registry_accessgrant_change", args=[grant.pk])
    assert f'href="{address}?_on={DAY}"' in page(sign_in("dpo"), _on=DAY)


def test_as_it_was_known_before_anything_was_recorded_nobody_could(sign_in, grant):
    yesterday = timezone.localdate() - timedelta(days=1)
    assert "Nobody, as far as" in page(sign_in("dpo"), _known=yesterday.isoformat())


@pytest.mark.parametrize(
    "asked",
    [
        {"_on": "yesterday"},
        {"_on": "2999-01-01"},
        {"_known": "1066-10-14"},
        {"activity": "x"},
        {"activity": "99999"},
        {"nonsense": "1"},
    ],
)
def test_what_cannot_be_answered_is_said_so(sign_in, grant, asked):
    assert "AG-A" not in page(sign_in("dpo"), status=400, **asked)


@pytest.mark.parametrize("number", ["0", "7", "x"])
def test_a_page_that_is_none_is_the_nearest(sign_in, grant, number):
    assert "AG-A" in page(sign_in("dpo"), page=number)


def test_who_may_not_see_grants_and_names_is_told_so_and_shown_neither(sign_in, grant):
    factories.make_engagement(activity=grant.activity, body=grant.body)
    text = page(sign_in("committee reader"))
    assert "Your role does not show access grants" in text
    assert "Treasurer" in text
    assert "treasurer-1" in text
    assert "AG-A" not in text
    assert "Inparticular" not in text


def test_nobody_finds_a_draft_who_may_not_see_it(sign_in):
    draft = factories.make_activity(reference="SECRET-1")
    factories.make_engagement(activity=draft, recipient="Whispering office")
    reader = sign_in("committee reader")
    assert "Whispering" not in page(reader)
    page(reader, status=400, activity=draft.pk)
    assert "Whispering office" in page(sign_in("dpo"), activity=draft.pk)


def test_an_account_without_a_role_is_refused(sign_in):
    assert sign_in(None).get(reverse("admin:access")).status_code == 403


def export(client, kind="csv", **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return client.post(f"{reverse('admin:access')}?{query}", {"format": kind})


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_is_a_file_in_which_people_are_codes_and_no_formula_runs(sign_in, grant, kind):
    with recorded(by="test", reason="A formula", since=ALL_ALONG):
        grant.system = "=1+1"
        grant.save()
    answer = export(sign_in("auditor"), kind, _on=DAY, body=grant.body.pk)
    assert f"access-{DAY}.{kind}" in answer["Content-Disposition"]
    data = b"".join(answer.streaming_content)
    assert b"Inparticular" not in data
    if kind == "csv":
        (row,) = csv.DictReader(io.StringIO(data.decode()))
        assert (row["who"], row["person"], row["entry"]) == ("Treasurer", "treasurer-1", "AG-A")
        assert row["system"] == "'=1+1"
    else:
        assert len(read_sheet("access.xlsx", data)) == 1


def test_an_export_is_an_event_without_what_was_typed(sign_in, grant):
    export(sign_in("dpo"), _on=DAY, system="Secret", body=grant.body.pk)
    event = EvidenceEvent.objects.get(name="export")
    assert event.facts["rows"] == 0
    assert event.facts["filter"] == {"_on": [DAY], "body": [str(grant.body.pk)], "system": ["…"]}


def test_who_may_not_export_gets_no_file(sign_in, grant):
    reader = sign_in("committee reader")
    assert export(reader).status_code == 403
    assert "Export as CSV" not in page(reader)


def fill(bodies):
    """Bodies with ten seats and ten grants each: a hundred ways for each."""
    with recorded(by="test", reason="Set up"):
        for _ in range(bodies):
            body = factories.make_body()
            Seat.objects.add_all(
                [Seat(body=body, designation=f"Member {number}") for number in range(10)]
            )
            processor = factories.make_processor()
            AccessGrant.objects.add_all(
                [
                    AccessGrant(body=body, processor=processor, reference=f"{body.pk}-{number}")
                    for number in range(10)
                ]
            )
            for _number in range(3):
                factories.make_engagement(
                    processor=factories.make_processor(
                        processing_countries=[factories.make_country()]
                    )
                )


@pytest.mark.slow
def test_it_takes_as_many_queries_for_many_ways_as_for_few(sign_in, grant):
    client = sign_in("dpo")
    with CaptureQueriesContext(connection) as look, as_it_was(known=timezone.now()):
        pass
    everything = {
        "data_subjects": grant.activity.data_subjects.get().pk,
        "data_category": grant.activity.data_categories.get().pk,
        "activity": grant.activity.pk,
        "system": "x",
        "body": grant.body.pk,
        "processor": factories.make_processor().pk,
    }
    today = timezone.localdate().isoformat()
    for bodies, ways in [(1, 100), (8, 900)]:
        fill(bodies)
        for asked, more in [({}, 0), (everything, 0), ({"_known": today}, len(look))]:
            with CaptureQueriesContext(connection) as captured:
                page(client, **asked)
            assert len(captured) <= QUERIES + more, (bodies, asked)
        assert Seat.objects.count() >= ways // 10
    assert "Page 1 of 2." in page(client)
    assert "Member 9" in page(client, page=2)
