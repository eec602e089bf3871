"""The words of docs/glossary.md and the jobs of docs/jobs.md, as the page of help shows them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify

from registry.searching.words import words_in

DOCS = Path("docs")
HEADING, STEP = re.compile(r"## (.+)"), re.compile(r"\d+\. (.+)", re.DOTALL)
# Of Markdown these files have bold, emphasis, code and links, and nothing within one of them.
MARKED = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|\[(.+?)\]\(.+?\)")
PAGES = re.compile(r"\d+ pages\.")


@dataclass(frozen=True)
class Word:
    """A paragraph that explains a word, or several. `slugs` are the anchors of these."""

    html: str
    slugs: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    slug: str
    title: str
    steps: tuple[str, ...]
    notes: tuple[str, ...]


@cache
def glossary() -> tuple[tuple[str, tuple[Word, ...]], ...]:
    """Headings, each with its words."""
    return tuple(
        (title, tuple(_word(text) for text in paragraphs))
        for title, paragraphs in _sections("glossary.md")
    )


@cache
def names() -> dict[str, str]:
    """Each word by its anchor."""
    return {
        slug: name
        for _title, words in glossary()
        for word in words
        for slug, name in zip(word.slugs, word.names, strict=True)
    }


@cache
def jobs() -> tuple[Job, ...]:
    found = []
    for title, paragraphs in _sections("jobs.md"):
        steps = [step for text in paragraphs for step in re.split(r"\n(?=\d+\. )", text)]
        said = [STEP.fullmatch(text) for text in steps]
        notes = [
            text
            for text, step in zip(steps, said, strict=True)
            if not step and not PAGES.fullmatch(text)
        ]
        found.append(
            Job(
                slugify(title),
                title,
                tuple(as_html(step[1]) for step in said if step),
                tuple(map(as_html, notes)),
            )
        )
    return tuple(found)


def explaining(words: Iterable[str]) -> list[tuple[str, str]]:
    """Words and jobs in whose names words begin like each of these: title and anchor."""
    entries = [*((name, slug) for slug, name in names().items())]
    entries += [(job.title, job.slug) for job in jobs()]
    looked_for = tuple(words)
    return [
        (title, slug)
        for title, slug in entries
        if looked_for
        and all(any(one.startswith(it) for one in words_in(title)) for it in looked_for)
    ]


def as_html(text: str) -> str:
    return format_html_join("", "{}", ((part,) for part in _parts(" ".join(text.split()))))


def _word(text: str) -> Word:
    said = [name for bold in re.findall(r"\*\*(.+?)\*\*", text) for name in _each(bold)]
    return Word(as_html(text), tuple(map(slugify, said)), tuple(said))


def _each(bold: str) -> list[str]:
    """“Leaf, root” explains two."""
    return [name.strip() for name in bold.split(",")]


def _parts(text: str) -> Iterator[str]:
    end = 0
    for found in MARKED.finditer(text):
        yield text[end : found.start()]
        bold, emphasis, code, link = found.groups()
        if bold:
            yield format_html_join(
                ", ", '<dfn id="{}">{}</dfn>', ((slugify(name), name) for name in _each(bold))
            )
        elif emphasis:
            yield format_html("<em>{}</em>", emphasis)
        elif code:
            yield format_html("<code>{}</code>", code)
        else:
            yield link  # to a file beside this one
        end = found.end()
    yield text[end:]


def _sections(name: str) -> Iterator[tuple[str, list[str]]]:
    """Each heading with its paragraphs; what stands above the first one is for readers of files."""
    text = (settings.BASE_DIR / DOCS / name).read_text(encoding="utf-8")
    title, paragraphs = "", []
    for block in re.split(r"\n\s*\n", text.strip()):
        if found := HEADING.fullmatch(block.strip()):
            if title:
                yield title, paragraphs
            title, paragraphs = found[1], []
        elif title:
            paragraphs.append(block.strip())
    yield title, paragraphs
