"""A chart of bars, and where each part of a bar stands, in percent of its width. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

LENGTH = 84  # of the longest bar; the rest is for the figure behind it
LEAST = 0.5  # of what there is one of, beside very many


@dataclass(frozen=True)
class Bar:
    """What is counted, and how many of each part. `url` leads to the list of these rows."""

    label: str
    counts: tuple[int, ...]
    url: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Piece:
    """One part of a bar, drawn: how the part is called, and how many there are."""

    part: int
    words: str
    count: int
    x: float
    width: float


@dataclass(frozen=True)
class Row:
    """One bar, drawn: its words stand outside the drawing, where they keep their size."""

    bar: Bar
    pieces: tuple[Piece, ...]

    @property
    def end(self) -> float:
        return round(sum(piece.width for piece in self.pieces), 2)


@dataclass(frozen=True)
class Chart:
    """`key` is unique on a page. `parts` name the parts of each bar, in order."""

    key: str
    title: str
    about: str  # what stands before the bars, in the table
    parts: tuple[str, ...]
    bars: tuple[Bar, ...]
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(bar.total for bar in self.bars)

    def rows(self) -> Iterator[Row]:
        """The longest bar has the whole length; what there is one of can be seen."""
        longest = max((bar.total for bar in self.bars), default=0) or 1
        for bar in self.bars:
            x, pieces = 0.0, []
            for part, count in enumerate(bar.counts):
                if count:
                    width = max(round(count * LENGTH / longest, 2), LEAST)
                    pieces.append(Piece(part, self.parts[part], count, round(x, 2), width))
                    x += width
            yield Row(bar, tuple(pieces))
