"""What the documents name, read from their Markdown: links, files, functions, commands."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.production import ROOT

FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:(?<=\n\n)(?: {4}.*(?:\n|\Z))+)")
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
LABEL = re.compile(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
PARTS = ("registry", "requests_app", "config", "tests", "docs", "templates", "static", "benchmarks")
OUR_PATH = re.compile(rf"(?:{'|'.join(PARTS)}|\.ci)/[\w./-]*")
OUR_MODULE = re.compile(rf"(?:{'|'.join(PARTS)})(?:\.\w+)+")
IN_COMMAND = re.compile(rf"(?:-m |MODULE=)({OUR_MODULE.pattern})")
FILE_NAME = re.compile(r"[\w-]+\.(?:py|md|toml|in)")
CLASS = re.compile(r"[A-Z][a-z]\w*")
CALLED = re.compile(r"(?:(?P<owner>[A-Z]\w+)\.)?(?P<name>[a-z_]\w*)\(\)")
SAID_OF = re.compile(r"`(\w+)(?:\(\))?`(?: and `(\w+)(?:\(\))?`)? (?:of|in)\s+`([\w./]+\.py)`")
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]+)")


class Document:
    """One file of Markdown."""

    def __init__(self, path: Path):
        self.path = path
        self.name = path.relative_to(ROOT).as_posix()
        self.text = path.read_text("utf-8")
        self.prose = INDENTED.sub("\n", FENCED.sub("", self.text))
        fenced, rest = FENCED.findall(self.text), FENCED.sub("", self.text)
        self.blocks = [*fenced, *INDENTED.findall(rest)]
        self.spans = [" ".join(span.split()) for span in SPAN.findall(self.prose)]

    @property
    def code(self) -> list[str]:
        """What somebody may copy: each span, and each line of a block."""
        return self.spans + [line for block in self.blocks for line in block.splitlines()]

    @property
    def places(self) -> list[str]:
        """The files and modules that are named, in blocks those that a command is about."""
        lines = [line for block in self.blocks for line in block.splitlines()]
        words = [word for line in lines for word in re.split(r"[\s'\"]+", line)]
        modules = [module for line in self.code for module in IN_COMMAND.findall(line)]
        return [*self.spans, *(word for word in words if OUR_PATH.fullmatch(word)), *modules]

    @property
    def labels(self) -> list[str]:
        """What is in italics and begins with a capital: words of a page."""
        return [" ".join(words.split()) for words in LABEL.findall(SPAN.sub("", self.prose))]

    @property
    def links(self) -> list[str]:
        targets = LINK.findall(SPAN.sub("", self.prose))
        return [target for target in targets if not re.match(r"[a-z]+:", target)]

    @property
    def anchors(self) -> set[str]:
        """As GitHub makes them of headings."""
        found: dict[str, int] = {}
        for heading in HEADING.findall(self.prose):
            words = re.sub(r"[^\w\- ]", "", re.sub(r"`|\*", "", heading).lower())
            anchor = words.replace(" ", "-")
            found[anchor] = found.get(anchor, -1) + 1
        return {
            f"{anchor}-{number}" if number else anchor
            for anchor, count in found.items()
            for number in range(count + 1)
        }

    def table_under(self, heading: str) -> list[list[str]]:
        """The cells of the first table below a heading, without its head."""
        _before, _heading, rest = self.text.partition(f"\n{heading}\n")
        rows = re.search(r"^\|.*(?:\n\|.*)*", rest, re.MULTILINE)[0].splitlines()[2:]
        return [
            [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
            for row in rows
        ]

    def steps(self) -> Iterator[tuple[list[str], list[str]]]:
        """For each row of a table that names modules: these, and what it says is in them."""
        for line in self.prose.splitlines():
            if not line.startswith("|"):
                continue
            spans = [span for cell in line.split("|")[:4] for span in SPAN.findall(cell)]
            modules = [span for span in spans if OUR_PATH.fullmatch(span) and span.endswith(".py")]
            named = [span for span in spans if CALLED.fullmatch(span) or CLASS.fullmatch(span)]
            if modules and named:
                yield modules, named


@cache
def names_in(module: str) -> frozenset[str]:
    """The functions, classes and constants of a module, and `Class.method` of each class."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / module).read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{of.name}" for of in node.body if hasattr(of, "name")}
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(found)


def is_there(dotted: str) -> bool:
    """Whether a dotted name leads to a package, a module, or something in a module."""
    words = dotted.split(".")
    if ROOT.joinpath(*words).is_dir():
        return True
    for length in range(len(words), 0, -1):
        module = "/".join(words[:length]) + ".py"
        if (ROOT / module).exists():
            return not words[length:] or ".".join(words[length:]) in names_in(module)
    return False
