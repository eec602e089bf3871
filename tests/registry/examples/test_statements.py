"""Each statement of the two policies of NumFOCUS, right on the day of its policy.

`statements.csv` says for each which entries tell it, and what stands in which of their columns;
`*` is all entries of the day, with everything that stands in the column. The numbers are those of
the audit: 1 to 56 are of January 2018, the others of July. The passages of a notice are counted
from its own first statement.
"""

import csv
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.formats import date_format

from registry.models import Notice, Passage, Processor
from registry.notices.stated import passages_stating
from registry.records.any_row import referred
from tests.registry.examples.days import on_day, register_on
from tests.registry.examples.editions import JANUARY, JULY, REGISTRY, table, table_names, value

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("example"),
    pytest.mark.slow,
]

FIRST_OF_JULY = 57
STATEMENTS = range(1, 133)
ALL = "*"
DAYS = {edition: date.fromisoformat(edition) for edition in (JANUARY, JULY)}
each_statement = pytest.mark.parametrize("number", STATEMENTS, ids=str)
# The dates of a row itself are the same in all its states, a later end among them.
LATER = {"ends_on", "retired_on"}
# Words of the register are there on every day; the example adds to them.
WORDS = {"data_categories", "security_measures"}
SHORT = len("U.S.")


@cache
def statements() -> dict[int, list[dict[str, str]]]:
    path = Path(__file__).with_name("statements.csv")
    with path.open(encoding="utf-8", newline="") as file:
        found = {}
        for line in csv.DictReader(file):
            found.setdefault(int(line["statement"]), []).append(line)
        return found


def edition_of(number: int) -> str:
    return JANUARY if number < FIRST_OF_JULY else JULY


def passage_of(number: int) -> Passage:
    counted = number if number < FIRST_OF_JULY else number - FIRST_OF_JULY + 1
    return Passage.objects.get(notice__dated_on=edition_of(number), number=counted)


@pytest.fixture(scope="module")
def registers(example, django_db_blocker):
    """The register on the days of both editions."""
    with django_db_blocker.unblock():
        return {edition: register_on(day) for edition, day in DAYS.items()}


def test_every_statement_is_named():
    assert list(statements()) == list(STATEMENTS)


@each_statement
def test_a_statement_is_right_on_the_day_of_its_policy(registers, number):
    register = registers[edition_of(number)]
    said = [
        (line["table"], line["entry"], line["column"], cell(register, line))
        for line in statements()[number]
    ]
    assert said == [
        (line["table"], line["entry"], line["column"], line["value"])
        for line in statements()[number]
    ]


def cell(register, line) -> str:
    rows, column = register[line["table"]], line["column"]
    if line["entry"] == ALL:
        return "; ".join(sorted({row[column] for row in rows.values()}))
    if line["entry"] not in rows:
        return "nothing on record"
    said = rows[line["entry"]][column]
    first, left_out, last = line["value"].partition(" … ")
    if column == "text" and left_out:
        said = " ".join(said.split())
        return line["value"] if said.startswith(first) and said.endswith(last) else said
    return said


@pytest.mark.parametrize("edition", DAYS)
def test_each_statement_can_be_followed_to_its_entries_and_back(registers, edition):
    numbers = [number for number in STATEMENTS if edition_of(number) == edition]
    with on_day(DAYS[edition]):
        passages = {number: passage_of(number) for number in numbers}
        for passage in passages.values():
            for fact in passage.facts.all():
                model, pk = referred(fact.fact)
                back = passages_stating(model.objects.get(pk=pk), DAYS[edition])
                assert passage in [fact.passage for fact in back]
        quoted = {
            number: f'"{registers_name(passage)}" | {passage.number}'
            for number, passage in passages.items()
        }
    facts = registers[edition]["stated_facts"].values()
    for number in numbers:
        lines = [line for line in statements()[number] if line["entry"] != ALL]
        stated = {fact["fact"] for fact in facts if fact["passage"] == quoted[number]}
        assert stated == {f"{line['table']}: {line['entry']}" for line in lines}, number


def registers_name(passage: Passage) -> str:
    notice = passage.notice
    return f"{notice.organisation.name} | {notice.title} | {notice.dated_on}"


def test_the_page_of_a_notice_leads_to_the_entries_and_theirs_to_its_passages(admin_client):
    host = Processor.objects.get(name="WP Engine")
    address = reverse("admin:registry_processor_change", args=[host.pk])
    notice = Notice.objects.get(dated_on=JANUARY)
    page = admin_client.get(reverse("admin:registry_notice_change", args=[notice.pk])).text
    assert f'<a href="{address}">Processor: WP Engine</a>' in page
    passage = passage_of(46)
    page = admin_client.get(address, {"_on": JANUARY}).text
    assert reverse("admin:registry_passage_change", args=[passage.pk]) in page
    assert reverse("admin:registry_passage_change", args=[passage_of(76).pk]) not in page


@pytest.fixture(scope="module")
def export_of_january(example, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / JANUARY
    with django_db_blocker.unblock():
        call_command("export_register", folder, on=JANUARY, verbosity=0)
    return folder


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [{name: value(said) for name, said in row.items()} for row in rows]


@pytest.mark.parametrize("name", table_names(JULY))
def test_the_export_of_january_holds_what_january_said_and_nothing_of_july(export_of_january, name):
    expected = [without_later(row) for row in table(JANUARY, name)]
    # A column that the edition leaves out, such as the first day, is not compared.
    columns = expected[0].keys() if expected else set()
    exported = rows_of(export_of_january / f"{name}.csv")
    said = [{column: row[column] for column in columns} for row in exported]
    if name in WORDS:
        shipped = {row["code"] for row in rows_of(REGISTRY / f"terms/{name}.csv")}
        own = {row["code"] for row in table(JANUARY, name)}
        said = [row for row in said if row["code"] in own or row["code"] not in shipped]
        said, expected = (sorted(rows, key=lambda row: row["code"]) for rows in (said, expected))
    assert said == expected


def without_later(row: dict[str, str]) -> dict[str, str]:
    return {column: said for column, said in row.items() if column not in LATER}


def test_the_document_of_january_holds_nothing_of_july(tmp_path):
    path = tmp_path / "document.html"
    call_command("export_document", path, on=JANUARY, format="html", verbosity=0)
    document = text_of(path.read_text(encoding="utf-8"))
    assert "WP Engine" in document
    assert "applies from 25 May 2018" in document
    before = " ".join(said for name in table_names(JANUARY) for said in words_of(JANUARY, name))
    later = {
        said
        for name in table_names(JULY)
        for said in words_of(JULY, name)
        if len(said) > SHORT and said not in before
    }
    assert {"Mailchimp", "NumFOCUS Staff", "privacy@numfocus.org"} <= later
    assert not {said for said in later if said in document}
    assert date_format(DAYS[JULY]) not in document
    assert "Required by law" not in document


def words_of(edition: str, name: str) -> set[str]:
    return {
        part
        for row in table(edition, name)
        for column, said in row.items()
        if column not in LATER
        for part in [said, *said.split("; ")]
    }


class Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.words = []

    def handle_data(self, data):
        self.words += data.split()


def text_of(page: str) -> str:
    words = Words()
    words.feed(page)
    return " ".join(words.words)
