"""All rules on one page, and in the documentation: what is asked, by which law, from when."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.html import escape

from registry.completeness import RULES
from tests.support import factories, rules

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_page_of_rules_says_of_each_what_it_asks_and_where_it_comes_from(client):
    client.force_login(factories.make_user(role="committee reader"))
    page = client.get(reverse("admin:rules")).content.decode()
    for rule in RULES.values():
        part = page[page.index(f'id="{rule.code}"') :].partition("</article>")[0]
        told = (rule.article, rule.sentence, rule.remedy, rule.source)
        assert [text for text in told if str(escape(text)) not in part] == []
    assert "750" in page
    assert "Proposed" in page


def test_the_rules_are_for_those_who_may_see_entries(client):
    client.force_login(factories.make_user())
    assert client.get(reverse("admin:rules")).status_code == 403


def test_an_acknowledged_finding_leads_to_its_rule(client):
    client.force_login(factories.make_user(role="dpo"))
    finding = factories.make_acknowledged_finding(rule="balancing")
    address = reverse("admin:registry_acknowledgedfinding_change", args=[finding.pk])
    page = client.get(address).content.decode()
    assert f'href="{reverse("admin:rules")}#balancing"' in page


def test_a_rule_says_what_to_do_and_where_it_comes_from():
    for rule in RULES.values():
        assert str(rule.remedy).endswith("."), rule.code
        assert rule.sentence.endswith("."), rule.code
        assert rule.article, rule.code
        assert rule.source, rule.code


def test_the_documentation_lists_all_rules():
    written = Path("docs/rules.md").read_text()
    assert written == rules.as_text(), "python -m tests.support.rules > docs/rules.md"
