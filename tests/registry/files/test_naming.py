"""A column is found by its name or its label, and all that is wrong is told at once."""

import pytest

from registry.files.naming import _called, by_name, label_of
from registry.files.resource import all_resources
from registry.models import Processor
from registry.resources import TABLES
from tests.registry.files.test_sheet_importer import said, take
from tests.support.factories import country, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_each_column_of_each_table_is_found_by_its_own_name():
    for resource in all_resources():
        names = list(resource._meta.fields)
        assert by_name(resource, names) == names
        assert all(label_of(resource, name) for name in names)


def test_headings_may_be_what_the_pages_call_the_fields():
    country("US")
    result = take("processors", "NAME,Established in,List of sub-processors\nZapier,US,\n")
    assert (said(result), result.unknown_columns) == ([], [])
    assert Processor.objects.get().country.code == "US"


def test_a_fault_names_the_column_as_the_file_does():
    assert said(take("processors", "Name,May be listed publicly\nZapier,perhaps\n")) == [
        'processors.csv, line 2, column may be listed publicly, "perhaps": must be yes or no.'
    ]


def test_a_column_under_its_name_and_its_label_is_one_too_many():
    country("US")
    assert said(take("processors", "name,country,Established in\nZapier,US,US\n")) == [
        "processors.csv, line 1, column established in: appears twice. Remove one of them."
    ]


def test_a_heading_that_may_mean_several_columns_is_refused_in_words(monkeypatch):
    resource = TABLES["processors"]
    doubled = {"on_the_web": ("website", "terms_url")}
    monkeypatch.setattr("registry.files.naming._called", lambda *_: doubled)
    assert by_name(resource, ["on_the_web"]) == ["on_the_web"]
    (refusal,) = take("processors", "name,On the web\nZapier,x\n").refusals
    assert refusal.message == "may mean website or terms_url. Write the one that you mean."


def test_no_label_is_that_of_two_columns_today():
    found = {
        (resource._meta.name, label): names
        for resource in all_resources()
        for label, names in _called(resource, "en-gb").items()
        if len(names) > 1
    }
    assert found == {}


# All at once


def test_a_row_that_is_cut_short_does_not_hide_what_is_wrong_with_others():
    found = said(take("processors", "name,is_public\nA\nB,perhaps\n"))
    assert [text.split(": ")[0] for text in found] == [
        "processors.csv, line 2",
        'processors.csv, line 3, column is_public, "perhaps"',
    ]
    assert not Processor.objects.exists()


def test_a_missing_key_does_not_hide_what_is_wrong_with_cells():
    columns = [one.column for one in take("bodies", "kind\nclub\n").refusals]
    assert columns == ["name", "organisation", "kind"]


def test_a_cell_that_cannot_be_read_does_not_hide_a_rule_of_the_same_row():
    make_organisation(name="Ours")
    text = "organisation,reference,processor,signed_on,expires_on\nOurs,D-1,Nobody,{},{}\n"
    found = said(take("processor_agreements", text.format("2020-01-02", "2020-01-01")))
    assert any("column processor" in one for one in found)
    assert any("The end date is before the start date" in one for one in found)


def test_a_rule_across_rows_is_told_though_another_row_is_refused():
    make_organisation(name="Ours")
    text = (
        "organisation,role,starts_on,is_public\n"
        "Ours,dpo,2018-01-01,\nOurs,dpo,2018-02-01,\nOurs,privacy_contact,soon,\n"
    )
    found = take("appointments", text).refusals
    assert {one.line for one in found} == {2, 4}


def test_who_refers_to_a_refused_row_is_not_told_that_it_is_missing():
    make_organisation(name="Ours")
    text = (
        "organisation,title,dated_on,replaces,published_url\n"
        "Ours,Policy,2018-01-12,,no address\n"
        "Ours,Policy,2018-07-17,Ours | Policy | 2018-01-12,\n"
    )
    assert {one.line for one in take("notices", text).refusals} == {2}


@pytest.mark.parametrize(
    ("heading", "label"),
    [("web_page", "Website"), ("websit", "Website"), ("colour", ""), ("is", "")],
)
def test_an_unknown_heading_is_told_with_the_column_that_it_may_mean(heading, label):
    result = take("processors", f"name,country,{heading}\nMail,,x\n")
    assert result.unknown_columns == [heading]
    told = f"{heading} (did you mean {label}?)" if label else heading
    assert result.ignored == [told]
