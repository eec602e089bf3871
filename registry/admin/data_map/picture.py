"""The map as a picture: each node with its words, what it is, and the page that it leads to."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.data_map.flows import Flow
from registry.data_map.layout import WIDTH, Key, Line, Node, Picture, drawn
from registry.models import Body, Country, DataSubjectCategory, ProcessingActivity, Processor

TONES = 6  # as many as static/admin/data_map.css has
PEOPLE, ACTIVITIES, RECIPIENTS, COUNTRIES = range(4)
# Of a country. The text of a recipient may say the same, and has another key.
NOT_STATED = ("nowhere", None)


@dataclass(frozen=True)
class Place:
    """A node of the picture as the page shows it. `url` is None where it leads nowhere."""

    node: Node
    words: str
    kind: str
    url: str | None
    is_abroad: bool = False


@dataclass(frozen=True)
class Drawing:
    """The picture with its headings. Tones tell activities apart, and repeat."""

    picture: Picture
    headings: tuple[tuple[int, str], ...]
    places: tuple[Place, ...]
    lines: tuple[tuple[Line, int], ...]
    box: int = WIDTH


def _more(count: int) -> str:
    return ngettext("{count} more", "{count} more", count).format(count=count)


def drawing_of(flows: list[Flow], on: date, leads_to: Callable[[models.Model], str]) -> Drawing:
    """`leads_to` gives for a row the address of the page that its node leads to."""
    rows: dict[Key, models.Model | str] = {}
    columns: tuple[dict[Key, str], ...] = ({}, {}, {}, {})
    for number, key, row in _nodes(flows):
        rows[key] = row
        columns[number][key] = str(row)
    columns = tuple(dict(sorted(column.items(), key=lambda item: item[1])) for column in columns)
    picture = drawn(columns, _links(flows), _more)
    tones = {node.key: place % TONES for place, node in enumerate(picture.columns[ACTIVITIES])}
    places = tuple(
        _place(node, rows.get(node.key), on, leads_to)
        for column in picture.columns
        for node in column
    )
    lines = tuple(
        (line, tones.get(line.start.key, tones.get(line.end.key, TONES))) for line in picture.lines
    )
    return Drawing(picture, tuple(_headings(picture)), places, lines)


def key_of(row: models.Model | str) -> Key:
    return ("text", row) if isinstance(row, str) else (row._meta.model_name, row.pk)


def _nodes(flows: Iterable[Flow]) -> Iterator[tuple[int, Key, models.Model | str]]:
    for flow in flows:
        yield ACTIVITIES, key_of(flow.activity), flow.activity
        for people in flow.people:
            yield PEOPLE, key_of(people), people
        if flow.recipient and not flow.is_totals:
            yield RECIPIENTS, key_of(flow.recipient), flow.recipient
            for country in flow.countries:
                yield COUNTRIES, key_of(country), country
            if not flow.countries:
                yield COUNTRIES, NOT_STATED, _("not stated")


def _links(flows: Iterable[Flow]) -> Iterator[tuple[Key, Key]]:
    for flow in flows:
        for people in flow.people:
            yield key_of(people), key_of(flow.activity)
        if flow.recipient and not flow.is_totals:
            recipient = key_of(flow.recipient)
            yield key_of(flow.activity), recipient
            for place in map(key_of, flow.countries) if flow.countries else (NOT_STATED,):
                yield recipient, place


def _place(node: Node, row, on: date, leads_to) -> Place:
    if node.others:
        return Place(node, " ".join(node.lines), "more", None)
    kinds = {
        DataSubjectCategory: "people",
        ProcessingActivity: "activity",
        Processor: "recipient",
        Body: "recipient",
        Country: "country",
        str: "recipient",
    }
    kind = kinds[type(row)]
    if node.key == NOT_STATED:
        return Place(node, str(row), "unknown", None)
    is_abroad = isinstance(row, Country) and not row.is_in_eea(on)
    url = None if isinstance(row, str) else leads_to(row)
    return Place(node, str(row), kind, url, is_abroad)


def _headings(picture: Picture) -> Iterator[tuple[int, str]]:
    words = (_("Whose data"), _("For what"), _("To whom"), _("Where"))
    for number, column in enumerate(picture.columns):
        if column:
            yield column[0].x, words[number]
