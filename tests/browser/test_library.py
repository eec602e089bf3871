"""From the library to the record: suggestions, questions to a colleague, an answer applied."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from registry.models import ProcessingActivity
from tests.browser.desk import Desk
from tests.support import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def test_an_activity_from_the_library_to_the_answer_of_a_colleague(
    browser, look, site, sign_in, wait_for
):
    call_command("load_terms", verbosity=0)
    factories.make_organisation(name="Foundation", country=factories.country("BE"))
    sign_in(factories.make_user(role="dpo"))
    desk = Desk(browser, look, wait_for, site)
    desk.open(reverse("admin:registry_processingactivity_changelist"))
    desk.press("Start from the library")
    desk.find("#library-q").send_keys("bulletin\n")
    wait_for(lambda _: "q=bulletin" in browser.current_url)
    desk.press("Newsletter")
    desk.fill(**{"answer-owner": "Communications", "answer-keep_2": "Until it is withdrawn"})
    desk.press("Create")

    assert "Send the newsletter to those who asked for it" in desk.page
    activity = ProcessingActivity.objects.get()
    assert not activity.purposes.exists()
    consent, proof = activity.suggestions.filter(part="purpose").order_by("pk")
    desk.fill(**{f"suggestion-{consent.pk}": "yes", f"suggestion-{proof.pk}": "no"})
    desk.fill(reason="Asked the office")
    desk.press("Save answers")
    desk.fill(reason="So it is done")
    desk.press("Accept all")
    assert "Everything that was suggested is answered" not in desk.page
    assert "suggested, not answered" not in desk.page.lower()
    assert [row.text for row in activity.purposes.all()] == [consent.name]

    desk.press("Ask a colleague")
    desk.press("Ask")
    link = desk.find("input.link").get_attribute("value")
    back = browser.current_url
    browser.get(link)
    look(width=390)
    desk.fill(**{"answer-where": "In the mailing service"})
    desk.press("Send the answers")
    assert "Thank you" in desk.page

    browser.get(back)
    desk.press("Read the answers")
    desk.fill(**{"answer-where": "In the mailing service, list “News”"})
    desk.press("Apply")
    activity.refresh_from_db()
    assert activity.storage_location == "In the mailing service, list “News”"
    assert activity.owner == "Communications"
