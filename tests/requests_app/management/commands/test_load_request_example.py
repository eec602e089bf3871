"""The example of requests is for an empty list, and `make run` shows it."""

import pytest
from django.core.management import CommandError, call_command

from registry.management.commands.serve import Command
from requests_app.models import DataSubjectRequest
from tests.factories import make_organisation
from tests.requests_app.factories import make_request
from tests.tables import REQUEST_TABLES, everything

pytestmark = pytest.mark.django_db


@pytest.mark.once
def test_a_register_that_is_served_for_the_first_time_has_requests(capsys):
    Command().prepare_database(with_example=True)
    assert DataSubjectRequest.objects.count() == 8


@pytest.mark.once
def test_a_register_that_begins_without_the_example_has_none(capsys):
    Command().prepare_database(with_example=False)
    assert not DataSubjectRequest.objects.exists()


def test_it_says_how_many_it_added(capsys):
    call_command("load_example", verbosity=0)
    call_command("load_request_example")
    assert capsys.readouterr().out == "8 requests were added.\n"


@pytest.mark.once
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (make_request, "There are requests already. The example is for an empty list of them."),
        (make_organisation, "A term that the example needs is missing. Run load_terms first."),
        (lambda: None, "The register is empty. Run load_example first."),
    ],
)
def test_what_stands_in_its_way_is_one_line_and_nothing_is_written(make, message):
    make()
    before = everything(REQUEST_TABLES)
    with pytest.raises(CommandError) as refusal:
        call_command("load_request_example")
    assert str(refusal.value) == message
    assert everything(REQUEST_TABLES) == before
