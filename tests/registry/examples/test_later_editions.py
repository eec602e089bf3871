"""What notices of later years say: a folder of it, brought in by the documented command, over 2018.

The words are made up. Each statement is recorded, is told on its day, and is not told before it.
"""

import csv
import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from registry.evidence.verify.whole import verify
from registry.exchange.documents import write_document
from registry.models import Notice, StatedFact
from registry.past.views import as_it_was
from registry.records.moments import Past
from tests.support.undone import undone_afterwards

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.slow]

OURS = "NumFOCUS, Inc."
PUBLISHED, EFFECTIVE, AGAIN = date(2019, 5, 1), date(2019, 5, 15), date(2020, 3, 2)
OLD, NEW = f"{OURS} | Privacy Policy | 2018-07-17", f"{OURS} | Privacy Policy | {PUBLISHED}"
CLAUSES = f"transfer_promises: {OURS} | art46_2_c | where required | {EFFECTIVE}"
FIRST_STEP = f"NF-01 | First step: live | {EFFECTIVE}"

FOLDER = {
    "notices": [
        {
            "organisation": OURS,
            "title": "Privacy Policy",
            "dated_on": PUBLISHED,
            "replaces": OLD,
            "published_on": PUBLISHED,
            "effective_on": EFFECTIVE,
            "sites": "https://example.org\nall events",
            "not_covered": "Sites of sponsored projects that have a notice of their own",
            "data_subjects": "service-user",
            "text": "This notice is about our sites and events, and applies from 15 May 2019.",
        }
    ],
    "passages": [{"notice": NEW, "number": 1, "words": "and applies from 15 May 2019"}],
    "stated_facts": [{"passage": f'"{NEW}" | 1', "fact": CLAUSES}],
    "transfer_promises": [
        {
            "organisation": OURS,
            "tool": "art46_2_c",
            "condition": "where required",
            "starts_on": EFFECTIVE,
            "copy_from": "the privacy office",
            "statement": "Where required, we use standard clauses.",
        }
    ],
    "general_bases": [
        {
            "organisation": OURS,
            "legal_basis": "6(1)(d)",
            "starts_on": "2018-07-17",  # stated since then, and in other words from now on
            "condition": "where a life is at risk",
            "statement": "We act in vital interests where a life is at risk.",
        }
    ],
    "data_provisions": [
        {
            "activity": "NF-01",
            "data_category": category,
            "starts_on": EFFECTIVE,
            "requirement": requirement,
            "condition": condition,
            "consequence": consequence,
        }
        for category, requirement, condition, consequence in [
            ("email-address", "for_service", "", "No account can be opened"),
            ("home-address", "for_contract", "where something is posted to you", ""),
            ("telephone-number", "voluntary", "", ""),
        ]
    ],
    "purposes": [
        {
            "activity": "NF-03",
            "text": "Send a newsletter",
            "starts_on": EFFECTIVE,
            "legal_bases": "6(1)(a)",
            "basis_condition": "where required",
            "consent_form": "double_opt_in",
            "is_further_use": "no",
            "compatibility": "",
        },
        {
            "activity": "NF-03",
            "text": "Study how events are attended",
            "starts_on": EFFECTIVE,
            "legal_bases": "6(1)(f)",
            "basis_condition": "",
            "consent_form": "",
            "is_further_use": "yes",
            "compatibility": "Collected to run events; only totals are kept",
        },
    ],
    "retention_rules": [
        {
            "activity": "NF-01",
            "name": name,
            "starts_on": EFFECTIVE,
            "period": period,
            "unit": "days",
            "trigger": trigger,
            "action": "delete",
            "follows": follows,
        }
        for name, period, trigger, follows in [
            (
                "Second step: backups",
                90,
                "the first step",
                f"NF-01 | First step: live | {EFFECTIVE}",
            ),
            ("First step: live", 30, "the end of the account", ""),
        ]
    ],
}
# A year later: the same, but for one promise that is wider and one item that is asked of everybody.
WIDER = {
    "transfer_promises": [
        {**FOLDER["transfer_promises"][0], "copy_from": "the web site", "countries": "US"}
    ],
    "data_provisions": [{**FOLDER["data_provisions"][2], "requirement": "for_service"}],
}

TOLD = [
    "Applies on the day: yes",
    "Effective from: May 15, 2019",
    "Published on: May 1, 2019",
    "Not covered: Sites of sponsored projects that have a notice of their own",
    "Condition: where required",
    "Where required, we use standard clauses.",
    "When it applies: where a life is at risk",
    "When the bases apply: where required",
    "How consent is given: Double opt-in, confirmed by a message",
    "Why further use is allowed: Collected to run events; only totals are kept",
    "When it is: where something is posted to you",
    "Consequence of not providing it: No account can be opened",
    "Second step of: First step: live",
    "How long: 90 days",
]


def write(folder, tables):
    folder.mkdir()
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]))
            table.writeheader()
            table.writerows(rows)
    return folder


@pytest.fixture(scope="module")
def editions(example, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("editions")
    with django_db_blocker.unblock(), undone_afterwards():
        for day, tables in ((EFFECTIVE, FOLDER), (AGAIN, WIDER)):
            call_command("import_register", str(write(folder / str(day), tables)), since=day)
        yield folder


@pytest.fixture
def document(editions, tmp_path):
    def told(day: date) -> str:
        write_document(tmp_path / f"{day}.html", kind="html", past=Past(on=day))
        text = (tmp_path / f"{day}.html").read_text(encoding="utf-8")
        text = re.sub(r"</dt>\s*<dd[^>]*>", ": ", text)
        return " ".join(re.sub("<[^>]*>", " ", text).split())

    return told


def test_each_statement_is_told_on_its_day_and_not_before(document):
    on, before = document(EFFECTIVE), document(EFFECTIVE - timedelta(days=1))
    assert [words for words in TOLD if words not in on] == []
    early = {"Published on: May 1, 2019", "Effective from: May 15, 2019", TOLD[0], TOLD[3]}
    assert {words for words in TOLD if words in before} <= early


def test_what_is_published_applies_only_from_its_day(editions):
    for day, applies in ((PUBLISHED, OLD), (EFFECTIVE, NEW), (AGAIN, NEW)):
        with as_it_was(day):
            (notice,) = Notice.objects.in_effect(day)
            facts = StatedFact.objects.in_force(day).filter(passage__notice=notice)
            assert f"{OURS} | {notice.title} | {notice.dated_on}" == applies
            assert facts.exists()


def test_a_later_edition_changes_what_it_names_and_leaves_each_day_before_as_it_was(document):
    before, on = document(AGAIN - timedelta(days=1)), document(AGAIN)
    assert "Copy available from: the privacy office" in before
    assert "Copy available from: the web site" in on
    assert before.count("Needed for the service") + 1 == on.count("Needed for the service")


def test_an_edition_leaves_the_history_clean(editions):
    assert [str(fault) for fault in verify().faults] == []
