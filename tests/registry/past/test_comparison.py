"""What differs between two days: by what held on them, or by what the register said."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.models import Processor
from registry.past.comparison import compare
from registry.records.history import recorded
from registry.records.moments import Past
from tests.support import factories

pytestmark = pytest.mark.django_db
SPRING, SUMMER = Past(date(2018, 2, 1)), Past(date(2018, 7, 17))
PAGE = "/admin/compare/"


def told(before, after, **options):
    """Each difference as: table, kind, name, changed fields."""
    return [
        (table.table, found.kind, found.name, {name: pair for name, *pair in found.fields})
        for table in compare(before, after, **options)
        for found in table.differences
    ]


def kinds(before, after):
    return [difference[:3] for difference in told(before, after)]


def move(processor, *countries, by="ada", reason="It moved"):
    with recorded(by=by, reason=reason):
        processor.legal_name = "Mail Ltd"
        processor.save()
        processor.processing_countries.set([factories.country(code) for code in countries])


def test_what_was_recorded_in_between_is_told_field_by_field_with_author_and_reason():
    processor = factories.make_processor(
        name="Mail", processing_countries=[factories.country("DE")]
    )
    factories.country("US")
    before = timezone.now()
    move(processor, "US")
    factories.make_processor(name="Other")
    (table,) = compare(Past(known=before), Past(known=timezone.now()))
    changed, added = table.differences
    assert (table.table, changed.kind, changed.name, changed.pk) == (
        "processors",
        "changed",
        "Mail",
        processor.pk,
    )
    assert changed.fields == (
        ("legal_name", "", "Mail Ltd"),
        ("processing_countries", "DE", "US"),
    )
    assert [(author.author, author.reason) for author in changed.authors] == [("ada", "It moved")]
    assert (added.kind, added.name, added.authors[0].reason) == ("added", "Other", "Set up")
    assert compare(Past(known=before), Past(known=before)) == []


def test_what_held_is_told_from_the_dates_of_the_facts():
    activity = factories.make_activity(reference="A-1")
    factories.make_purpose(activity=activity, text="Old aim", ends_on=date(2018, 7, 16))
    factories.make_purpose(activity=activity, text="New aim", starts_on=date(2018, 7, 17))
    factories.make_purpose(activity=activity, text="Lasting aim")
    assert kinds(SPRING, SUMMER) == [
        ("purposes", "added", "A-1, New aim, 2018-07-17"),
        ("purposes", "removed", "A-1, Old aim"),
    ]
    assert kinds(SUMMER, SUMMER) == []


def test_a_fact_that_follows_another_about_the_same_is_a_change():
    body = factories.make_body(name="Board")
    seat = {"body": body, "designation": "Chair"}
    factories.make_seat(**seat, country=factories.country("US"), ends_on=date(2018, 7, 16))
    factories.make_seat(**seat, country=factories.country("BE"), starts_on=date(2018, 7, 17))
    ((table, kind, name, fields),) = told(SPRING, SUMMER)
    assert (table, kind, name) == ("seats", "changed", "Board, Chair, 2018-07-17")
    assert fields["country"] == ["US", "BE"]


@pytest.mark.once
@pytest.mark.slow
def test_the_public_list_is_compared_too_and_names_who_listed_it():
    processor = factories.make_processor(name="Mail", is_public=True)
    factories.make_engagement(processor=processor, listed_from=date(2018, 7, 17))
    ((table, kind, name, fields),) = told(SPRING, SUMMER)
    assert (table, kind, name) == ("public_list", "added", "Mail")
    assert fields["listed_since"] == ["", "2018-07-17"]
    before = timezone.now()
    factories.country("US")
    known = timezone.now()
    move(processor, "US")
    public, own = compare(Past(known=known), Past(known=timezone.now()))
    assert (public.table, own.table) == ("public_list", "processors")
    assert [author.reason for author in public.differences[0].authors] == ["It moved"]
    assert before < known


@pytest.mark.once
@pytest.mark.slow
def test_who_ended_a_term_is_named_where_the_public_list_changes_by_it():
    body = factories.make_body(name="Board", is_public=True)
    days = {"listed_from": date(2018, 1, 1), "starts_on": date(2018, 1, 1)}
    factories.make_engagement(body=body, role="internal", **days)
    for code in ["BE", "US"]:
        seat = factories.make_seat(
            body=body, country=factories.country(code), starts_on=date(2018, 1, 1)
        )
    with recorded(by="ada", reason="Elected anew"):
        seat.ends_on = date(2018, 5, 31)
        seat.save()
    public, own = compare(SPRING, SUMMER)
    assert (public.table, own.table) == ("public_list", "seats")
    for table in (public, own):
        [found] = table.differences
        assert [author.reason for author in found.authors] == ["Elected anew"]


@pytest.mark.slow
def test_both_days_can_be_seen_as_they_were_known():
    engagement = factories.make_engagement(ends_on=date(2018, 6, 30))
    known = timezone.now()
    with recorded(by="test", reason="It went on"):
        engagement.ends_on = None
        engagement.save()
    assert kinds(SPRING, SUMMER) == []
    sides = [Past(past.on, known) for past in (SPRING, SUMMER)]
    assert [difference[:2] for difference in kinds(*sides)] == [("engagements", "removed")]


@pytest.mark.slow
@pytest.mark.once
def test_the_queries_do_not_grow_with_what_differs():
    def queries():
        with CaptureQueriesContext(connection) as captured:
            compare(Past(known=before), Past(known=timezone.now()))
        return len(captured)

    before = timezone.now()
    factories.make_processor()
    few = queries()
    with recorded(by="test", reason="Many"):
        Processor.objects.add_all(Processor(name=f"Company {number}") for number in range(3))
    assert queries() == few


def test_no_more_than_asked_for_is_read_and_the_rest_counted():
    factories.country("BE")
    before = timezone.now()
    for name in "ABC":
        factories.make_processor(name=name)
    (table,) = compare(Past(known=before), Past(known=timezone.now()), at_most=2)
    assert ([found.name for found in table.differences], table.left_out) == (["A", "B"], 1)


@pytest.mark.once
@pytest.mark.slow
def test_the_command_tells_people_and_machines(capsys):
    factories.make_seat(
        body=factories.make_body(name="Board"), designation="Chair", starts_on=date(2018, 7, 17)
    )
    call_command("compare_register", "2018-02-01", "2018-07-17")
    lines = capsys.readouterr().out.splitlines()
    assert "seats: 1 added, 0 changed, 0 removed" in lines
    assert "  + Board, Chair, 2018-07-17" in lines
    call_command("compare_register", "2018-02-01", "2018-07-17", format="json")
    found = json.loads(capsys.readouterr().out)
    assert found["before"] == {"on": "2018-02-01", "as_known_at": None}
    (table,) = found["tables"]
    assert (table["table"], table["changed"], table["removed"]) == ("seats", [], [])
    assert table["added"][0]["fields"]["designation"] == {"old": "", "new": "Chair"}
    assert table["added"][0]["versions"][0]["reason"] == "Set up"


@pytest.mark.once
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["2018-02-01", "July"], "“July” is not a valid date"),
        (["2018-02-01", "2999-01-01", "--recorded"], "2999-01-01 is in the future"),
    ],
)
def test_the_command_refuses_what_is_no_day_with_exit_code_2(arguments, why):
    with pytest.raises(CommandError, match=why) as refused:
        call_command("compare_register", *arguments)
    assert refused.value.returncode == 2


@pytest.mark.once
def test_the_page_shows_only_tables_that_its_reader_may_see(client):
    person = factories.make_person(name="Canary Name")
    factories.make_contact(value="new@example.org", starts_on=date(2018, 7, 17))
    held = {"first": "2018-02-01", "second": "2018-07-17", "of": "held"}
    recorded_since = {"first": "2018-02-01", "second": str(timezone.localdate()), "of": "recorded"}
    client.force_login(factories.make_user(role="auditor"))
    assert "new@example.org" in client.get(PAGE, held).content.decode()
    assert person.name in client.get(PAGE, recorded_since).content.decode()
    client.force_login(factories.make_user(role="requests officer"))
    page = client.get(PAGE, recorded_since).content.decode()
    assert "new@example.org" in page
    assert person.name not in page
    client.force_login(factories.make_user(role="committee reader"))
    assert client.get(PAGE, held).status_code == 403


@pytest.mark.slow
@pytest.mark.once
def test_the_page_calls_choices_as_the_forms_do(client):
    transfer = factories.make_transfer(tool="not_stated", starts_on=date(2018, 1, 1))
    with recorded(by="ada", reason="Signed", since=SUMMER.on):
        transfer.tool = "art46_2_c"
        transfer.save()
    client.force_login(factories.make_user(role="auditor"))
    days = {"first": SPRING.on, "second": SUMMER.on, "of": "held"}
    page = client.get(PAGE, days).content.decode()
    assert "Standard clauses of the Commission, Article 46(2)(c)" in page
    assert "art46_2_c" not in page


@pytest.mark.once
def test_the_page_says_what_is_wrong_with_a_day(client):
    client.force_login(factories.make_user(role="auditor"))
    page = client.get(PAGE, {"first": "July", "second": "2999-01-01", "of": "held"})
    assert page.status_code == 200
    assert "Enter a valid date." in page.content.decode()
    assert "One of the days is in the future" in page.content.decode()
