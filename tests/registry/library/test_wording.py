"""What a suggestion would write is said in the words that forms have."""

import pytest
from django.template.loader import render_to_string

from registry.law.suggested import SuggestedPart
from registry.library.wording import in_words
from registry.models import Processor

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("part", "fields", "said"),
    [
        (SuggestedPart.FIELD, {"field": "country", "value": "US"}, "United States"),
        (SuggestedPart.FIELD, {"field": "country", "value": "XX"}, "XX"),
        (SuggestedPart.PURPOSE, {"bases": ["6(1)(a)"]}, "6(1)(a) Consent"),
        (SuggestedPart.PURPOSE, {"bases": ["6(1)(z)"]}, "6(1)(z)"),
    ],
)
def test_countries_and_bases_are_named(part, fields, said):
    ((_label, text),) = in_words(part, fields, Processor)
    assert text.startswith(said)


@pytest.mark.parametrize(
    ("text", "is_link"), [("https://example.org/", True), ("javascript:alert(1)", False)]
)
def test_a_suggested_address_can_be_opened(text, is_link):
    page = render_to_string("admin/registry/library/_said.html", {"said": [("", text)]})
    link = f'<a href="{text}" rel="noopener noreferrer">'
    assert (link in page) == is_link
