"""On which legal bases a right can be invoked: advice for those who decide, with the article."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from requests_app.matrix import Bearing, matrix_row

# Whatever the basis: 21(2), 21(3).
ABSOLUTE = "marketing-objection"


@dataclass(frozen=True)
class Advice:
    """What the legal bases of the activities searched make of one right."""

    holds: list[str]
    depends: list[tuple[str, str, str]]
    excluded: list[tuple[str, str]]
    # What limits a right that holds.
    limits: list[tuple[str, str, str]]


def advice(code: str, bases: Collection[str], on: date | None = None) -> Advice:
    """As the law has it on a day, today unless said otherwise.

    Nothing is said where no basis is recorded, and of rights that no basis bears on.
    """
    day = on or timezone.localdate()
    rows = [(basis, row) for basis in sorted(bases) if (row := matrix_row(code, basis, day))]
    return Advice(
        holds=[basis for basis, row in rows if row.bearing == Bearing.HOLDS],
        depends=[
            (basis, row.words, row.article) for basis, row in rows if row.bearing == Bearing.DEPENDS
        ],
        excluded=[(basis, row.article) for basis, row in rows if row.bearing == Bearing.EXCLUDED],
        limits=[
            (basis, row.words, row.article)
            for basis, row in rows
            if row.bearing == Bearing.HOLDS and row.words
        ],
    )
