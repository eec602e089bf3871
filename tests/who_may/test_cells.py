"""Every address, asked by everybody, opened and sent: who may is what the table says."""

import pytest
from django.apps import apps

from tests.who_may.asking import Said, ask, undone
from tests.who_may.canaries import has_words
from tests.who_may.expected import expected
from tests.who_may.judging import is_read_through, least_of, look_through
from tests.who_may.table import EVERYBODY, READER

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
