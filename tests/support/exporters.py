"""An exporter with one recipient somewhere, and how Chapter V judges what is recorded of it."""

from datetime import date

import pytest
from django.core.management import call_command

from registry.chapter_v import flows
from registry.completeness import gaps_in
from registry.models import AdequacyDecision, Country, ProcessingActivity
from registry.vocabulary import Answer, OrganisationRole, RecipientRole, TransferTool
from tests.support.factories import (
    legal_basis,
    make_activity,
    make_engagement,
    make_organisation,
    make_processor,
    make_purpose,
    make_transfer,
    one_block,
)
from tests.support.undone import undone_afterwards

CODES = {rule.code for rule in flows.RULES}


def shipped_terms():
    """The countries and decisions that are shipped, for all tests of a module."""

    @pytest.fixture(scope="module", autouse=True)
    def terms(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock(), undone_afterwards():
            call_command("load_terms", verbosity=0)
            yield

    return terms


def country(code):
    return Country.objects.get(code=code)


def by(decision, **fields):
    decision = AdequacyDecision.objects.get(decision=decision)
    return {"tool": TransferTool.ADEQUACY, "adequacy_decision": decision} | fields


@one_block()
def entry(
    *,
    seat="BE",
    vendor="US",
    role=RecipientRole.PROCESSOR,
    flow=(),
    own_role=OrganisationRole.CONTROLLER,
    is_public_authority=False,
    bases=(),
    name="Acme",
    may_process_elsewhere=Answer.NOT_STATED,
    **fields,
):
    """An entry of an exporter in one country with one recipient in another.

    It says nothing that other chapters ask for. A flow is the fields of a transfer, or a decision
    with further fields; several are a list.
    """
    organisation = make_organisation(country=country(seat), is_public_authority=is_public_authority)
    activity = make_activity(organisation=organisation, role=own_role, **fields)
    if bases:
        make_purpose(activity=activity, legal_bases=[legal_basis(basis) for basis in bases])
    acme = make_processor(
        name=name,
        country=country(vendor) if vendor else None,
        may_process_elsewhere=may_process_elsewhere,
    )
    make_engagement(activity=activity, processor=acme, role=role)
    for one in flow if isinstance(flow, list) else [flow] if flow else []:
        said = by(one[0], **one[1]) if isinstance(one, tuple) else dict(one)
        there = country(said.pop("country", vendor))
        make_transfer(organisation=organisation, processor=acme, country=there, **said)
    return activity


def gaps_of_transfers(activity, on: date):
    activity = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
    return [gap for gap in gaps_in(activity, on) if gap.code in CODES]


def judged(gaps, name: str):
    """What refuses, and what is only found: the article, the code."""
    told = [
        [getattr(gap, name) for gap in gaps if gap.blocks_approval is it] for it in (True, False)
    ]
    return tuple(told)
