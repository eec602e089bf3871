"""What the world sees of the example: what the two policies of 2018 publish, day by day."""

import json
from datetime import date

import pytest

from registry.past.comparison import compare
from registry.records.moments import Past

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("example"),
    pytest.mark.slow,
]

PROCESSORS = {
    "Cloudflare": "United States",
    "Eventbrite": "United States",
    "Flipcause": "United States",
    "Google": "United States",
    "Little Green Light": "United States",
    "Mailchimp": "United States",
    "TypeForm": "Spain",
    "WordPress": "United States",
    "WP Engine": "United States",
    "Zapier": "United States",
}
GROUPS = {
    "NumFOCUS Board Members": {"US", "BE", "CA"},
    "NumFOCUS Committee Members": {
        *("US", "GB", "DE", "PL", "NL", "IT", "IN", "AR", "FR", "ES"),
    },
    "NumFOCUS Staff": {"US"},
}


@pytest.fixture
def published(client):
    """The list of a day."""
    return lambda day: json.loads(client.get("/processors.json", {"on": day}).text)


def names(parts):
    return [part["name"] for part in parts]


def test_each_day_has_the_list_of_the_policy_then_in_force(published):
    days = ["2018-01-11", "2018-01-12", "2018-02-01", "2018-07-16", "2018-07-17", "2026-01-01"]
    lists = {day: published(day) for day in days}
    assert {day: names(content["processors"]) for day, content in lists.items()} == {
        "2018-01-11": [],
        "2018-01-12": ["WP Engine"],
        "2018-02-01": ["WP Engine"],
        "2018-07-16": ["WP Engine"],
        "2018-07-17": list(PROCESSORS),
        "2026-01-01": list(PROCESSORS),
    }
    assert {day: names(content["groups"]) for day, content in lists.items()} == {
        "2018-01-11": [],
        "2018-01-12": [],
        "2018-02-01": [],
        "2018-07-16": [],
        "2018-07-17": list(GROUPS),
        "2026-01-01": list(GROUPS),
    }


def test_countries_and_contacts_are_those_of_the_policies(published):
    july = published("2018-07-17")
    assert {
        processor["name"]: processor["country"]["name"] for processor in july["processors"]
    } == PROCESSORS
    assert {
        group["name"]: {country["code"] for country in group["countries"]}
        for group in july["groups"]
    } == GROUPS
    contacts = {
        day: [contact["value"] for contact in published_on["organisations"][0]["contacts"]]
        for day, published_on in {"2018-02-01": published("2018-02-01"), "2018-07-17": july}.items()
    }
    assert contacts["2018-02-01"] == ["info@numfocus.org"]
    assert contacts["2018-07-17"] == ["privacy@numfocus.org"]


def test_nobody_is_named(client):
    for address in ["/processors/", "/processors.json", "/processors.csv"]:
        text = client.get(address, {"on": "2018-07-17"}).text
        assert not [name for name in ("Didrik", "Pinte", "dpinte", "Treasurer") if name in text]


def test_between_the_policies_nine_processors_and_three_groups_came():
    listed, *_tables = compare(Past(date(2018, 2, 1)), Past(date(2018, 7, 17)))
    assert listed.table == "public_list"
    added = {found.name for found in listed.differences if found.kind == "added"}
    assert added == {*PROCESSORS, *GROUPS} - {"WP Engine"}
    (host,) = (found for found in listed.differences if found.kind != "added")
    assert (host.name, host.kind) == ("WP Engine", "changed")
    assert ("country", "", "US") in host.fields
