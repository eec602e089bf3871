"""Every address, asked by everybody, opened and sent: who may is what the table says."""

import pytest
from django.apps import apps

from tests.who_may.addresses import Address
from tests.who_may.asking import Said, ask, noted, undone
from tests.who_may.canaries import has_words
from tests.who_may.expected import expected
from tests.who_may.rows import IN_FORCE, OLD
from tests.who_may.seeing import may_see
from tests.who_may.table import AUDITOR, DPO, EDITOR, EVERYBODY, OFFICER, READER, SUPERUSER

# Nothing that these find is found by how many lines they pass.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.no_cover]
# Personal fields without a canary of their own.
WITHOUT = {
    ("registry.passage", "words"),  # those of the notice, which has one
    # Those of the rows whose words they are: tests/registry/searching/test_page.py looks for them.
    *(("registry.searchentry", name) for name in ("title", "name", "words")),
    # Shown to nobody but who asked: tests/registry/working tries that.
    *(("registry.askedwork", name) for name in ("at_work_on", "said")),
    ("registry.evidenceevent", "author"),  # the name of the account, which is one
    ("requests_app.attachment", "sha256"),  # has to be that of the file, which is one
    ("requests_app.calendartoken", "remarks"),  # nobody can type any
    # Of the door: shown on no page but one's own, tried in tests/registry/signing_in.
    ("account.emailaddress", "email"),
    ("socialaccount.socialaccount", "uid"),
    ("socialaccount.socialtoken", "token"),
    ("socialaccount.socialtoken", "token_secret"),
    ("usersessions.usersession", "user_agent"),
    # Nothing is left empty, for an entry that is to be approved, or can be.
    ("registry.processingactivity", "absences"),
    ("registry.organisation", "absences"),
    ("registry.datacategory", "absences"),
}
# Steps that the rules refuse for the rows of these tests, whoever takes them.
NOT_HERE = (
    "registry/purpose/step/retire/",  # the last one of an entry in force
    "registry/engagement/step/retire/",
    "registry/seat/step/retire/",  # somebody has access by it
)


# The reader, who may little and sees much of it, is asked each time; the others with `slow`.
ASKED = [READER, *(pytest.param(who, marks=pytest.mark.slow) for who in EVERYBODY if who != READER)]


@pytest.mark.parametrize("who", ASKED)
def test_every_page_answers_as_the_table_says_and_shows_nothing_else(house, log, who):
    other, seen = {}, {}
    for address, view in house.doors:
        for method in ("GET", "POST"):
            with undone(), ask(house.people[who], method, address.text, match=view) as answer:
                if answer.said != expected(who, method, address):
                    other[method, address.text] = f"{answer.said} {answer.status}"
                # A form that comes back as it was opened was read already.
                if not answer.comes_back and is_read_through(who, address):
                    look_through(house, who, address, answer, seen)
    assert other == {}
    assert seen == {}
    assert house.rows.canaries.in_("\n".join(log).encode()) == set()


@pytest.mark.slow
@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_filled_in_is_taken_from_those_who_may_and_from_nobody_else(house, filled, who):
    """Of those who may, the one who may least: it is the same form for the others."""
    other, seen = {}, {}
    somebody = house.people[who]
    for form in filled:
        said = expected(who, "POST", form.address)
        is_too_old = cannot_change_any_more(who, form.address)
        if said == Said.OPEN and not is_too_old and who != least_of(form.address):
            continue
        with undone():
            asked = (form.address.text, form.makes(somebody), form.view)
            with noted() as written, ask(somebody, "POST", *asked) as answer:
                is_right = answer.said == said
                is_taken = form.is_taken(answer, written)
                if said == Said.OPEN:
                    is_right &= is_taken is not is_too_old
                    look_through(house, who, form.address, answer, seen)
                if not is_right or (not is_taken and written):
                    other[form.address.text] = f"{answer.said} {answer.status}, {len(written)}"
    assert {page: said for page, said in other.items() if not is_of_the_rows(page)} == {}
    assert seen == {}


def is_read_through(who: str, address: Address) -> bool:
    """Where drafts and old files are nothing special to somebody, one row of a table is enough."""
    if who in {DPO, SUPERUSER}:  # they may see all that there is in the tables
        return False
    return who in {OFFICER, READER} or address.row not in {IN_FORCE, OLD}


def look_through(house, who, address, answer, seen) -> None:
    if answer.said != Said.OPEN or who in {DPO, SUPERUSER}:
        return
    is_revealed = address.page == "reveal" and answer.is_sent
    found = house.rows.canaries.in_(answer.written())
    if wrong := {str(one) for one in found if not may_see(who, one, is_revealed=is_revealed)}:
        seen[address.text] = wrong


def cannot_change_any_more(who: str, address: Address) -> bool:
    """A step is shown for a file that was closed long ago, and then not taken."""
    return address.page == "step" and address.row == OLD and who not in {DPO, SUPERUSER}


def least_of(address: Address) -> str:
    """Who may send a form there, and else the least."""
    everybody = (READER, AUDITOR, OFFICER, EDITOR, DPO, SUPERUSER)
    may = [who for who in everybody if expected(who, "POST", address) == Said.OPEN]
    return next((who for who in may if not cannot_change_any_more(who, address)), "")


def is_of_the_rows(page: str) -> bool:
    return any(page.startswith(f"/admin/{start}") for start in NOT_HERE)


@pytest.mark.slow
def test_there_are_thirty_thousand_cells_and_a_canary_in_every_personal_field(house, filled):
    sent = sum(
        expected(who, "POST", form.address) != Said.OPEN or who == least_of(form.address)
        for form in filled
        for who in EVERYBODY
    )
    assert 2 * len(EVERYBODY) * len(house.doors) + sent >= 30_000
    let_out = {(canary.table, canary.name) for canary in house.rows.canaries.out}
    personal = {
        (model._meta.label_lower, one.name)
        for model in apps.get_models()
        if not hasattr(model, "instance_type")
        for one in model._meta.concrete_fields
        if has_words(one) and (one.name != "absences" or model.absence_fields)
    }
    assert personal - let_out == WITHOUT
