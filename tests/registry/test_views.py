"""The public page and its files as a browser, a cache and a load balancer meet them."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django import db
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from registry import views
from registry.lifecycle import approve
from registry.models import Body, Engagement, JobRun, Processor, Seat
from registry.models.jobs import JobResult
from registry.records.history import recorded
from registry.vocabulary import Job
from tests.support.factories import (
    SEEN_TO,
    country,
    make_activity,
    make_complete_activity,
    make_contact,
    make_engagement,
    make_organisation,
    make_processor,
    make_user,
)

pytestmark = pytest.mark.django_db

ADDRESSES = ["/processors/", "/processors.json", "/processors.csv"]
LISTED = date(2018, 7, 17)
every_form = pytest.mark.parametrize("address", ADDRESSES)


def list_processor(name="WP Engine", *, activity=None, **fields):
    processor = make_processor(name=name, is_public=True, **fields)
    return make_engagement(activity=activity, processor=processor, listed_from=LISTED)


def fill_register(count):
    """So many processors and as many groups, all listed."""
    activity = make_activity()
    make_contact(organisation=activity.organisation)
    us = country("US")
    numbers = range(count)
    with recorded(by="test", reason="Set up"):
        processors = Processor.objects.add_all(
            [Processor(name=f"Company {number}", is_public=True, country=us) for number in numbers]
        )
        for processor in processors:
            processor.processing_countries.add(us)
        organisation = activity.organisation
        bodies = Body.objects.add_all(
            [
                Body(name=f"Group {number}", is_public=True, organisation=organisation)
                for number in numbers
            ]
        )
        Seat.objects.add_all([Seat(body=body, designation="Chair", country=us) for body in bodies])
        listed = {"activity": activity, "listed_from": LISTED}
        Engagement.objects.add_all(
            [
                *(Engagement(processor=row, role="processor", **listed) for row in processors),
                *(Engagement(body=row, role="internal", **listed) for row in bodies),
            ]
        )


# Where things are


@pytest.mark.once
def test_the_root_leads_to_the_list(client):
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/processors/")


@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "content_type"),
    [
        ("/processors/", "text/html; charset=utf-8"),
        ("/processors.json", "application/json"),
        ("/processors.csv", "text/csv; charset=utf-8"),
    ],
)
def test_the_list_comes_in_three_forms(client, address, content_type):
    list_processor()
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert "WP Engine" in response.text


@pytest.mark.once
def test_the_csv_file_has_a_name_with_the_day(client):
    response = client.get("/processors.csv?on=2018-07-17")
    assert response["Content-Disposition"] == 'attachment; filename="processors-2018-07-17.csv"'


@pytest.mark.once
@pytest.mark.parametrize("address", ["/", *ADDRESSES, "/healthz"])
def test_nothing_can_be_posted(address):
    response = Client(enforce_csrf_checks=True).post(address, {"name": "x"})
    assert response.status_code == 405


@pytest.mark.once
@pytest.mark.parametrize("address", [*ADDRESSES, "/healthz"])
def test_head_answers_as_get_without_the_content(client, address):
    get, head = client.get(address), client.head(address)
    assert get.headers.pop("X-Request-ID") != head.headers.pop("X-Request-ID")
    assert head.status_code == 200
    assert head.content == b""
    assert {**head.headers} == {**get.headers}


# Which day


@pytest.mark.once
@every_form
def test_without_a_day_the_list_is_todays(client, address):
    list_processor()
    day = timezone.localdate().isoformat()
    assert client.get(address).status_code == 200
    assert json.loads(client.get("/processors.json").text)["on"] == day


@every_form
def test_a_day_is_asked_for_with_on(client, address):
    list_processor()
    assert "WP Engine" not in client.get(address, {"on": "2018-07-16"}).text
    assert "WP Engine" in client.get(address, {"on": "2018-07-17"}).text


@pytest.mark.once
@every_form
@pytest.mark.parametrize(
    "query",
    [
        "on=yesterday",
        "on=2018-02-30",
        "on=",
        "on=2018-07-17&on=2018-07-18",
        "on=2018-07-17T00:00",
        "on=" + "9" * 5000,
        "on=20180717",  # without hyphens
        "on=2018-W29-2",
        "on=0000-01-01",
        "on=２０１８-07-17",  # digits of another script
        "on=2018-07-17%00",
        "on=%ff%fe",
        "on=9999-12-31",
    ],
)
def test_what_is_no_day_is_refused_with_a_word_on_what_to_write(client, address, query):
    response = client.get(f"{address}?{query}")
    assert response.status_code == 400
    assert "Enter a date" in response.text
    assert not response.has_header("ETag")


@pytest.mark.once
@every_form
def test_a_day_may_lie_a_year_ahead_and_no_more(client, address):
    last = timezone.localdate() + relativedelta(years=1)
    assert client.get(address, {"on": last.isoformat()}).status_code == 200
    late = client.get(address, {"on": (last + timedelta(days=1)).isoformat()})
    assert late.status_code == 400
    assert last.isoformat() in late.text


@pytest.mark.once
def test_each_form_is_refused_in_its_own_form(client):
    page, data, lines = (client.get(f"{address}?on=x") for address in ADDRESSES)
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>" in page.text
    assert json.loads(data.text).keys() == {"error"}
    assert lines["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.once
@every_form
def test_parameters_that_nobody_knows_are_passed_over(client, address):
    assert client.get(f"{address}?utm_source=x&ON=y").status_code == 200


@pytest.mark.once
def test_the_links_to_the_files_keep_the_day(client):
    page = client.get("/processors/?on=2018-07-17").text
    assert 'href="/processors.json?on=2018-07-17"' in page
    assert 'href="/processors.csv?on=2018-07-17"' in page
    assert 'value="2018-07-17"' in page


@pytest.mark.once
def test_the_links_of_todays_list_lead_to_todays_files(client):
    page = client.get("/processors/").text
    assert 'href="/processors.json"' in page
    assert 'href="/processors.csv"' in page


def test_the_page_of_a_past_day_shows_what_held_then_and_says_so(client):
    processor = list_processor(country=country("ES")).processor
    processor.country = country("FR")
    with recorded(by="test", reason="They moved", since=timezone.localdate()):
        processor.save()
    page = client.get("/processors/", {"on": "2018-07-17"}).content.decode()
    assert "Country ES" in page
    assert "Country FR" not in page
    assert "what held then" in page


@pytest.mark.once
def test_the_page_of_a_day_to_come_says_what_is_planned_until_the_day_is_there(client, monkeypatch):
    tomorrow = timezone.localdate() + timedelta(days=1)
    planned, was = "who will be listed on that day, as planned today", "who was listed on that day"
    asked = {"on": tomorrow.isoformat()}
    assert "No list is planned for this day" in client.get("/processors/", asked).text
    list_processor()
    before = client.get("/processors/", asked)
    assert planned in before.text
    assert was not in before.text
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    after = client.get("/processors/", asked)
    assert planned not in after.text
    assert was in after.text
    assert before["ETag"] != after["ETag"]
    assert before["Last-Modified"] != after["Last-Modified"]


def test_a_day_before_the_first_leads_to_the_first(client):
    list_processor()
    page = client.get("/processors/?on=1999-12-31").text
    assert "The list begins on July 17, 2018." in page
    assert 'href="/processors/?on=2018-07-17"' in page


def test_a_list_on_which_nothing_ever_was_says_so(client):
    assert "No processors and no groups of people are published" in client.get("/processors/").text


# What the page says


@pytest.mark.once
def test_what_was_typed_is_text_and_not_markup(client):
    list_processor("<script>alert(1)</script>", location_as_published='"><b>')
    page = client.get("/processors/").text
    assert "<script" not in page
    assert "<b>" not in page


@pytest.mark.once
def test_organisations_are_named_beside_a_service_where_there_are_several(client):
    list_processor(activity=make_activity(organisation=make_organisation(name="Sponsor")))
    assert "Sponsor:" not in client.get("/processors/").text
    list_processor("Zapier", activity=make_activity(organisation=make_organisation(name="Project")))
    page = client.get("/processors/").text
    assert "Sponsor:" in page
    assert "Project:" in page


@pytest.mark.once
def test_the_page_says_what_is_planned_what_is_not_stated_and_what_is_not_personal(client):
    engagement = list_processor()
    for fields in [
        {"service": "Hosting"},
        {"starts_on": date(2099, 1, 1), "state": "planned"},
        {"service": "Statistics", "is_personal_data": False},
    ]:
        make_engagement(
            activity=engagement.activity,
            processor=engagement.processor,
            listed_from=LISTED,
            **{"service": "Backups"} | fields,
        )
    page = client.get("/processors/").text
    assert "planned, from Jan. 1, 2099" in page
    assert "others not stated" in page
    assert "no personal data" in page


@pytest.mark.once
def test_the_first_day_of_the_calendar_is_a_day(client):
    assert client.get("/processors/?on=0001-01-01").status_code == 200


# What a browser and a cache keep


@pytest.mark.once
@every_form
def test_no_cookie_is_set_and_none_is_looked_at(client, address):
    client.force_login(make_user(role="dpo"))
    response = client.get(address)
    assert not response.cookies
    assert not response.has_header("Vary")
    assert response.content == Client().get(address).content


@pytest.mark.once
@every_form
def test_the_list_may_be_kept_for_a_minute(client, address):
    assert client.get(address)["Cache-Control"] == "public, max-age=0, s-maxage=60"


@pytest.mark.once
@every_form
def test_who_has_the_list_already_is_told_so_before_the_work(
    client, address, django_assert_num_queries
):
    list_processor()
    first = client.get(address)
    with django_assert_num_queries(1):
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]


@pytest.mark.once
@every_form
def test_who_asks_by_the_hour_of_the_last_change_is_told_so_too(client, address):
    list_processor()
    first = client.get(address, {"on": "2018-07-17"})
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(address, {"on": "2018-07-17"}, headers=since).status_code == 304
    long_ago = {"If-Modified-Since": http_date(datetime(2018, 1, 1, tzinfo=UTC).timestamp())}
    assert client.get(address, {"on": "2018-07-17"}, headers=long_ago).status_code == 200


@every_form
def test_a_change_is_seen_at_once(client, address):
    engagement = list_processor("Typeform")
    before = client.get(address)
    with recorded(by="test", reason="Their new name"):
        engagement.processor.name = "TypeForm SL"
        engagement.processor.save()
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "TypeForm SL" in after.text


@pytest.mark.once
def test_each_form_and_each_day_has_a_tag_of_its_own(client):
    days = ["", "?on=2018-07-17", f"?on={timezone.localdate().isoformat()}"]
    tags = {client.get(address + day)["ETag"] for address in ADDRESSES for day in days}
    assert len(tags) == len(ADDRESSES) * len(days)


@pytest.mark.once
@every_form
def test_todays_list_is_another_one_after_midnight(client, address, monkeypatch):
    list_processor()
    today = client.get(address)
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    response = client.get(address, headers={"If-None-Match": today["ETag"]})
    assert response.status_code == 200
    assert (
        parse_http_date(response["Last-Modified"])
        >= datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=UTC).timestamp()
    )


@pytest.mark.once
def test_the_list_of_a_past_day_is_the_same_after_midnight(client, monkeypatch):
    list_processor()
    first = client.get("/processors/?on=2018-07-17")
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    again = client.get("/processors/?on=2018-07-17", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


# What may be public is asked of today


@pytest.mark.parametrize(
    ("said", "closed"),
    [
        ({"name": "WP Engine"}, {"is_public": False}),
        ({"value": "privacy@example.org"}, {"use": "general"}),
    ],
    ids=["a processor", "a contact"],
)
def test_a_past_day_shows_nothing_that_may_not_be_public_today(client, said, closed):
    engagement = list_processor()
    contact = make_contact(
        organisation=engagement.activity.organisation, value="privacy@example.org"
    )
    (text,) = said.values()
    row = engagement.processor if "name" in said else contact
    day = {"on": timezone.localdate() - timedelta(days=1)}
    assert text in client.get("/processors/", day).text
    with recorded(by="test", reason="Not for the public any more"):
        for name, value in closed.items():
            setattr(row, name, value)
        row.save()
    assert text not in client.get("/processors/", day).text


def test_a_past_day_is_approved_where_all_that_it_shows_is_approved_today(client):
    activity = list_processor(activity=make_complete_activity()).activity
    day = {"on": timezone.localdate() - timedelta(days=1)}
    assert not client.get("/processors.json", day).json()["is_approved"]
    approve(activity, by="test", reason="Read", **SEEN_TO)
    assert client.get("/processors.json", day).json()["is_approved"]


# What it costs


@pytest.mark.once
def test_a_list_of_any_length_takes_six_queries_at_most(client, django_assert_max_num_queries):
    fill_register(30)
    for address in ADDRESSES:
        with django_assert_max_num_queries(6):
            response = client.get(address)
        assert "Company 29" in response.text, address
        assert "Group 29" in response.text, address


@pytest.mark.once
@every_form
def test_what_was_made_once_is_kept(client, address, django_assert_num_queries):
    list_processor()
    first = client.get(address)
    with django_assert_num_queries(1):
        again = client.get(address)
    assert again.content == first.content


@pytest.mark.slow
@pytest.mark.once
def test_only_so_many_days_are_kept(client):
    for day in range(1, 32):
        client.get(f"/processors.json?on=2018-07-{day:02}")
    kept = views._body.cache_info()
    assert kept.currsize == kept.maxsize <= 16


# The state of health


def test_a_server_that_can_answer_says_ok(client):
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")
    assert response["Cache-Control"] == "no-store"


def test_a_deep_look_says_when_a_backup_was_last_made_and_proven(client):
    JobRun.note(Job.BACKUP, JobResult.DONE)
    JobRun.note(Job.RESTORE_CHECK, JobResult.FAILED)
    first, backup, check = client.get("/healthz?deep").text.splitlines()
    assert first == "ok"
    assert backup.startswith(f"backup: {timezone.now():%Y-%m-%dT}")
    assert check == "restore_check: never"


@pytest.mark.migrated
@pytest.mark.django_db(transaction=True)  # it is looked at through another connection
def test_a_server_whose_database_is_behind_is_not_ok(client):
    (newest,) = MigrationLoader(None).graph.leaf_nodes("registry")
    recorder = MigrationRecorder(db.connection)
    recorder.record_unapplied(*newest)
    try:
        response = client.get("/healthz")
    finally:
        recorder.record_applied(*newest)
    assert (response.status_code, response.text) == (503, "not ok\n")


@pytest.mark.once
def test_a_server_whose_database_does_not_answer_is_not_ok(
    client, monkeypatch, django_assert_num_queries
):
    nowhere = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/nowhere/register.sqlite3"}
    monkeypatch.setattr(db, "connection", db.ConnectionHandler({"default": nowhere})["default"])
    with django_assert_num_queries(0, using="default"):  # nor is the real one asked for anything
        response = client.get("/healthz")
    assert (response.status_code, response.text) == (503, "not ok\n")


@pytest.mark.once
def test_a_place_that_is_an_assumption_is_shown_as_one(client):
    list_processor(
        "Acme",
        processing_certainty="assumed",
        may_process_elsewhere="yes",
        processing_as_published="To the best of our knowledge, in Belgium",
    )
    page = client.get("/processors/").text
    for words in ("assumed", "may be other countries", "To the best of our knowledge, in Belgium"):
        assert words in page
