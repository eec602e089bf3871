"""Where each node and line of a picture in columns stands, in units of its view box. Pure."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

WIDTH, GAP = 210, 80  # of a column, and between two
PADDING, LINE, BETWEEN, TOP = 8, 16, 8, 30
LETTERS, LINES = 24, 3
SWEEPS = 6
MOST = 30  # in a column; what is more stands together in one node

Key = Hashable


@dataclass(frozen=True)
class Node:
    """A box with words. `y` is its upper edge, `others` how many nodes it stands for."""

    key: Key
    lines: tuple[str, ...]
    x: int
    y: int
    height: int
    others: int = 0

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def texts(self) -> list[tuple[str, int, int]]:
        """Each line of words with its place."""
        first = self.y + PADDING + LINE - 4
        return [
            (words, self.x + PADDING, first + number * LINE)
            for number, words in enumerate(self.lines)
        ]


@dataclass(frozen=True)
class Line:
    """From the right edge of a node to the left edge of one in the next column."""

    start: Node
    end: Node

    @property
    def path(self) -> str:
        """As the attribute `d` of an SVG path."""
        x, y = self.start.x + WIDTH, self.start.middle
        end, end_y = self.end.x, self.end.middle
        bend = (x + end) // 2
        return f"M{x} {y}C{bend} {y} {bend} {end_y} {end} {end_y}"


@dataclass(frozen=True)
class Picture:
    """Columns from left to right, each from top to bottom."""

    columns: tuple[tuple[Node, ...], ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def drawn(
    columns: Sequence[Mapping[Key, str]],
    links: Iterable[tuple[Key, Key]],
    more: Callable[[int], str] = "{} more".format,
) -> Picture:
    """A picture of columns, each with the words of its nodes, and of links from one to the next.

    Keys are unique over all columns. `more` says in words what stands for the nodes that are too
    many: those with the fewest links.
    """
    links = set(links)
    columns, stands_for, counts = _bounded(columns, links, more)
    links = {(stands_for.get(one, one), stands_for.get(other, other)) for one, other in links}
    order = _ordered([list(column) for column in columns], links)
    lines_of = {key: tuple(_lines(column[key])) for column in columns for key in column}
    heights = {key: len(lines) * LINE + 2 * PADDING for key, lines in lines_of.items()}
    tall = max((_height(keys, heights) for keys in order), default=0)
    placed, nodes = {}, []
    for number, keys in enumerate(order):
        y, column = TOP + (tall - _height(keys, heights)) // 2, []
        for key in keys:
            node = Node(
                key, lines_of[key], number * (WIDTH + GAP), y, heights[key], counts.get(key, 0)
            )
            placed[key] = node
            column.append(node)
            y += node.height + BETWEEN
        nodes.append(tuple(column))
    drawn_lines = [Line(placed[one], placed[other]) for one, other in links]
    drawn_lines.sort(key=lambda line: (line.start.x, line.start.y, line.end.y))
    width = len(columns) * WIDTH + (len(columns) - 1) * GAP
    return Picture(tuple(nodes), tuple(drawn_lines), width, TOP + tall + BETWEEN)


def _bounded(columns, links, more):
    """At most MOST nodes a column; which node stands for which, and for how many."""
    degree: dict[Key, int] = defaultdict(int)
    for one, other in links:
        degree[one] += 1
        degree[other] += 1
    bounded, stands_for, counts = [], {}, {}
    for number, column in enumerate(columns):
        if len(column) <= MOST:
            bounded.append(dict(column))
            continue
        ranked = sorted(column, key=lambda key: -degree[key])
        kept, rest = set(ranked[: MOST - 1]), ranked[MOST - 1 :]
        place = ("more", number)
        bounded.append(
            {key: words for key, words in column.items() if key in kept} | {place: more(len(rest))}
        )
        stands_for |= dict.fromkeys(rest, place)
        counts[place] = len(rest)
    return bounded, stands_for, counts


def _ordered(columns: list[list[Key]], links: set[tuple[Key, Key]]) -> list[list[Key]]:
    """Each column by the mean place of what its nodes are linked with, so that few lines cross."""
    before, after = defaultdict(list), defaultdict(list)
    for one, other in links:
        before[other].append(one)
        after[one].append(other)
    for sweep in range(SWEEPS):
        is_forward = sweep % 2 == 0
        neighbours = before if is_forward else after
        numbers = range(1, len(columns)) if is_forward else range(len(columns) - 2, -1, -1)
        for number in numbers:
            beside = columns[number - 1 if is_forward else number + 1]
            columns[number] = _by_mean(columns[number], beside, neighbours)
    return columns


def _by_mean(keys: list[Key], beside: list[Key], neighbours) -> list[Key]:
    place = {key: number / max(len(beside) - 1, 1) for number, key in enumerate(beside)}
    own = {key: number / max(len(keys) - 1, 1) for number, key in enumerate(keys)}

    def mean(key: Key) -> float:
        places = [place[other] for other in neighbours[key]]
        return sum(places) / len(places) if places else own[key]

    return sorted(keys, key=lambda key: (_is_rest(key), mean(key), own[key]))


def _is_rest(key: Key) -> bool:
    return isinstance(key, tuple) and key[0] == "more"


def _height(keys: list[Key], heights: Mapping[Key, int]) -> int:
    return sum(heights[key] + BETWEEN for key in keys) - BETWEEN if keys else 0


def _lines(words: str) -> list[str]:
    return wrap(words, LETTERS, max_lines=LINES, placeholder="…") or [""]
