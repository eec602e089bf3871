"""A request that came by post or telephone is on file after one page."""

import pytest
from django.urls import reverse

from requests_app.models import DataSubjectRequest, Message
from requests_app.vocabulary import RequestState
from tests.requests_app.admin.pages import TODAY, address
from tests.requests_app.factories import right
from tests.support.factories import make_activity, make_data_subject_category, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def form():
    people = make_data_subject_category()
    organisation = make_organisation()
    make_activity(organisation=organisation, data_subjects=[people])
    return {
        "organisation": organisation.pk,
        "received_on": "2026-01-30",
        "channel": "post",
        "rights": [right("access").pk, right("erasure").pk],
        "data_subjects": [people.pk],
        "name": "Ada Example",
        "email": "ada@example.org",
        "text": "What do you hold about me?",
        "reason": "A letter came",
    }


def test_one_page_opens_the_file_with_its_rights_searches_and_day(officer, form):
    page = officer.post(address("add"), form)
    request = DataSubjectRequest.objects.get()
    assert page.url == address("change", request.pk)
    assert request.state == RequestState.RECEIVED
    assert request.rights.count() == 2
    assert request.checklist.count() == 1
    assert str(request.due_on) == "2026-03-02"


@pytest.mark.once
def test_who_asks_and_their_words_are_kept_apart(officer, form):
    officer.post(address("add"), form)
    request = DataSubjectRequest.objects.get()
    assert request.requester.name == "Ada Example"
    message = Message.objects.get()
    assert (message.direction, message.channel) == ("in", "post")
    assert str(message.at.date()) == "2026-01-30"
    assert message.byte_count


@pytest.mark.once
def test_the_form_begins_with_today(officer):
    page = officer.get(address("add"))
    assert page.context["form"]["received_on"].value() == TODAY()


@pytest.mark.once
@pytest.mark.parametrize("field", ["organisation", "received_on", "rights", "reason"])
def test_what_is_missing_is_said_and_the_rest_is_kept(officer, form, field):
    page = officer.post(address("add"), form | {field: ""})
    assert field in page.context["form"].errors
    assert "What do you hold about me?" in page.content.decode()
    assert not DataSubjectRequest.objects.exists()


@pytest.mark.once
def test_a_day_to_come_is_refused(officer, form):
    page = officer.post(address("add"), form | {"received_on": "2999-01-01"})
    assert "This day is in the future." in str(page.context["form"].errors)


@pytest.mark.once
def test_the_list_leads_to_the_page(officer):
    assert address("add") in officer.get(address("changelist")).content.decode()
    assert address("changelist") in officer.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("number", [{}, {"form_number": "1"}])
def test_a_second_click_opens_no_second_file(officer, form, number):
    first = officer.post(address("add"), form | number)
    second = officer.post(address("add"), form | number)
    assert first.url == second.url
    assert "It was processed once." in officer.get(second.url).content.decode()
    assert DataSubjectRequest.objects.count() == Message.objects.count() == 1


@pytest.mark.once
def test_two_people_who_ask_the_same_on_two_forms_have_two_files(officer, form):
    for _number in range(2):
        page = officer.get(address("add"))
        officer.post(address("add"), form | {"form_number": page.context["form_number"]})
    assert DataSubjectRequest.objects.count() == 2


@pytest.mark.once
def test_what_was_put_right_after_a_refusal_is_taken(officer, form):
    officer.post(address("add"), form | {"form_number": "1", "received_on": "2999-01-01"})
    officer.post(address("add"), form | {"form_number": "1"})
    assert DataSubjectRequest.objects.count() == 1
