"""The example of requests is for an empty list; that `make run` shows it, test_serve sees."""

import pytest
from django.core.management import CommandError, call_command

from requests_app.models import DataSubjectRequest, Requester, RequestPolicy
from tests.requests_app.factories import make_register_of_the_example, make_request
from tests.support.factories import make_organisation
from tests.support.tables import REQUEST_TABLES, everything

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.once
def test_in_the_shipped_register_there_is_something_to_search_and_somebody_to_tell(capsys):
    call_command("load_example", verbosity=0)
    call_command("load_request_example")
    requests = DataSubjectRequest.objects.all()
    assert requests.count() == 8
    about_people = requests.exclude(data_subjects=None).distinct()
    assert about_people.count() == 7
    assert all(request.checklist.exists() for request in about_people)
    policy = RequestPolicy.objects.get()
    assert (str(policy.organisation), policy.time_zone) == ("NumFOCUS, Inc.", "America/Chicago")
    assert requests.filter(recipient_notices__told_on__isnull=False).distinct().count() == 2
    for requester in Requester.objects.all():
        assert requester.name.startswith(("A ", "An ")) or not requester.name
        assert requester.email.endswith("@example.org")


def test_it_says_how_many_it_added(capsys):
    make_register_of_the_example()
    call_command("load_request_example")
    assert capsys.readouterr().out == "8 requests were added.\n"


@pytest.mark.once
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (make_request, "There are already requests. The example is for an empty list."),
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
