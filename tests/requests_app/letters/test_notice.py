"""What happens with what somebody sends here is told from the register and the policy."""

import pytest

from requests_app.letters.languages import language_of
from requests_app.letters.notice import notice_text, public_notice
from requests_app.letters.telling import Telling
from tests.requests_app.factories import make_request_policy
from tests.support.factories import (
    country,
    legal_basis,
    make_activity,
    make_appointment,
    make_contact,
    make_engagement,
    make_organisation,
    make_person,
    make_processor,
    make_purpose,
    make_supervisory_authority,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def make_office():
    """An organisation of which everything is on record."""
    organisation = make_organisation(
        name="Foundation",
        address="Rue Neuve 1\nBrussels",
        country=country("BE"),
        authority=make_supervisory_authority(name="APD", complaint_url="https://apd.example.org/"),
    )
    make_contact(organisation=organisation, value="privacy@example.org")
    officer = make_person(name="Canary Person", email="dpo@example.org")
    make_appointment(organisation=organisation, role="dpo", person=officer, position="Officer")
    agent = make_person(email="agent@example.org")
    make_appointment(organisation=organisation, role="representative_union", person=agent)
    activity = make_activity(organisation=organisation, name="Handling requests")
    make_purpose(activity=activity, text="Answer people", legal_bases=[legal_basis("6(1)(c)")])
    make_engagement(activity=activity, processor=make_processor(name="Mail host"))
    make_request_policy(
        organisation=organisation, activity=activity, text_months=5, identification_days=3
    )
    return organisation


def test_everything_that_article_13_asks_for_is_told_and_nobody_is_named():
    telling = Telling(language_of("en"))
    text = notice_text(telling, make_office())
    assert telling.gaps == []
    for said in [
        "Foundation",
        "privacy@example.org, Rue Neuve 1 Brussels",
        "Data protection officer: Officer, dpo@example.org",
        "Representative in the Union: agent@example.org",
        "What for: Answer people (Article 6(1)(c))",
        "Mail host",
        "5 months after the request is closed",
        "3 days after the check",
        "(Article 21)",
        "(Article 77)",
        "APD, https://apd.example.org/",
    ]:
        assert said in text, said
    assert "Canary" not in text


def test_a_public_page_gives_away_no_address_of_a_person():
    page = "\n".join(public_notice(language_of("en"), make_office()))
    assert "Data protection officer: Officer, on request" in page
    assert "@" not in page.replace("privacy@example.org", "")


def test_a_sponsored_project_tells_what_its_sponsor_does():
    project = make_organisation(name="Project", parent=make_office())
    telling = Telling(language_of("de"))
    text = notice_text(telling, project)
    assert telling.gaps == []
    assert "Mail host" in text
    assert "Project" in text


def test_what_is_not_on_record_is_a_gap_in_the_letter_and_said_so_on_the_page():
    bare = make_organisation()
    telling = Telling(language_of("en"))
    text = notice_text(telling, bare)
    assert {gap.article for gap in telling.gaps} == {"13(1)(a)", "13(1)(b)", "13(1)(e)"}
    assert all(gap.text in text for gap in telling.gaps)
    # By law what is done here is known; who receives it is not.
    assert "(Article 6(1)(c) with Article 15 to Article 22)" in text
    page = "\n".join(public_notice(language_of("en"), bare))
    assert "[" not in page
    assert page.count("Not stated yet. Please ask us.") == 3
