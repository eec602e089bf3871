import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.files.all_or_nothing import are_refused, fingerprint, import_sheets
from registry.files.reading.sheets import read_sheet
from registry.models import Notice, Organisation, Processor, ProcessorAgreement, Seat
from registry.resources import TABLES
from tests.support.factories import (
    country,
    make_body,
    make_country,
    make_organisation,
    make_processor,
    make_processor_agreement,
    make_seat,
    make_user,
)
from tests.support.tables import everything

pytestmark = pytest.mark.django_db


def take(table, text, **options):
    return take_all({table: text}, **options)[0]


def take_all(files, **options):
    sheets = [
        (TABLES[table], read_sheet(f"{table}.csv", text.encode())) for table, text in files.items()
    ]
    return import_sheets(sheets, **{"by": "test", "reason": "Import"} | options)


def said(result):
    return [str(refusal) for refusal in result.refusals]


# What is taken


def test_rows_are_added_changed_and_left_alone():
    make_processor(name="Old", legal_name="Old Ltd")
    make_processor(name="Same", legal_name="Same Ltd")
    result = take("processors", "name,legal_name\nNew,New Ltd\nOld,Old Inc\nSame,Same Ltd\n")
    assert (result.new, result.changed, result.unchanged, result.refused) == (1, 1, 1, 0)
    assert dict(Processor.objects.values_list("name", "legal_name")) == {
        "New": "New Ltd",
        "Old": "Old Inc",
        "Same": "Same Ltd",
    }


def test_a_change_says_what_it_said_before_and_says_now():
    make_processor(name="Zapier", processing_countries=[country("US")])
    country("DE")
    (change,) = take("processors", "name,processing_countries\nZapier,DE; US\n").changes
    assert change.differences == [("processing_countries", "US", "DE; US")]


def test_each_row_that_differs_gets_one_version_with_author_and_reason():
    user = make_user()
    old, same = make_processor(name="Old"), make_processor(name="Same")
    country("US")
    text = "name,legal_name,processing_countries\nOld,Ltd,US\nSame,,\n"
    take("processors", text, by=user, reason="Import of processors.csv")
    version = old.history.latest()
    assert (version.history_user_id, version.history_author) == (user.pk, user.username)
    assert version.history_change_reason == "Import of processors.csv"
    assert version.processing_countries.count() == 1
    assert old.history.count() == 2
    assert same.history.count() == 1


def test_a_column_that_is_missing_leaves_its_field_alone():
    processor = make_processor(name="Zapier", legal_name="Zapier, Inc.", website="https://a.org/")
    take("processors", "name,website\nZapier,https://zapier.com/\n")
    processor.refresh_from_db()
    assert processor.legal_name == "Zapier, Inc."


def test_a_field_that_cannot_be_empty_keeps_its_value_where_the_cell_is():
    agreement = make_processor_agreement(reference="D-1", sub_processing="general")
    assert take("processor_agreements", "reference,sub_processing\nD-1,\n").unchanged == 1
    agreement.refresh_from_db()
    assert agreement.sub_processing == "general"


def test_an_unknown_column_is_kept_out_and_said():
    result = take("processors", "name,colour\nZapier,orange\n")
    assert result.unknown_columns == ["colour"]
    assert result.new == 1


@pytest.mark.parametrize(
    ("cell", "absences"),
    [
        ("", {}),
        ("not stated", {}),
        ("None", {"country": "none"}),
        ("not applicable: no office", {"country": "not applicable: no office"}),
    ],
)
def test_a_cell_says_how_it_is_empty(cell, absences):
    make_processor(name="Zapier", country=country("US"))
    take("processors", f"name,country\nZapier,{cell}\n")
    processor = Processor.objects.get()
    assert processor.country is None
    assert processor.absences == absences


def test_a_value_ends_the_absence_of_a_list():
    processor = make_processor(name="Zapier", absences={"processing_countries": "none"})
    country("US")
    take("processors", "name,processing_countries\nZapier,US\n")
    processor.refresh_from_db()
    assert processor.absences == {}


def test_a_key_that_may_be_empty_may_be_left_out():
    seat = make_seat(body=make_body(name="Board"), designation="Treasurer")
    country("BE")
    assert take("seats", "body,designation,country\nBoard,Treasurer,BE\n").changed == 1
    seat.refresh_from_db()
    assert seat.country.code == "BE"


def test_a_row_is_found_by_several_parts_of_its_key():
    body = make_body(name="Board")
    make_seat(body=body, designation="Chair", starts_on="2018-01-01", ends_on="2018-12-31")
    text = "body,designation,starts_on\nBoard,Chair,2018-01-01\nBoard,Chair,2019-01-01\n"
    result = take("seats", text)
    assert (result.new, result.unchanged) == (1, 1)
    assert Seat.objects.count() == 2


def test_rows_of_a_file_may_refer_to_each_other_in_any_order():
    organisation = make_organisation(name="Ours")
    text = (
        "organisation,title,dated_on,replaces,text\n"
        "Ours,Policy,2018-01-12,Ours | Policy | 2018-07-17,one\n"
        "Ours,Policy,2018-07-17,,two\n"
    )
    assert take("notices", text).new == 2
    assert Notice.objects.get(text="one").replaces == Notice.objects.get(text="two")
    assert take("notices", text).unchanged == 2
    assert organisation.notices.count() == 2


def test_a_later_file_finds_what_an_earlier_one_added():
    results = take_all(
        {
            "organisations": "name\nOurs\n",
            "processors": "name\nZapier\n",
            "processor_agreements": "reference,organisation,processor\nD-1,Ours,Zapier\n",
        }
    )
    assert not are_refused(results)
    assert ProcessorAgreement.objects.get().processor.name == "Zapier"


def test_text_keeps_its_lines_and_names_lose_the_spaces_around_them():
    make_organisation(name="Ours")
    text = 'organisation,title,dated_on,text\nOurs, Policy ,2018-01-12," a\r\nb\n"\n'
    take("notices", text)
    notice = Notice.objects.get()
    assert (notice.title, notice.text) == ("Policy", " a\r\nb\n")


def test_a_list_may_hold_names_with_its_own_separator():
    make_organisation(name="A; B")
    make_organisation(name='The "C"')
    text = (
        "reference,name,organisation,other_controllers\n"
        'R-1,X,"A; B","""A; B""; ""The """"C"""""""\n'
    )
    result = take("processing_activities", text)
    assert said(result) == []
    assert take("processing_activities", text).unchanged == 1


# All or nothing


def test_where_one_row_is_refused_nothing_is_written():
    make_processor(name="Old")
    before = everything()
    results = take_all(
        {
            "organisations": "name\nOurs\n",
            "processors": "name,country\nNew,\nOld,XX\n",
        }
    )
    assert are_refused(results)
    assert everything() == before


def test_all_refusals_are_said_with_file_line_column_value_and_remedy():
    result = take(
        "processors",
        "name,website,country,is_public\nA,javascript:x,XX,\nB,javascript:x,,\nC,,,perhaps\n",
    )
    assert said(result) == [
        (
            'processors.csv, line 2, column country, "XX": is not a country. '
            "Write the name of a country or its two letters, such as Germany or DE."
        ),
        'processors.csv, line 2, column website, "javascript:x": Enter a valid URL.',
        'processors.csv, line 3, column website, "javascript:x": Enter a valid URL.',
        ('processors.csv, line 4, column is_public, "perhaps": must be yes or no.'),
    ]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("17.7.18", "is not a valid date. Write year, month and day, such as 2018-07-17"),
        ("07/08/2018", "has slashes, with which some put the month first and others the day."),
        ("2018-02-30", "There is no such day: the month ends on Feb. 28, 2018."),
        ("30.2.2018", "There is no such day: the month ends on Feb. 28, 2018."),
        ("1.13.2018", "is not a valid date. Write a date as 2018-07-17 or 17.07.2018."),
        ("=TODAY()", "is not a valid date. Write year, month and day, such as 2018-07-17"),
        ("not applicable:", "Add the reason"),
    ],
)
def test_a_date_that_is_none_is_refused(cell, message):
    make_processor_agreement(reference="D-1")
    (refusal,) = take("processor_agreements", f"reference,signed_on\nD-1,{cell}\n").refusals
    assert (refusal.line, refusal.column, refusal.value) == (2, "signed_on", cell)
    assert message in refusal.message


@pytest.mark.parametrize(
    ("table", "text", "start"),
    [
        (
            "processor_agreements",
            "reference,notice_days\nD-1,two\n",
            'processor_agreements.csv, line 2, column notice_days, "two": is not a whole number.',
        ),
        (
            "processor_agreements",
            "reference,sub_processing\nD-1,all\n",
            (
                'processor_agreements.csv, line 2, column sub_processing, "all": is not one'
                " of the choices. Use one of specific, general, not_stated."
            ),
        ),
        (
            "processor_agreements",
            "reference,signed_on,expires_on\nD-1,2020-01-02,2020-01-01\n",
            "processor_agreements.csv, line 2: The end date is before the start date",
        ),
        (
            "processors",
            "name\nA\nB\nA\n",
            "processors.csv, line 4: has the same key as line 2 (name). Keep one of the two.",
        ),
        (
            "processors",
            "name,country\n,DE\n",
            'processors.csv, line 2, column name, "": is required. Enter a value.',
        ),
        (
            "processors",
            "legal_name,website\nA,\n",
            "processors.csv, column name: is missing. Add the column; processors.csv needs it.",
        ),
        (
            "bodies",
            "name\nBoard\n",
            "bodies.csv, line 2, column organisation: is missing.",
        ),
        (
            "organisations",
            "name,legal_name,website,country\nA,,,\n",
            "organisations.csv: looks like processors.csv, not organisations.csv.",
        ),
        (
            "processing_activities",
            "name,legal_name,website\nA,,\n",
            "processing_activities.csv: looks like processors.csv, not",
        ),
        (
            "processors",
            f"name\n{'x' * 201}\n",
            "processors.csv, line 2, column name, ",
        ),
    ],
)
def test_wrong_input_is_refused_at_its_place(table, text, start):
    country("DE")
    make_processor_agreement(reference="D-1")
    refusals = said(take(table, text))
    assert refusals[0].startswith(start)


def test_what_the_database_refuses_is_said_at_the_rows_that_it_refuses():
    make_country(code="QQ", name="Atlantis")
    result = take("countries", "code,name\nQR,Utopia\nQS,Atlantis\nqt,Lilliput\nQU,Utopia\n")
    assert said(result) == [
        'countries.csv, line 3, column name, "Atlantis": Country with this Name already exists.',
        ("countries.csv, line 4: Enter the two capital letters of ISO 3166-1, for example “DE”."),
        'countries.csv, line 5, column name, "Utopia": Country with this Name already exists.',
    ]


def test_what_only_several_rows_can_say_is_said_at_their_line():
    body = make_body(name="Board")
    make_seat(body=body, designation="Chair", starts_on="2018-01-01")
    text = "body,designation,starts_on\nBoard,Clerk,2018-06-01\nBoard,Chair,2018-06-01\n"
    (refusal,) = take("seats", text).refusals
    assert (refusal.line, refusal.column) == (3, "starts_on")
    assert "someone else holds this seat" in refusal.message
    assert Seat.objects.count() == 1


def test_a_dry_run_says_all_and_writes_nothing():
    before = everything()
    assert take("processors", "name\nZapier\n", dry_run=True).new == 1
    assert everything() == before


def test_what_is_not_what_was_shown_is_not_written():
    text = "name,legal_name\nZapier,Zapier Inc.\n"
    shown = fingerprint([take("processors", text, dry_run=True)])
    make_processor(name="Zapier", legal_name="Zapier")
    result = take("processors", text, expected=shown)
    assert fingerprint([result]) != shown
    assert Processor.objects.get().legal_name == "Zapier"


def test_what_is_what_was_shown_is_written():
    text = "name\nZapier\n"
    take("processors", text, expected=fingerprint([take("processors", text, dry_run=True)]))
    assert Processor.objects.count() == 1


# Cost


def queries_for(text):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        take("processors", text)
    return len(queries)


def test_unchanged_rows_cost_no_query_each():
    country("US")
    head = "name,country,processing_countries,location_as_published\n"
    few = head + "".join(f"P{number},US,US,U.S.\n" for number in range(2))
    many = head + "".join(f"P{number},US,US,U.S.\n" for number in range(40))
    take("processors", many)
    assert queries_for(many) == queries_for(few)


def test_new_and_changed_rows_are_written_together():
    country("US")
    country("DE")

    def text(count, code):
        rows = [f"{code}{number},{code},US; DE\n" for number in range(count)]
        return "name,country,processing_countries\n" + "".join(rows)

    assert queries_for(text(40, "US")) == queries_for(text(2, "DE"))


def test_organisations_may_not_sponsor_each_other_in_a_circle_of_new_rows():
    result = take("organisations", "name,parent\nA,B\nB,A\n")
    assert said(result)[0] == (
        'organisations.csv, line 2, column parent, "B": is not in organisations.csv. Correct it,'
        " or add it there first."
    )
    assert not Organisation.objects.exists()
