"""What the policies of NumFOCUS say and what the example's tables say, compared both ways."""

import csv
import re
from datetime import datetime

import pytest

from tests.registry.examples.editions import (
    EDITIONS,
    JANUARY,
    JULY,
    LAST_DAY_OF_JANUARY,
    REGISTRY,
    column,
    current,
    plain,
    policy,
    table,
    table_names,
)

EMAIL = re.compile(r"[\w.]+@[\w.]+\w")
WEB_ADDRESS = re.compile(r"https?://[\w./-]+[\w/]")
PHONE = re.compile(r"\+\d[\d ()-]{8,}\d")
POST = re.compile(r"P\.O\. Box \d+,? [\w, ]+? \d{5}")
DATE = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}")
PERIOD = re.compile(r"(\d+) (hours|days|months|years)\b")
RECIPIENT = re.compile(r"- ([A-Z][\w ]+?) \(([^)]+)\)")
HOST = re.compile(r"hosted and managed within ([\w ]+)\.")
REPRESENTATIVE = re.compile(
    r"representative in the EU is (?P<name>[A-Z]\w+ [A-Z]\w+), (?P<position>[\w ]+),"
    r" (?P<email>[\w.@]+) \((?P<country>\w+)\)"
)

# How the policies spell what the register knows by another name.
COUNTRIES = {"U.S.": "US", "USA": "US", "Texas": "US", "U.K.": "GB", "The Netherlands": "NL"}
GROUPS = {JANUARY: {"Employees": "employees"}, JULY: {}}
DATA = {
    "email address": "email-address",
    "credit card information": "payment-card",
    "internet protocol (IP) addresses": "ip-address",
    "internet service provider (ISP)": "internet-service-provider",
    "date/time stamp": "access-time",
    "click-stream data": "click-stream",
}
# Columns whose words are the policy's own; “…” marks what was left out.
QUOTED = {
    "access_grants": ["why"],
    "appointments": ["position"],
    "data_categories": ["source"],
    "disclosures": ["statement", "recipient"],
    "engagements": ["recipient"],
    "general_bases": ["condition", "statement"],
    "handling_rules": ["statement"],
    "measures_in_place": ["statement"],
    "processing_activities": ["description", "storage_location"],
    "processors": ["processing_as_published"],
    "promised_rights": ["condition", "statement"],
    "purposes": ["text", "legitimate_interest"],
    "retention_rules": ["criterion", "trigger"],
    "trackers": ["purpose", "opt_out"],
}
WITH_COUNTRIES = {
    "organisations": ["country"],
    "appointments": ["country"],
    "processors": ["country", "processing_countries"],
    "seats": ["country"],
    "transfers": ["country"],
}


def country_names() -> dict[str, str]:
    with (REGISTRY / "terms/countries.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["code"] for row in csv.DictReader(file)} | COUNTRIES


def countries_in(text: str) -> set[str]:
    names = country_names()
    return {
        code for name, code in names.items() if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    }


def dates_in(text: str) -> set[str]:
    found = []
    for words in DATE.findall(text):
        try:
            found.append(datetime.strptime(words, "%B %d, %Y").date().isoformat())  # noqa: DTZ007
        except ValueError:  # such as "Box 90596, 7870"
            continue
    return set(found)


def named_recipients(edition: str) -> dict[str, set[str]]:
    """Vendors and groups that the policy names, with the countries that it gives them."""
    hosts = {name: set() for name in HOST.findall(policy(edition))}
    listed = {name: countries_in(where) for name, where in RECIPIENT.findall(policy(edition))}
    return hosts | listed


def items_after(words: str, edition: str) -> set[str]:
    """The things that the policy lists after these words, as codes of the register."""
    listed = re.search(rf"{words} (.*?)\.", policy(edition)).group(1)
    items = re.split(r", (?:and )?", listed)
    return {DATA.get(item, re.sub(r"[ /]", "-", item)) for item in items}


@pytest.mark.parametrize("edition", EDITIONS)
def test_vendors_and_groups_are_exactly_those_that_the_policy_names(edition):
    spelled = {GROUPS[edition].get(name, name) for name in column(edition, "bodies", "name")}
    in_tables = column(edition, "processors", "name") | spelled
    in_text = set(named_recipients(edition)) | set(GROUPS[edition].values())
    assert in_tables == in_text
    assert all(name in policy(edition) for name in in_tables)


def test_each_vendor_and_group_has_exactly_the_countries_that_the_policy_gives_it():
    in_tables = {row["name"]: {row["country"]} for row in current(JULY, "processors")}
    for seat in current(JULY, "seats"):
        in_tables.setdefault(seat["body"], set()).add(seat["country"])
    assert in_tables == named_recipients(JULY)


@pytest.mark.parametrize("edition", EDITIONS)
def test_countries_are_exactly_those_that_the_policy_names(edition):
    in_tables = {
        country
        for name, columns in WITH_COUNTRIES.items()
        for country in column(edition, name, *columns)
    }
    assert in_tables == countries_in(policy(edition))


def test_locations_of_vendors_are_spelled_as_published():
    published = dict(RECIPIENT.findall(policy(JULY)))
    for row in current(JULY, "processors"):
        assert row["location_as_published"] == published[row["name"]]


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_transfer_leads_to_each_country_outside_the_eea_where_a_recipient_is(edition):
    outside = {"AR", "CA", "IN", "US"}
    expected = {(row["name"], row["country"]) for row in current(edition, "processors")}
    expected |= {(row["body"], row["country"]) for row in current(edition, "seats")}
    transfers = {
        (row["processor"] or row["body"], row["country"]) for row in current(edition, "transfers")
    }
    assert transfers == {(name, country) for name, country in expected if country in outside}


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_date_of_the_policy_is_the_date_of_its_notice(edition):
    assert dates_in(policy(edition)) == {edition}
    assert edition in column(edition, "notices", "dated_on")


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_date_stands_in_the_tables_but_those_of_the_two_policies(edition):
    so_far = {date for date in EDITIONS if date <= edition}
    for name in table_names(edition):
        for row in table(edition, name):
            dates = {row.get(column) for column in ("starts_on", "listed_from", "dated_on")}
            assert dates - {None, ""} <= so_far, (name, row)
            assert row.get("ends_on", "") in {"", LAST_DAY_OF_JANUARY}, (name, row)
            assert not row.get("listed_until"), (name, row)


@pytest.mark.parametrize("edition", EDITIONS)
def test_email_addresses_are_exactly_those_of_the_policy(edition):
    in_tables = column(edition, "contacts", "value") | column(edition, "people", "email")
    assert set(EMAIL.findall(" ".join(in_tables))) == set(EMAIL.findall(policy(edition)))


@pytest.mark.parametrize("edition", EDITIONS)
def test_web_addresses_are_exactly_those_of_the_policy(edition):
    in_tables = (
        column(edition, "organisations", "website")
        | column(edition, "trackers", "opt_out_url")
        | column(edition, "notices", "published_url", "history_url")
        | column(edition, "processors", "website", "privacy_policy_url", "subprocessor_list_url")
        | column(edition, "processing_activities", "assessment_url")
    )
    assert in_tables == set(WEB_ADDRESS.findall(policy(edition)))


@pytest.mark.parametrize("edition", EDITIONS)
def test_phone_numbers_are_exactly_those_of_the_policy(edition):
    in_tables = PHONE.findall(" ".join(column(edition, "contacts", "value")))
    assert set(in_tables) == set(PHONE.findall(policy(edition)))


@pytest.mark.parametrize("edition", EDITIONS)
def test_postal_addresses_are_exactly_those_of_the_policy(edition):
    in_tables = column(edition, "organisations", "address") | column(edition, "contacts", "value")
    addresses = {text.replace(",", "") for text in in_tables if text.startswith("P.O.")}
    assert addresses == {text.replace(",", "") for text in POST.findall(policy(edition))}


@pytest.mark.parametrize("edition", EDITIONS)
def test_periods_of_retention_are_exactly_those_of_the_policy(edition):
    in_tables = {(row["period"], row["unit"]) for row in current(edition, "retention_rules")}
    assert in_tables - {("", "")} == set(PERIOD.findall(policy(edition)))


def test_the_representative_in_the_union_is_the_one_whom_the_policy_names():
    named = REPRESENTATIVE.search(policy(JULY))
    (person,) = table(JULY, "people")
    (appointment,) = current(JULY, "appointments")
    assert (person["name"], person["email"]) == (named["name"], named["email"])
    assert appointment["person"] == person["code"]
    assert appointment["position"] == named["position"]
    assert {appointment["country"]} == countries_in(named["country"])


@pytest.mark.parametrize("edition", EDITIONS)
def test_nobody_is_named_outside_of_the_people_and_the_text_of_the_notice(edition):
    cells = [
        cell
        for name in table_names(edition)
        for row in table(edition, name)
        for column, cell in row.items()
        if (name, column) not in {("notices", "text"), ("people", "name"), ("people", "email")}
    ]
    assert not re.search("didrik|pinte", " ".join(cells), re.IGNORECASE)


@pytest.mark.parametrize("edition", EDITIONS)
def test_data_that_people_give_is_what_the_policy_lists(edition):
    given = {
        row["code"]
        for row in current(edition, "data_categories")
        if row["collection"] == "given" and row["source"].startswith("information that you")
    }
    assert given == items_after("direct contact from you, such as your", edition)


@pytest.mark.parametrize("edition", EDITIONS)
def test_data_that_log_files_collect_is_what_the_policy_lists(edition):
    automatic = {
        row["code"]
        for row in current(edition, "data_categories")
        if "automatically and store it in log files" in row["source"]
    }
    assert automatic == items_after("This information includes", edition)


@pytest.mark.parametrize(
    ("edition", "name", "column"),
    [
        pytest.param(edition, name, column, id=f"{edition} {name} {column}")
        for edition in EDITIONS
        for name, columns in QUOTED.items()
        for column in columns
    ],
)
def test_what_is_quoted_stands_in_the_policy_word_for_word(edition, name, column):
    words = policy(edition).casefold()
    for row in current(edition, name):
        position = 0
        for quote in plain(row[column]).casefold().split("…"):
            position = words.find(quote.strip(), position)
            assert position >= 0, quote
