from datetime import date

import pytest
from django.core.management import CommandError, call_command

from registry.models import Country, DataCategory, LegalBasis
from registry.records.history import recorded
from tests.support.factories import make_data_category
from tests.support.tables import TABLES, everything
from tests.support.undone import made_once


@pytest.mark.django_db
def test_the_number_of_terms_that_were_added_is_said(capsys):
    call_command("load_terms")
    count = sum(model.objects.count() for model in TABLES)
    assert capsys.readouterr().out == f"{count} terms were added.\n"


@pytest.mark.django_db
def test_a_name_that_an_organisation_uses_under_its_own_code_is_left_to_it():
    make_data_category(code="gifts", name="Donations")
    call_command("load_terms", verbosity=0)
    assert DataCategory.objects.get(name="Donations").code == "gifts"


@pytest.mark.django_db
def test_terms_that_contradict_the_register_are_refused_with_the_reason():
    with recorded(by="test", reason="Set up"):
        Country.objects.create(code="CH", name="Switzerland", retired_on=date(2018, 1, 1))
        Country.objects.create(code="ZZ", name="Canada")
    with pytest.raises(CommandError, match=r"No terms were loaded.*adequacy_decisions\.csv.*CA"):
        call_command("load_terms", verbosity=0)


# From here on the terms are loaded.
@made_once
def terms():
    call_command("load_terms", verbosity=0)


@pytest.mark.usefixtures("db", "terms")
def test_terms_that_are_there_already_are_not_added_again(capsys):
    before = everything()
    call_command("load_terms")
    assert capsys.readouterr().out == "0 terms were added.\n"
    assert everything() == before


@pytest.mark.usefixtures("db", "terms")
def test_a_term_that_somebody_has_edited_stays_as_it_is():
    with recorded(by="test", reason="Our own word"):
        term = DataCategory.objects.get(code="donations")
        term.name = "Gifts"
        term.save()
    call_command("load_terms", verbosity=0)
    assert DataCategory.objects.get(code="donations").name == "Gifts"


@pytest.mark.usefixtures("db", "terms")
def test_the_history_names_the_command_and_its_reason():
    version = LegalBasis.objects.get(citation="6(1)(a)").history.get()
    assert version.history_author == "load_terms"
    assert version.history_change_reason == "Terms shipped with the register"
