"""What Article 30 still misses in an entry, each gap with the article that asks for it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from registry.chapter_v import flows
from registry.chapter_v.destinations import is_free, laws_of
from registry.in_force import agreements_in_force, in_force
from registry.law import (
    governing,
    people_and_data,
    purposes,
    recipients,
    representative,
    responsible,
    risk,
    suggested,
)
from registry.law.governing import jurisdictions_of
from registry.law.rule import APPLIES_FROM, Gap, Rule
from registry.vocabulary import Jurisdiction, OrganisationRole

__all__ = [
    "APPLIES_FROM",
    "RULES",
    "Gap",
    "agreements_in_force",
    "findings_in",
    "gaps_in",
    "in_force",
    "nobody_sees_to",
    "open_among",
]

# In the order of the articles that they are about.
GROUPS = (
    responsible,
    governing,
    representative,
    purposes,
    people_and_data,
    recipients,
    flows,
    risk,
    suggested,
)
RULES: dict[str, Rule] = {rule.code: rule for group in GROUPS for rule in group.RULES}
# What a processor records of the same, and by which article.
PROCESSOR_ARTICLES = {
    "28(3)": "28(4)",
    "30(1)(a)": "30(2)(a)",
    "30(1)(e)": "30(2)(c)",
    "30(1)(g)": "30(2)(d)",
}


def gaps_in(activity, on: date) -> list[Gap]:
    """All gaps of an entry as it stands, read for a day. Fetch it `with_parts()` first.

    Points (a) to (g) of Article 30(1) in their order; for a processor those of 30(2). What the
    law did not ask on that day is no gap. A finding has its answer with it, if there is one.
    """
    gaps = _asked(activity, on)
    answers = {
        (row.rule, row.about): row for row in in_force(activity.acknowledged_findings.all(), on)
    }
    return [
        gap if gap.blocks_approval else replace(gap, answer=answers.get(gap.key)) for gap in gaps
    ]


def findings_in(activity, on: date) -> list[Gap]:
    """Those of the gaps with which the entry can be approved, if somebody sees to them."""
    return [gap for gap in gaps_in(activity, on) if not gap.blocks_approval]


def open_among(findings: Iterable[Gap], today: date) -> list[Gap]:
    """Those that nobody sees to: whoever approves says it anew."""
    return [gap for gap in findings if nobody_sees_to(gap, today)]


def nobody_sees_to(finding: Gap, since: date) -> bool:
    """Nobody was named, or only until a day that was over before."""
    return finding.answer is None or finding.answer.due_on < since


def _asked(activity, on: date) -> list[Gap]:
    is_processor = activity.role == OrganisationRole.PROCESSOR
    checks = OF_PROCESSOR if is_processor else OF_CONTROLLER
    checks = (governing.governing_law, *checks)
    where = jurisdictions_of(activity, on)
    gaps = [gap for check in checks for gap in check(activity, on) if _is_asked(gap, where, on)]
    if where == {Jurisdiction.UK}:
        gaps = [replace(gap, article=_of_the_uk(gap)) for gap in gaps]
    if is_processor:
        gaps = [replace(gap, article=_for_processor(gap.article)) for gap in gaps]
    # Of every entry, whatever law governs it: what nobody answered is not approved.
    return [*gaps, *suggested.suggested(activity, on)]


def _is_asked(gap: Gap, where: set[Jurisdiction], on: date) -> bool:
    return RULES[gap.code].applies(on, where)


def _of_the_uk(gap: Gap) -> str:
    """Not of what rests on another text, such as a guideline."""
    is_said = "UK GDPR" in gap.article or RULES[gap.code].text
    return gap.article if is_said else f"{gap.article} UK GDPR"


def _for_processor(article: str) -> str:
    for of_controller, of_processor in PROCESSOR_ARTICLES.items():
        article = article.replace(of_controller, of_processor)
    return article


def _named_in_words(activity, on) -> Iterator[Gap]:
    laws = laws_of(activity, on)
    yield from recipients.named_in_words(
        activity, on, lambda country: all(is_free(country, law, on) for law in laws)
    )


OF_PROCESSOR = (
    responsible.responsible,
    representative.representative,
    responsible.controllers_served,
    recipients.places,
    _named_in_words,
    recipients.agreements,
    recipients.sub_processors,
    flows.transfers,
    risk.security,
)
OF_CONTROLLER = (
    responsible.responsible,
    representative.representative,
    purposes.purposes,
    people_and_data.people_and_data,
    recipients.recipients,
    recipients.places,
    _named_in_words,
    recipients.agreements,
    recipients.sub_processors,
    flows.transfers,
    people_and_data.time_limits,
    risk.security,
    risk.automated,
    risk.assessment,
)
