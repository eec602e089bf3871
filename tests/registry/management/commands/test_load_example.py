import pytest
from django.core.management import CommandError, call_command

from tests.support.factories import make_data_category
from tests.support.tables import everything

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_each_edition_says_what_it_added_and_changed(capsys):
    call_command("load_example")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("NumFOCUS privacy policy of 12 January 2018: ")
    assert second.startswith("NumFOCUS privacy policy of 17 July 2018: ")


@pytest.mark.slow
def test_where_an_edition_is_refused_none_is_loaded_and_one_line_says_why():
    make_data_category(code="ours", name="Use across different websites and services")
    before = everything()
    with pytest.raises(CommandError, match=r"not loaded.*data_categories\.csv") as refusal:
        call_command("load_example")
    assert "\n" not in str(refusal.value)
    assert everything() == before
