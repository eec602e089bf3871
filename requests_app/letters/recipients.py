"""Who receives or has received data of an activity, in which countries, and how it is protected."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import prefetch_related_objects

from registry.chapter_v.destinations import destinations, law_by_seat
from registry.chapter_v.words import SAFEGUARDS
from registry.models import Disclosure, Engagement, Transfer
from registry.vocabulary import RecipientRole, TransferTool
from requests_app.handling.recipients import Recipient
from requests_app.letters.activities import ACCESS, About
from requests_app.letters.telling import Telling

NO_TRANSFER = {TransferTool.NONE_NEEDED, TransferTool.NOT_A_TRANSFER}
# Groups that nobody could name one by one.
NOBODY_BY_NAME = {RecipientRole.PUBLIC}


def fetched(recipients: Collection[Recipient]) -> Collection[Recipient]:
    """With the countries of each, in a few queries."""
    rows = [row.source for row in recipients if isinstance(row.source, Engagement)]
    prefetch_related_objects(rows, "processor__processing_countries", "body__seats__country")
    return recipients


def told(telling: Telling, recipient: Recipient) -> str:
    """With what it does, where, and from when to when."""
    row = recipient.source
    name = telling.quote(recipient.name)
    if isinstance(row, Disclosure):
        return telling.item(name, telling.say("disclosed", day=_day(telling, row.disclosed_on)))
    more = [telling.language.of("role", row.role), telling.quote(row.service)]
    if row.processor:
        more.append(telling.names(_countries(row)))
    line = f"{name} ({'; '.join(filter(None, more))})"
    days = [("from", recipient.since), ("until", recipient.until)]
    said = [telling.say(word, day=_day(telling, day)) for word, day in days if day]
    return " ".join([f"{line}," if said else line, *said])


def _day(telling: Telling, day: date) -> str:
    return telling.language.day(day)


def _countries(row: Engagement) -> set:
    processor = row.processor
    found = {*processor.processing_countries.all()}
    return found | ({processor.country} if processor.country else set())


def of_activity(about: About, recipients: Collection[Recipient]) -> Iterator[str]:
    """Each by name: a category is not enough for somebody who asks for access (CJEU C-154/21)."""
    for recipient in recipients:
        row = recipient.source
        line = told(about.telling, recipient)
        is_by_name = isinstance(row, Disclosure) or row.processor_id or row.body_id
        if about.articles is ACCESS and not is_by_name and row.role not in NOBODY_BY_NAME:
            line = f"{line} {about.gap('recipients', 'gap_actual', name=recipient.name)}"
        if about.articles is ACCESS and getattr(row, "is_example", False):
            line = f"{line} {about.gap('recipients', 'gap_others', name=recipient.name)}"
        yield line
    if not recipients:
        if about.has_no_recipients:
            yield about.telling.say("nobody")
        else:
            yield about.gap("recipients", "gap_recipients")


def transfers(about: About, recipients: Collection[Recipient]) -> Iterator[str]:
    """What Chapter V rests on for each of them outside; Article 15(2) asks for the safeguards."""
    rows = [row.source for row in recipients if isinstance(row.source, Engagement)]
    flows = _flows(about, rows)
    for flow in flows:
        if flow.tool not in NO_TRANSFER:
            yield _transfer(about, flow)
    seen = set()
    for row in rows:
        for name in _unprotected(about, row, flows):
            if name not in seen:
                seen.add(name)
                yield about.gap("transfers", "gap_safeguards", row=row.processor, name=name)
        is_somewhere = row.processor is None or row.processor.is_international or _countries(row)
        if not is_somewhere and row.processor not in seen:
            seen.add(row.processor)
            yield about.gap("transfers", "gap_countries", row=row.processor, name=row.processor)


def _flows(about: About, rows: Collection[Engagement]) -> list[Transfer]:
    """The transfers to these, begun by the day, those that have ended too."""
    importers = {(row.processor_id, row.body_id) for row in rows} - {(None, None)}
    flows = [
        row
        for row in about.activity.organisation.transfers.all()
        if (row.processor_id, row.body_id) in importers and _has_begun(row, about.on)
    ]
    return sorted(flows, key=lambda row: (str(row.importer).casefold(), str(row.country), row.pk))


def _has_begun(row: Transfer, on: date) -> bool:
    begin = row.starts_on or row.first_day
    return not row.retired_on and (begin is None or begin <= on)


def _transfer(about: About, flow: Transfer) -> str:
    telling = about.telling
    name = f"{telling.quote(flow.importer)}, {telling.quote(flow.country)}"
    days = [("from", flow.starts_on), ("until", flow.ends_on)]
    said = [telling.say(word, day=_day(telling, day)) for word, day in days if day]
    if flow.tool == TransferTool.NOT_STATED:
        return about.gap("transfers", "gap_safeguards", row=flow.processor, name=name)
    tool = telling.language.of("tool", flow.tool)
    if flow.tool.startswith("art"):
        tool = f"{tool}, {telling.language.cite(citation_of(flow.tool))}"
    if decision := flow.adequacy_decision:
        tool = f"{tool}: {telling.quote(decision.title)}"
        if decision.declared_invalid_on:
            tool = telling.say("no_decision_now", tool=tool)
    if flow.tool in SAFEGUARDS:
        tool = telling.say("copy_of_safeguards", tool=tool)
    return telling.item(" ".join([f"{name}," if said else name, *said]), tool)


def citation_of(tool: str) -> str:
    """`art46_2_c` is 46(2)(c). The second subparagraph of 49(1) is called by its paragraph."""
    article, *parts = tool.removeprefix("art").split("_")
    if tool == TransferTool.COMPELLING_INTERESTS:
        parts = parts[:1]
    return article + "".join(f"({part})" for part in parts)


def _unprotected(about: About, row: Engagement, flows: Collection[Transfer]) -> Iterator[str]:
    """Where its data goes to a country outside without any transfer on record."""
    day = min(filter(None, [about.on, row.ends_on]))
    law = law_by_seat(about.activity.organisation, day)
    for at in destinations(row, law, day):
        known = any(
            (flow.processor_id, flow.body_id) == (row.processor_id, row.body_id)
            and (at.country is None or flow.country_id == at.country.pk)
            for flow in flows
        )
        is_flow = row.processor_id or at.are_members
        is_explained = "transfers" in about.activity.absences and not at.is_vendor
        if is_flow and not known and not is_explained:
            yield str(at.importer) if at.country is None else f"{at.importer} ({at.country})"
