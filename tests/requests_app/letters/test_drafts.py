"""A draft is a template with what it names filled in, in the language of the template."""

import re

import pytest
from django.core.management import call_command

from requests_app.handling import lifecycle
from requests_app.letters.drafts import LONG, PLAIN, draft, in_order
from requests_app.letters.placeholders import GROUPS
from requests_app.models import MessageTemplate
from requests_app.vocabulary import MessageKind, Outcome, RefusalGround
from tests.requests_app.factories import (
    make_checklist_item,
    make_message_template,
    make_requester,
    receive_request,
)
from tests.requests_app.steps import WHO
from tests.support.factories import make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LANGUAGES = ["en", "de", "fr"]
# A word of the language that stands in each of its long texts.
OF_THE_LANGUAGE = {"en": "data", "de": "Daten", "fr": "données"}


@pytest.fixture
def of_ada():
    request = receive_request("access", "information")
    make_requester(request=request, name="Ada Example", email="ada@example.org")
    make_contact(organisation=request.organisation, value="privacy@example.org")
    return request


def text_of(request, text, **fields):
    return draft(
        make_message_template(**{"kind": MessageKind.OTHER, "text": text} | fields), request
    )


def test_names_in_braces_are_filled_in_once_and_nothing_else(of_ada):
    text = "{unknown} {reference.__class__} {0} {} { {{reference}}"
    assert text_of(of_ada, text).text == text.replace("{reference}", of_ada.reference)


def test_what_is_filled_in_is_not_filled_again():
    request = receive_request("access")
    make_requester(request=request, name="{contact} {access}")
    assert text_of(request, "Dear {name},").text == "Dear {contact} {access},"


def test_a_draft_names_the_request_and_whom_to_write_to(of_ada):
    made = text_of(
        of_ada, "Dear {name}, {rights}, {received_on}, {contact}", subject="About {reference}"
    )
    assert made.subject == f"About {of_ada.reference}"
    rights = "right to access, right to information"
    assert made.text == f"Dear Ada Example, {rights}, 30 January 2026, privacy@example.org"


def test_a_draft_for_nobody_in_particular_reads_well():
    assert text_of(receive_request("access"), "Dear {name},").text == "Dear,"


def test_what_is_not_known_yet_is_called_open(of_ada):
    of_ada.due_on = None
    assert text_of(of_ada, "{due_on}", language="de").text == "offen"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_is_filled_in_in_each_language(of_ada, language):
    of_ada.extension_reason = "Many systems"
    make_checklist_item(request=of_ada)
    template = make_message_template(kind=MessageKind.REFUSAL, language=language, text="-")
    for name in [*PLAIN, *LONG]:
        template.text = f"{{{name}}}"
        text = draft(template, of_ada).text
        assert text, name
        assert template.text not in text
        if name in {"access", "information", "notice"}:
            assert OF_THE_LANGUAGE[language] in text, name


@pytest.fixture
def shipped():
    call_command("load_request_terms", verbosity=0)
    return MessageTemplate.objects.all()


def test_shipped_templates_are_added_once_and_never_overwritten():
    make_message_template(kind=MessageKind.REFUSAL, text="Our own words")
    call_command("load_request_terms", verbosity=0)
    call_command("load_request_terms", verbosity=0)
    ours = MessageTemplate.objects.get(kind=MessageKind.REFUSAL, language="en")
    assert ours.text == "Our own words"
    assert MessageTemplate.objects.count() == 3 * 9


def test_each_kind_ships_in_each_language_from_always_and_names_what_is_known(shipped, of_ada):
    kinds = set(shipped.values_list("kind", flat=True))
    assert {(row.kind, row.language) for row in shipped} == {
        (kind, language) for kind in kinds for language in LANGUAGES
    }
    for template in shipped:
        named = {*re.findall(r"\{([^{}]*)\}", template.subject + template.text)}
        assert named <= {*PLAIN, *LONG}, template.pk
        assert "{reference}" in template.subject
        assert template.first_day is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_refusal_explains_why_complaint_and_remedy(shipped, of_ada, language):
    refusal = shipped.get(kind=MessageKind.REFUSAL, language=language)
    text = draft(refusal, of_ada).text.lower()
    articles = {"en": ["12(4)"], "de": ["12 absatz 4"], "fr": ["12, paragraphe 4"]}[language]
    for article in [*articles, "77", "79"]:
        assert article in text


def test_whoever_writes_a_template_is_told_all_that_may_stand_in_braces_and_no_more():
    told = [one.name for _title, group in GROUPS for one in group]
    assert sorted(told) == sorted({*PLAIN, *LONG})


def test_the_template_in_the_wanted_language_comes_first(settings):
    templates = [make_message_template(language=language) for language in ["fr", "de", "en", "zz"]]
    settings.LANGUAGE_CODE = "de"
    languages = [template.language for template in in_order(templates, "fr")]
    assert languages[:2] == ["fr", "de"]


def test_an_own_template_without_article_15_in_it_leaves_nothing_out(of_ada):
    make_checklist_item(request=of_ada)
    made = draft(make_message_template(text="As you asked."), of_ada)
    assert made.text.startswith("As you asked.")
    assert "(Article 15(1))" in made.text
    assert "(Article 13, Article 14)" in made.text


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize(("code", "is_extended"), [("access", True), ("concern", False)])
def test_an_acknowledgement_promises_what_the_law_gives(shipped, code, is_extended, language):
    """Article 12(3) speaks of requests: the days of a complaint are extended by nothing."""
    request = receive_request(code)
    [template] = shipped.filter(kind=MessageKind.ACKNOWLEDGEMENT, language=language)
    text = draft(template, request).text
    words = {"en": "take longer", "de": "länger dauert", "fr": "plus de temps"}
    assert (words[language] in text) is is_extended


def test_a_ground_is_told_in_words(of_ada):
    right = of_ada.rights.get(right__code="access")
    lifecycle.decide(
        right,
        outcome=Outcome.REFUSED,
        ground=RefusalGround.EXCESSIVE,
        proof="Weekly since 2020",
        **WHO,
    )
    made = text_of(of_ada, "{grounds}", language="fr")
    assert made.text == "- Droit d’accès : La demande est excessive (article 12, paragraphe 5)."


@pytest.mark.parametrize(
    ("channel", "says_subject"), [("email", True), ("post", True), ("phone", False)]
)
def test_only_whoever_wrote_is_thanked_for_writing(channel, says_subject):
    request = receive_request("access", channel=channel)
    text = text_of(request, "{thanks}").text
    assert ("keep it in the subject" in text, "writing to us" in text) == (says_subject,) * 2
    assert request.reference in text
