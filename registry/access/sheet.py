"""The answer to who could reach what, as the rows of a file."""

from collections.abc import Iterable, Iterator

from registry.access.ways import Way
from registry.files.reading.formulas import disarm
from registry.models import AccessGrant

COLUMNS = [
    "body",
    "who",
    "person",
    "countries",
    "level",
    "reaches",
    "system",
    "how",
    "table",
    "entry",
    "since",
    "until",
    "remarks",
]


def with_headers(ways: Iterable[Way]) -> Iterator[list[str]]:
    """People by their codes, as in every file."""
    yield COLUMNS
    for way in ways:
        yield [disarm(cell) for cell in _cells(way)]


def _cells(way: Way) -> list[str]:
    return [
        str(way.body or ""),
        str(way.holder),
        way.person.code if way.person else "",
        "; ".join(way.countries),
        str(way.level),
        str(way.reach),
        way.system,
        str(way.how),
        way.by._meta.model_name,
        _entry(way),
        way.since.isoformat() if way.since else "not stated",
        way.until.isoformat() if way.until else "",
        " ".join(map(str, way.doubts)),
    ]


def _entry(way: Way) -> str:
    """As other files quote it, or, of a recipient, whose key is long, its activity and name."""
    if isinstance(way.by, AccessGrant):
        return way.by.reference
    return f"{way.reach}: {way.by.headline}"
