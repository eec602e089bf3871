"""Lines that a program broke only to send them are joined again: `format=flowed`, RFC 3676."""

import re
from collections.abc import Iterator

SIGNATURE = "-- "
QUOTES = re.compile(r">*")
LINE_ENDS = re.compile(r"\r\n?|\n")


def joined(text: str, *, drops_space: bool = False) -> str:
    """The text in the lines that were written; `drops_space` is what `delsp=yes` says."""
    return "\n".join(_lines(text, drops_space))


def _lines(text: str, drops_space: bool) -> Iterator[str]:
    begun: list[str] = []
    depth_begun = 0
    for line in LINE_ENDS.split(text):
        depth = QUOTES.match(line).end()
        words = line[depth:].removeprefix(" ")
        if begun and (depth != depth_begun or words == SIGNATURE):
            yield _quoted("".join(begun), depth_begun)
            begun.clear()
        depth_begun = depth
        goes_on = words.endswith(" ") and words != SIGNATURE
        begun.append(words[:-1] if goes_on and drops_space else words)
        if not goes_on:
            yield _quoted("".join(begun), depth)
            begun.clear()
    if begun:
        yield _quoted("".join(begun), depth_begun)


def _quoted(line: str, depth: int) -> str:
    return f"{'>' * depth} {line}" if depth else line
