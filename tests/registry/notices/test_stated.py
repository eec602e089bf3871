"""From each statement of a notice to its row, and back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.exchange.folders import write_folder
from registry.files.all_or_nothing import are_refused, import_sheets
from registry.files.reading.delimited import csv_lines
from registry.files.reading.sheets import read_sheet
from registry.models import StatedFact
from registry.notices.stated import CALLED, called, passages_stating
from registry.records.any_row import reference_to
from registry.resources import TABLES as FILES
from tests.support.factories import (
    FACTORIES,
    make_activity,
    make_approved_activity,
    make_notice,
    make_passage,
    make_processor,
    make_purpose,
    make_stated_fact,
    make_user,
    one_block,
)
from tests.support.tables import TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TEXT = "We keep **your name**. We send it to\n> Acme (U.S.) and to nobody else."


def address(row, page="change"):
    return reverse(f"admin:registry_{row._meta.model_name}_{page}", args=[row.pk])


def test_every_table_is_called_by_something():
    assert set(CALLED) == set(TABLES)


def test_rows_of_all_tables_are_named_in_one_question():
    with one_block():
        rows = [FACTORIES[model]() for model in TABLES]
    references = [reference_to(row) for row in rows]
    with CaptureQueriesContext(connection) as captured:
        names = called(references, lambda rows: rows)
    assert len(captured) == 1
    assert names.keys() == {*references}
    assert all(row.name for row in names.values())


@pytest.mark.parametrize(
    "words",
    ["We keep your name.", "we send it to Acme", "We keep … to Acme (U.S.)", "to nobody else."],
)
def test_the_words_of_a_passage_stand_in_its_notice_whatever_the_layout(words):
    assert make_passage(notice=make_notice(text=TEXT), words=words).pk


@pytest.mark.parametrize("words", ["We sell your name.", "Acme … We keep"])
def test_words_that_the_notice_does_not_say_are_refused(words):
    with pytest.raises(ValidationError, match="not in the notice"):
        make_passage(notice=make_notice(text=TEXT), words=words)


def test_a_fact_is_a_row_that_there_is():
    with pytest.raises(ValidationError, match="no such entry"):
        make_stated_fact(fact="processor:999999")


@pytest.mark.parametrize("fact", ["wish:1", "1", "user:1", "processor:"])
def test_a_fact_is_of_a_table_of_the_register(fact):
    with pytest.raises(ValidationError, match="not a reference"):
        StatedFact(passage=make_passage(), fact=fact).full_clean()


@pytest.mark.slow
def test_the_page_of_an_entry_leads_to_the_passage_and_that_of_the_notice_to_the_entry(
    admin_client,
):
    processor = make_processor(name="Acme")
    passage = make_passage(notice=make_notice(text=TEXT), words="We send it to Acme")
    make_stated_fact(passage=passage, fact=reference_to(processor))
    page = admin_client.get(address(processor)).text
    assert f'href="{address(passage)}"' in page
    assert "We send it to Acme" in page
    for page in (address(passage.notice), address(passage)):
        assert f'<a href="{address(processor)}">Processor: Acme</a>' in admin_client.get(page).text


def test_a_notice_names_no_draft_to_those_who_see_none(client):
    client.force_login(make_user(role="committee reader"))
    passage = make_passage(notice=make_notice(text=TEXT))
    hidden = make_purpose(activity=make_activity(), text="Secret plan")
    shown = make_approved_activity().purposes.get()
    facts = [make_stated_fact(passage=passage, fact=reference_to(row)) for row in (hidden, shown)]
    page = client.get(address(passage.notice)).text
    assert "Secret plan" not in page
    assert shown.text in page
    assert [client.get(address(fact)).status_code for fact in facts] == [302, 200]


def test_that_more_passages_state_it_is_said(admin_client, monkeypatch):
    monkeypatch.setattr("registry.admin.entry.SHOWN_PASSAGES", 1)
    notice, processor = make_notice(text=TEXT), make_processor(name="Acme")
    more = "More sentences say it"
    for number in (1, 2):
        passage = make_passage(notice=notice, number=number)
        make_stated_fact(passage=passage, fact=reference_to(processor))
        assert (more in admin_client.get(address(processor)).text) == (number == 2)


def test_a_fact_is_shown_by_the_name_of_its_entry_which_it_leads_to(admin_client):
    processor = make_processor(name="Acme")
    fact = make_stated_fact(passage=make_passage(), fact=reference_to(processor))
    link = f'<a href="{address(processor)}">Processor: Acme</a>'
    history, version = address(fact, "history"), fact.history.get().pk
    pages = {
        "list": reverse("admin:registry_statedfact_changelist"),
        "form": address(fact),
        "history": history,
        "version": f"{history}{version}/",
        "passage": address(fact.passage),
    }
    texts = {name: admin_client.get(page).text for name, page in pages.items()}
    assert [name for name, text in texts.items() if link in text] == ["list", "form", "passage"]
    assert f"Acme (processor {processor.pk})" in texts["form"]
    assert [name for name, text in texts.items() if reference_to(processor) in text] == []


def test_a_fact_is_entered_by_the_address_of_its_page_or_as_files_quote_it(admin_client):
    passage = make_passage(notice=make_notice(text=TEXT))
    one, two = make_processor(name="Acme"), make_purpose(text="Serve")
    page = reverse("admin:registry_statedfact_add")
    reference = two.activity.reference
    for text in (f"https://example.org{address(one)}", f"purposes: {reference} | Serve"):
        answer = admin_client.post(
            page, {"passage": passage.pk, "fact": text, "change_reason": "Seen"}
        )
        assert answer.status_code == 302, answer.context["adminform"].form.errors
    found = StatedFact.objects.values_list("fact", flat=True)
    assert {*found} == {reference_to(one), reference_to(two)}
    answer = admin_client.post(
        page, {"passage": passage.pk, "fact": "purposes: none such", "change_reason": "Seen"}
    )
    assert "is not in purposes.csv" in answer.text


def test_a_file_quotes_a_fact_as_the_file_of_its_table_does():
    purpose = make_purpose(text="Serve")
    fact = make_stated_fact(
        passage=make_passage(notice=make_notice(title="Policy", text=TEXT), number=1),
        fact=reference_to(purpose),
    )
    resource = FILES["stated_facts"]()
    (cells,) = resource.rows(StatedFact.objects.all())
    assert cells[1] == f"purposes: {purpose.activity.reference} | Serve"
    wrong = "".join(csv_lines([["passage", "fact"], [cells[0], "wishes: Serve"]]))
    sheet = read_sheet("stated_facts.csv", wrong.encode())
    results = import_sheets([(FILES["stated_facts"], sheet)], by="test", reason="Wrong")
    assert are_refused(results)
    assert "names no table" in str(results[0].refusals[0])
    assert fact.pk


@pytest.mark.slow
def test_an_export_of_a_day_has_the_facts_of_the_notice_of_that_day_and_what_they_name(tmp_path):
    old = make_notice(title="Policy", text=TEXT, dated_on=date(2018, 1, 12))
    of = {"organisation": old.organisation, "replaces": old}
    new = make_notice(title="Policy", text=TEXT, dated_on=JULY, **of)
    ended = make_purpose(text="Ended", ends_on=date(2018, 7, 1))
    lasting = make_purpose(text="Lasting")
    make_stated_fact(passage=make_passage(notice=old), fact=reference_to(ended))
    make_stated_fact(passage=make_passage(notice=new), fact=reference_to(lasting))
    for on, text in [(date(2018, 7, 16), "Ended"), (JULY, "Lasting")]:
        write_folder(tmp_path / str(on), on=on)
        said = (tmp_path / str(on) / "stated_facts.csv").read_text()
        assert [name for name in ("Ended", "Lasting") if name in said] == [text]
        assert text in (tmp_path / str(on) / "purposes.csv").read_text()
    assert [fact.passage.notice for fact in passages_stating(lasting, JULY)] == [new]


def test_until_a_notice_takes_effect_the_one_before_it_states_what_holds():
    old = make_notice(title="Policy", text=TEXT, dated_on=date(2019, 1, 1))
    new = make_notice(
        title="Policy",
        text=TEXT,
        dated_on=date(2019, 12, 1),
        effective_on=date(2020, 1, 1),
        organisation=old.organisation,
        replaces=old,
    )
    processor = make_processor()
    for notice in (old, new):
        make_stated_fact(passage=make_passage(notice=notice), fact=reference_to(processor))
    for on, notice in [(date(2019, 12, 31), old), (date(2020, 1, 1), new)]:
        assert [fact.passage.notice for fact in passages_stating(processor, on)] == [notice]


JULY = date(2018, 7, 17)
