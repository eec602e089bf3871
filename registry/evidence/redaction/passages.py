"""Passages that quote what is to be forgotten: in reasons, in events, in the admin's log."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.db import models

from registry.evidence.log.content import SealedTable, sealed_tables
from registry.evidence.redaction.quoting import Quote, Values
from registry.evidence.redaction.targets import DETAILS, REASON, Target
from registry.models import EvidenceEvent
from registry.records.personal import is_marker

LINES = LogEntry._meta.label_lower
EVENTS = EvidenceEvent._meta.label_lower
BEFORE_AND_BEHIND = 60  # letters of context that are shown around a quote
READ_AT_ONCE = 1_000


@dataclass(frozen=True)
class Passage:
    """A text that somebody wrote once: in versions of one row, in an event, or in a line."""

    table: str  # of the versions, else `EVENTS` or `LINES`
    column: str
    pks: tuple[int, ...]
    text: str
    quotes: tuple[Quote, ...]
    # The row that it is about: its table, and its number.
    model: str = ""
    row: int | None = None

    @property
    def key(self) -> str:
        """Names it in a form."""
        return f"{self.table}:{self.column}:{self.pks[0]}"

    @property
    def is_sure(self) -> bool:
        """Whether it quotes something that hardly stands there by chance."""
        return any(quote.is_sure for quote in self.quotes)

    @property
    def quoted(self) -> set[str]:
        return {self.text[quote.start : quote.end] for quote in self.quotes}

    @property
    def excerpts(self) -> list[tuple[str, bool]]:
        """The text around each quote, piece by piece, and whether the piece is the quote."""
        pieces, at = [], 0
        for start, end in _merged(self.quotes):
            gap = self.text[at:start]
            if not pieces and len(gap) > BEFORE_AND_BEHIND:
                gap = f"…{gap[-BEFORE_AND_BEHIND:]}"
            elif len(gap) > 2 * BEFORE_AND_BEHIND:
                gap = f"{gap[:BEFORE_AND_BEHIND]} … {gap[-BEFORE_AND_BEHIND:]}"
            pieces += [(gap, False), (self.text[start:end], True)]
            at = end
        rest = self.text[at:]
        if len(rest) > BEFORE_AND_BEHIND:
            rest = f"{rest[:BEFORE_AND_BEHIND]}…"
        return [piece for piece in (*pieces, (rest, False)) if piece[0]]


def _merged(quotes: Iterable[Quote]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for quote in sorted(quotes, key=lambda quote: (quote.start, quote.end)):
        if spans and quote.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(quote.end, spans[-1][1]))
        else:
            spans.append((quote.start, quote.end))
    return spans


def passages_of(target: Target, values: Values) -> Iterator[Passage]:
    """In the reasons of the changes of these rows, and in the events about them."""
    if not values or target.table.live is None:
        return
    yield from _of_versions(target.table, target.versions(), values)
    yield from _of_events(target.events(), values)


def passages_anywhere(values: Values) -> Iterator[Passage]:
    """In the reasons of any change, in any event, and in any line of the admin's log."""
    if not values:
        return
    for table in sealed_tables().values():
        if table.live:
            yield from _of_versions(table, table.rows._base_manager.order_by("pk"), values)
    yield from _of_events(EvidenceEvent.objects.order_by("pk"), values)
    yield from _of_lines(LogEntry.objects.order_by("pk"), values)


def _of_versions(
    table: SealedTable, versions: models.QuerySet, values: Values
) -> Iterator[Passage]:
    """The same words about the same row are one passage."""
    quotes: dict[str, tuple[Quote, ...]] = {}
    together: dict[tuple[int, str], list[int]] = defaultdict(list)
    for pk, row, text in versions.values_list("pk", "id", REASON).iterator(READ_AT_ONCE):
        if text not in quotes:
            quotes[text] = _quotes_in(text, values)
        if quotes[text]:
            together[row, text].append(pk)
    for (row, text), pks in together.items():
        yield Passage(table.label, REASON, tuple(pks), text, quotes[text], table.label, row)


def _of_events(events: models.QuerySet, values: Values) -> Iterator[Passage]:
    found = events.values_list("pk", "about_model", "about_id", DETAILS)
    for pk, model, row, details in found.iterator(READ_AT_ONCE):
        text = _words(details)
        if quotes := _quotes_in(text, values):
            yield Passage(EVENTS, DETAILS, (pk,), text, quotes, model, row)


def _of_lines(lines: models.QuerySet, values: Values) -> Iterator[Passage]:
    columns = ("pk", "content_type__app_label", "content_type__model", "object_id")
    found = lines.values_list(*columns, "object_repr", "change_message")
    for pk, app, model, row, called, message in found.iterator(READ_AT_ONCE):
        text = "\n".join(part for part in (called, _words(message)) if part)
        if quotes := _quotes_in(text, values):
            number = int(row) if (row or "").isdecimal() else None
            yield Passage(LINES, "object_repr", (pk,), text, quotes, f"{app}.{model}", number)


def _quotes_in(text: str, values: Values) -> tuple[Quote, ...]:
    """A marker quotes nothing, whatever word stands in it."""
    return () if is_marker(text) else tuple(values.quotes(text))


def _words(text: str) -> str:
    """The texts in a piece of JSON, as people read them; of what is none, all of it."""
    try:
        return "\n".join(_texts(json.loads(text)))
    except (ValueError, RecursionError):
        return text


def _texts(value) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from _texts(part)
        case list():
            for part in value:
                yield from _texts(part)
