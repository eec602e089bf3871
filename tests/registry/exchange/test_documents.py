"""The record as a document: true to its day and moment, whole, and nobody's name too many."""

import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.exchange.contents import document_of
from registry.exchange.documents import as_page, write_document
from registry.exchange.extents import register_of
from registry.exchange.folders import write_folder
from registry.models import ProcessingActivity
from registry.records.history import recorded
from registry.records.moments import Past
from registry.vocabulary import (
    AppointmentRole,
    Certainty,
    EngagementState,
    OrganisationRole,
    RecipientRole,
    TransferTool,
)
from tests.support import factories
from tests.support.tables import TABLES

pytestmark = pytest.mark.django_db
JULY = date(2018, 7, 17)


def told(on=JULY, known=None):
    with register_of(None, known):
        return document_of(ProcessingActivity.objects.all(), Past(on, known))


def point(document, letter, reference=""):
    (entry,) = [entry for entry in document.entries if reference in entry.title]
    return next(point for point in entry.points if point.title.startswith(f"({letter})"))


def said(lines):
    return {line.label: line.values or line.absence for line in lines}


def cells(path):
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()), read_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("kind", ["html", "xlsx"])
def test_what_was_recorded_after_the_moment_is_not_in_it(kind, tmp_path):
    engagement = factories.make_engagement(processor=factories.make_processor(name="Old Mail"))
    then = timezone.now()
    with recorded(by="test", reason="A merger"):
        engagement.processor.name = "New Mail"
        engagement.processor.save()
    for known, name in [(then, "Old Mail"), (None, "New Mail")]:
        write_document(tmp_path / kind, kind=kind, past=Past(known=known))
        text = (tmp_path / kind).read_text() if kind == "html" else str(cells(tmp_path / kind))
        assert set(re.findall("Old Mail|New Mail", text)) == {name}


def test_what_was_not_there_yet_is_marked_in_a_document_and_quoted_as_it_is_in_files(tmp_path):
    january, march, june = (date(2018, month, 12) for month in (1, 3, 6))
    later = factories.make_processor(name="Later", first_day=june)
    activity = factories.make_activity(first_day=january)
    factories.make_engagement(activity=activity, processor=later, starts_on=january)
    write_document(tmp_path / "html", kind="html", past=Past(march))
    assert "Later (not yet on record)" in (tmp_path / "html").read_text()
    write_folder(tmp_path / "files", on=march)
    assert "Later" in (tmp_path / "files/engagements.csv").read_text()
    assert "not yet" not in (tmp_path / "files/engagements.csv").read_text()
    write_document(tmp_path / "html", kind="html", past=Past(june))
    assert "not yet on record" not in (tmp_path / "html").read_text()


@pytest.mark.slow
@pytest.mark.once
def test_three_entries_take_no_more_queries_than_one_today_or_in_the_past():
    def count(known):
        with CaptureQueriesContext(connection) as captured:
            as_page(told(timezone.localdate(), known))
        return len(captured)

    fill(1)
    few = [count(None), count(timezone.now())]
    fill(2)
    assert [count(None), count(timezone.now())] == few


def fill(count):
    """Entries of as many organisations, with a row in each table that a document reads."""
    with factories.one_block():
        for _ in range(count):
            activity = factories.make_complete_activity(
                other_controllers=[factories.make_organisation()]
            )
            keeper, processor = activity.organisation, factories.make_processor()
            factories.make_promised_right(organisation=keeper)
            factories.make_measure_in_place(organisation=keeper, processor=processor)
            body = factories.make_body(organisation=keeper)
            for recipient in ({"processor": processor}, {"body": body}):
                factories.make_engagement(activity=activity, **recipient)
                factories.make_transfer(organisation=keeper, **recipient)
            factories.make_engagement(
                activity=activity, role=RecipientRole.SUB_PROCESSOR, sub_processor_of=processor
            )
            condition = factories.special_category_condition("9(2)(a)")
            factories.make_purpose(activity=activity, special_category_condition=condition)
            factories.make_tracker(activity=activity, processor=processor)
            factories.make_seat(body=body, country=factories.country("US"))
            factories.make_processor_agreement(organisation=keeper, processor=processor)
            factories.make_contact(organisation=keeper)
            factories.make_disclosure(organisation=keeper)
            factories.make_notice(organisation=keeper)


@pytest.mark.once
@pytest.mark.parametrize("kind", ["html", "xlsx"])
def test_no_person_is_named_but_those_whom_the_law_wants_reached(kind, tmp_path):
    activity = factories.make_activity(remarks="Canary of a remark")
    for role, name, ends_on in [
        (AppointmentRole.DPO, "Officer of today", None),
        (AppointmentRole.REPRESENTATIVE_UNION, "Canary of the past", date(2018, 7, 16)),
    ]:
        person = factories.make_person(name=name, code=name.replace(" ", "-").lower())
        factories.make_appointment(
            organisation=activity.organisation, role=role, person=person, ends_on=ends_on
        )
    seat = factories.make_seat(person=factories.make_person(name="Canary in a seat", code="seat-1"))
    factories.make_engagement(activity=activity, body=seat.body)
    factories.make_access_review(reviewer="Canary of a review")
    factories.make_notice(text="Canary of a long text " * 2000)
    write_document(tmp_path / kind, kind=kind, past=Past(JULY))
    text = (tmp_path / kind).read_text() if kind == "html" else str(cells(tmp_path / kind))
    assert "Officer of today" in text
    assert "canary" not in text.lower()
    assert "seat-1" not in text


class Elements(HTMLParser):
    """All elements and attributes of a page, by name."""

    def __init__(self):
        super().__init__()
        self.names, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _value in attrs}


@pytest.mark.once
def test_the_page_needs_no_other_file_and_runs_nothing_that_was_typed():
    typed = '<script src="//evil.example"></script>'
    activity = factories.make_activity(name=typed, description=typed, owner=typed)
    factories.make_purpose(activity=activity, text=typed)
    page = as_page(told())
    elements = Elements()
    elements.feed(page)
    assert page.count("&lt;script src=") >= 4
    assert elements.names & {"script", "link", "img", "iframe", "object"} == set()
    assert elements.attributes & {"src", "style", "srcset", "onload", "onclick"} == set()
    assert re.findall(r"@import|url\(", page) == []
    assert "default-src 'none'" in page


@pytest.mark.once
def test_the_three_ways_to_be_empty_can_be_told_apart():
    activity = factories.make_activity(
        absences={"owner": "none", "data_subjects": "not applicable: no people", "trackers": "none"}
    )
    (entry,) = told().entries
    assert said(point(told(), "a").lines)["Owner"] == "None"
    data = point(told(), "c").lines
    assert said(data)["Categories of data subjects"] == "Not applicable: no people"
    assert [line.is_stated for line in data if line.label == "Categories of data"] == [False]
    assert next(it for it in entry.points if it.title == "Trackers").absence == "None"
    page = as_page(told())
    assert page.count('<span class="document-missing">Not stated</span>') > 5
    assert "No purpose is recorded." in page
    assert str(activity) in page


def test_a_recipient_that_is_planned_is_told_and_one_that_merely_began_later_is_not():
    later = {"activity": factories.make_activity(), "starts_on": date(2030, 1, 1)}
    factories.make_engagement(recipient="Planned", state=EngagementState.PLANNED, **later)
    factories.make_engagement(recipient="Later", state=EngagementState.PLANNED, **later)
    with recorded(by="test", reason="It began"):
        (row,) = later["activity"].engagements.filter(recipient="Later")
        row.starts_on, row.state = date(2018, 8, 1), EngagementState.ACTIVE
        row.save()
    (part,) = point(told(), "d").parts
    assert part.title == "Planned"
    assert said(part.lines)["Planned"] == ("Does not receive data yet",)


def test_on_a_day_before_it_was_planned_a_recipient_is_no_planned_one():
    later = {"activity": factories.make_activity(), "starts_on": date(2030, 1, 1)}
    plan = {"state": EngagementState.PLANNED, "first_day": date(2018, 7, 1)}
    factories.make_engagement(recipient="Successor", **plan, **later)
    assert [part.title for part in point(told(date(2018, 7, 1)), "d").parts] == ["Successor"]
    assert not point(told(date(2018, 6, 30)), "d").parts


@pytest.mark.once
def test_a_transfer_tells_how_sure_its_country_is_and_on_what_was_relied():
    activity, acme = factories.make_activity(), factories.make_processor()
    factories.make_engagement(activity=activity, processor=acme, role=RecipientRole.PROCESSOR)
    factories.make_transfer(
        organisation=activity.organisation,
        processor=acme,
        country_certainty=Certainty.ASSUMED,
        tool=TransferTool.ADEQUACY,
        adequacy_decision=factories.make_adequacy_decision(
            name="US Privacy Shield",
            valid_from=date(2016, 7, 12),
            valid_until=date(2020, 7, 15),
            declared_invalid_on=date(2020, 7, 16),
        ),
        starts_on=date(2018, 1, 1),
        ends_on=date(2020, 7, 15),
    )
    (part,) = point(told(), "e").parts
    lines = said(part.lines)
    assert lines["This country is"] == ("Assumed",)
    relied_on = "US Privacy Shield, relied on, later declared invalid"
    assert lines["Adequacy decision"] == (relied_on,)


@pytest.mark.once
def test_an_entry_of_a_processor_has_the_points_of_its_own_paragraph():
    factories.make_activity(role=OrganisationRole.PROCESSOR)
    (entry,) = told().entries
    lettered = [it.title for it in entry.points if it.title.startswith("(")]
    assert [title[:3] for title in lettered] == ["(a)", "(b)", "(c)", "(d)"]
    assert lettered[2] == "(c) Transfers to other countries"


@pytest.mark.slow
@pytest.mark.once
def test_a_workbook_has_a_sheet_for_each_table_and_what_it_shows_on_the_first(tmp_path):
    activity = factories.make_activity()
    write_document(tmp_path / "x", kind="xlsx", past=Past(JULY))
    sheets = cells(tmp_path / "x")
    assert len(sheets) == 1 + len(TABLES)
    assert ["Shows", f"the register {Past(JULY)}"] in sheets["About"]
    assert activity.reference in sheets["processing_activities"][1]
    assert "remarks" not in sheets["processing_activities"][0]


@pytest.mark.once
def test_what_is_stated_as_none_today_is_not_said_beside_what_was_named_on_that_day():
    rule = factories.make_retention_rule(starts_on=JULY, ends_on=JULY)
    activity = rule.activity
    with recorded(by="test", reason="Nothing is kept any more"):
        activity.state_absence("retention_rules", "none")
        activity.save()
    then, today = point(told(), "f"), point(told(timezone.localdate()), "f")
    assert (len(then.parts), then.absence) == (1, "")
    assert (len(today.parts), today.absence) == (0, "None")


@pytest.mark.parametrize(
    ("on", "is_asked"), [(date(2018, 5, 24), False), (date(2018, 5, 25), True)]
)
def test_nothing_is_missing_on_a_day_before_the_regulation_applied(on, is_asked):
    factories.make_activity()
    document = document_of(ProcessingActivity.objects.all(), Past(on))
    (entry,) = document.entries
    assert bool(entry.gaps) is is_asked
    assert document.is_under_the_regulation is is_asked
