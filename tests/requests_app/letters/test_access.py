"""The answer to a request for access says what the register says, and shows what it does not."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.records.history import recorded
from registry.vocabulary import RecipientRole, TransferTool
from requests_app.admin.request.letter_form import STILL_TO_SAY
from requests_app.handling import checklist, lifecycle
from requests_app.letters.access import access_text, information_text
from requests_app.letters.languages import language_of
from requests_app.letters.telling import Telling
from requests_app.vocabulary import Finding, Outcome, RefusalGround
from tests.requests_app.factories import make_checklist_item, receive_request
from tests.requests_app.steps import DAY, WHO
from tests.support.factories import (
    country,
    legal_basis,
    make_activity,
    make_body,
    make_data_category,
    make_data_subject_category,
    make_disclosure,
    make_engagement,
    make_organisation,
    make_processor,
    make_purpose,
    make_retention_rule,
    make_transfer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class Register:
    """One activity on donors, about which everything is on record, and who asks."""

    def __init__(self):
        self.organisation = make_organisation(name="Foundation", country=country("BE"))
        self.donors = make_data_subject_category(code="donor", name="Donors")
        self.names = make_data_category(name="Names", collection="given")
        self.scores = make_data_category(name="Scores", collection="received", source="A bank")
        self.activity = make_activity(
            organisation=self.organisation,
            name="Receiving donations",
            data_subjects=[self.donors],
            data_categories=[self.names, self.scores],
            is_automated="no",
        )
        make_purpose(
            activity=self.activity, text="Receive gifts", legal_bases=[legal_basis("6(1)(b)")]
        )
        self.mailer = make_processor(name="Mailer", country=country("US"))
        make_engagement(
            activity=self.activity,
            processor=self.mailer,
            service="sends receipts",
            starts_on=date(2019, 1, 1),
            ends_on=date(2022, 12, 31),
        )
        make_transfer(
            organisation=self.organisation,
            processor=self.mailer,
            tool=TransferTool.STANDARD_CLAUSES,
            starts_on=date(2019, 1, 1),
        )
        make_engagement(activity=self.activity, body=make_body(name="All staff", kind="staff"))
        make_disclosure(
            organisation=self.organisation,
            activity=self.activity,
            recipient="Court of Ghent",
            disclosed_on=date(2024, 5, 6),
        )
        make_retention_rule(
            activity=self.activity,
            name="Books",
            data_categories=[self.names, self.scores],
            criterion="",
            period=7,
            unit="years",
            trigger="end of the year",
            action="delete",
        )
        self.request = receive_request(
            "access", organisation=self.organisation, data_subjects=[self.donors]
        )
        lifecycle.begin(self.request, **WHO)
        self.found(Finding.FOUND)

    def found(self, finding, activity=None):
        item = self.request.checklist.get(activity=activity or self.activity)
        checklist.note_search(item, finding=finding, on=DAY, is_done=True, **WHO)

    def told(self, language="en", text=access_text):
        telling = Telling(language_of(language))
        said = text(telling, self.request)
        return said, telling.gaps


@pytest.fixture
def register():
    return Register()


def test_all_points_of_article_15_are_told_and_nothing_is_left_to_say(register):
    text, gaps = register.told()
    assert gaps == []
    assert not STILL_TO_SAY.search(text)
    for line in [
        "1. Receiving donations",
        "What for: Receive gifts (Article 6(1)(b))",
        "Which data: Names, Scores",
        "- Mailer (processor; sends receipts; ",
        "), from 1 January 2019 until 31 December 2022",
        "- Court of Ghent: once, on 6 May 2024",
        "How long we keep it: Names, Scores: 7 years, counted from: end of the year; then deleted",
        "- Names: from you",
        "- Scores: A bank",
        ", from 1 January 2019: standard clauses of the Commission, Article 46(2)(c); ask us if",
        "Automated decisions: none",
        "(Article 77)",
    ]:
        assert line in text, line
    assert "All staff" not in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("de", ["Wozu: Receive gifts (Artikel 6 Absatz 1 Buchstabe b)", "7 Jahre", "bis 31. Dez"]),
        ("fr", ["À quelles fins : Receive gifts", "7 ans", "jusqu’au 31 décembre 2022"]),
    ],
)
def test_the_same_is_told_in_german_and_french(register, language, lines):
    text, gaps = register.told(language)
    assert gaps == []
    for line in lines:
        assert line in text


@pytest.mark.parametrize(
    ("field", "article"),
    [
        ("purposes", "15(1)(a)"),
        ("data_categories", "15(1)(b)"),
        ("engagements", "15(1)(c)"),
        ("retention_rules", "15(1)(d)"),
    ],
)
def test_what_the_register_does_not_say_is_a_gap_that_has_to_be_filled(field, article):
    bare = make_activity(is_automated="no")
    request = receive_request("access", organisation=bare.organisation)
    lifecycle.begin(request, **WHO)
    telling = Telling(language_of("en"))
    text = access_text(telling, request)
    (gap,) = [gap for gap in telling.gaps if gap.article == article]
    assert gap.activity == bare
    assert gap.text in text
    assert STILL_TO_SAY.search(gap.text)


def gaps_of(register):
    return {gap.article for gap in register.told()[1]}


def change(row, **fields):
    with recorded(by="test", reason="Another register"):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


@pytest.mark.parametrize(
    ("name", "fields", "articles"),
    [
        pytest.param("scores", {"source": ""}, {"15(1)(g)"}, id="no source"),
        pytest.param("activity", {"is_automated": "not_stated"}, {"15(1)(h)"}, id="not said"),
        pytest.param("activity", {"is_automated": "yes"}, {"15(1)(h)"}, id="no logic"),
    ],
)
def test_each_point_is_asked_for_by_its_own_article(register, name, fields, articles):
    change(getattr(register, name), **fields)
    assert gaps_of(register) == articles


@pytest.mark.slow
def test_the_logic_of_automated_decisions_is_told(register):
    change(register.activity, is_automated="yes", automated_logic="A score of gifts")
    assert "Automated decisions: A score of gifts" in register.told()[0]


@pytest.mark.slow
def test_a_period_without_its_event_and_data_without_a_period_are_gaps(register):
    rule = register.activity.retention_rules.get()
    change(rule, trigger="")
    assert [gap.article for gap in register.told()[1]] == ["15(1)(d)"]
    more = make_data_category(name="Letters", collection="given")
    with recorded(by="test", reason="More data"):
        register.activity.data_categories.add(more)
    assert "how long Letters is kept" in " ".join(gap.text for gap in register.told()[1])


def test_a_transfer_without_safeguards_is_a_gap(register):
    make_engagement(
        activity=register.activity, processor=make_processor(name="Far", country=country("IN"))
    )
    (gap,) = register.told()[1]
    assert (gap.article, "Far (" in gap.text) == ("15(2)", True)


def test_a_category_of_recipients_is_no_name(register):
    make_engagement(activity=register.activity, recipient="banks", role=RecipientRole.THIRD_PARTY)
    (gap,) = register.told()[1]
    assert "who exactly “banks” stands for" in gap.text


@pytest.mark.slow
def test_who_will_receive_it_is_told_too(register):
    make_engagement(
        activity=register.activity,
        processor=make_processor(name="Next"),
        starts_on=date(2026, 6, 1),
        state="planned",
    )
    assert "Next (processor; Belgium), from 1 June 2026" in register.told()[0]


@pytest.mark.slow
def test_an_ended_activity_is_told_of_as_it_was(register):
    change(register.activity, ends_on=date(2024, 12, 31))
    text, gaps = register.told()
    assert "Receive gifts" in text
    assert gaps == []


@pytest.mark.slow
def test_what_was_not_found_is_left_out_and_what_was_not_searched_is_a_gap(register):
    register.found(Finding.NOTHING)
    text, _gaps = register.told()
    assert "Receiving donations" not in text
    assert "Mailer" not in text
    assert "hold no data about you" in text
    register.found(Finding.OPEN)
    assert [gap.article for gap in register.told()[1]] == ["15(1)"]


@pytest.mark.slow
def test_who_has_such_data_elsewhere_is_told_with_its_transfers_too(register):
    bare = make_activity(
        organisation=register.organisation,
        data_subjects=[register.donors],
        data_categories=[register.names],
        is_automated="no",
    )
    make_purpose(activity=bare)
    make_retention_rule(activity=bare)
    make_checklist_item(
        request=register.request, activity=bare, finding=Finding.FOUND, searched_on=DAY
    )
    elsewhere = make_activity(
        organisation=register.organisation, data_categories=[register.names], data_subjects=[]
    )
    for row in [
        {"processor": make_processor(name="Far", country=country("IN"))},
        {"recipient": "banks"},
    ]:
        make_engagement(activity=elsewhere, **row)
    text, gaps = register.told()
    assert "Who may have received this data too:\n- Far" in text
    assert sorted(gap.article for gap in gaps) == ["15(1)", "15(1)(c)", "15(1)(c)", "15(2)"]
    # Whose data is in that activity nobody says either.
    assert gaps[-1].activity == elsewhere


@pytest.mark.slow
def test_for_others_we_name_the_controller(register):
    change(register.activity, role="processor")
    text, (gap,) = register.told()
    assert gap.article == "28(3)(e)"
    assert "Receive gifts" not in text


@pytest.mark.parametrize(
    ("outcome", "ground", "begins"),
    [
        (Outcome.NO_DATA, "", "We have searched, and hold no data"),
        (Outcome.REFUSED, RefusalGround.NOT_IDENTIFIED, ""),
        (Outcome.PARTLY, RefusalGround.RIGHTS_OF_OTHERS, "We confirm that we hold data about you"),
    ],
)
def test_the_outcome_says_how_much_is_told(register, outcome, ground, begins):
    lifecycle.identity_not_needed(register.request, why="Known", **WHO)
    lifecycle.decide(register.request.rights.get(), outcome=outcome, ground=ground, **WHO)
    text, _gaps = register.told()
    assert text.startswith(begins)
    assert bool(text) == bool(begins)
    # Article 15(4) limits the copy only.
    is_partial = outcome == Outcome.PARTLY
    assert ("limits the copy only" in text and "Mailer" in text) == is_partial


def test_information_asks_for_legal_bases_and_interests(register):
    purpose = register.activity.purposes.get()
    assert register.told(text=information_text)[1] == []
    with recorded(by="test", reason="Another basis"):
        purpose.legal_bases.set([legal_basis("6(1)(f)")])
    assert [gap.article for gap in register.told(text=information_text)[1]] == ["13(1)(d)"]
    assert register.told()[1] == []


def test_brackets_of_the_register_leave_nothing_to_say(register):
    change(register.activity, name="Receiving [all kinds of] donations")
    text, _gaps = register.told()
    assert "Receiving (all kinds of) donations" in text


@pytest.mark.slow
def test_ten_activities_take_no_more_queries_than_one(register):
    def count():
        with CaptureQueriesContext(connection) as captured:
            register.told()
        return len(captured)

    one = count()
    for _number in range(10):
        activity = make_activity(
            organisation=register.organisation, data_subjects=[register.donors]
        )
        make_purpose(activity=activity)
        make_retention_rule(activity=activity, processor=register.mailer)
        vendor = make_processor(country=country("US"))
        make_engagement(activity=activity, processor=vendor)
        make_transfer(organisation=register.organisation, processor=vendor)
        make_checklist_item(request=register.request, activity=activity)
    assert "10. " in register.told()[0]
    assert count() <= one + 2  # the fields that only some of them have
