"""A chart of bars, and where each part of a bar stands, in units of its view box. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

LABEL, LENGTH, FIGURE = 190, 360, 60  # how wide: the words, the longest bar, the figure behind it
ROW, THICK = 26, 18
LETTERS = 28


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
    x: int
    y: int
    width: int


@dataclass(frozen=True)
class Row:
    """One bar, drawn. `y` is its upper edge, `words_y` the foot of its words."""

    bar: Bar
    label: str
    y: int
    pieces: tuple[Piece, ...]

    @property
    def words_y(self) -> int:
        return self.y + THICK - 5

    @property
    def figure_x(self) -> int:
        last = self.pieces[-1] if self.pieces else None
        return (last.x + last.width if last else LABEL) + 6


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
    def width(self) -> int:
        return LABEL + LENGTH + FIGURE

    @property
    def height(self) -> int:
        return max(len(self.bars), 1) * ROW

    @property
    def thick(self) -> int:
        return THICK

    @property
    def is_empty(self) -> bool:
        return not any(bar.total for bar in self.bars)

    def rows(self) -> Iterator[Row]:
        """The longest bar has the whole length; what there is one of can be seen."""
        longest = max((bar.total for bar in self.bars), default=0) or 1
        for number, bar in enumerate(self.bars):
            y, x, pieces = number * ROW + (ROW - THICK) // 2, LABEL, []
            for part, count in enumerate(bar.counts):
                if count:
                    width = max(round(count * LENGTH / longest), 1)
                    pieces.append(Piece(part, self.parts[part], count, x, y, width))
                    x += width
            words = shorten(bar.label, LETTERS, placeholder="…") or bar.label[:LETTERS]
            yield Row(bar, words, y, tuple(pieces))
