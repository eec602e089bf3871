"""What a page says to whoever reads it, and what of that only a program would say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.apps import apps

UNSEEN = {"script", "style", "template", "svg"}
# How a day is typed into a field, or a cell.
TYPED = {"Such as 2018-07-17. Empty: today.", "a day: 2018-07-17 or 17.07.2018"}
SECTIONS = {"h2", "h3", "h4"}
# Copied as it is, or typed.
AS_IT_IS = {"code", "pre", "textarea"}
HEADINGS = {"h1", "h2", "h3", "h4", "title"}
SHOWN = {"input", "select", "textarea", "button", "img", "svg"}
SOMETHING = "something"
VOID = {"input", "br", "hr", "img", "link", "meta", "wbr", "col", "source"}
MODELS = "|".join(model._meta.model_name for model in apps.get_models())
RAW = {
    "a key": re.compile(rf"\b({MODELS}):[0-9]+\b"),
    "a table by its code": re.compile(rf"\b(auth|registry|requests_app)\.({MODELS})\b"),
    "an object": re.compile(r"\bobject \([0-9]+\)|<[\w.]+ object at"),
    "a value of Python": re.compile(r"(^|: )(None|True|False)$|\{\}|\[\]|%\(|<bound"),
    "markup": re.compile(r"&(amp|lt|gt|quot|#x?[0-9a-f]+);"),
    "a moment for programs": re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}"),
    "a day for programs": re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b"),
    "a month cut short": re.compile(
        r"\b[0-9]{1,2} (Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.? [0-9]{4}|"
        r"\b[A-Z][a-z]+\.? [0-9]{1,2}, [0-9]{4}\b"
    ),
    "one of many": re.compile(r"\b1 (?!prevents)[A-Za-z]+(?<![su])(?<!\bthi)s\b"),
}


@dataclass
class Read(HTMLParser):
    """The texts of a page, its headings, and the way on which it says it stands."""

    texts: list[str] = field(default_factory=list)
    headings: list[tuple[str, str]] = field(default_factory=list)
    way: list[str] = field(default_factory=list)
    # Headings by their tags, and `SOMETHING` for whatever stands between them.
    flow: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _way_from: int = 0
    _in_way: str = ""

    def __post_init__(self):
        super().__init__()

    def handle_starttag(self, tag, attrs):
        if tag in SHOWN and ("type", "hidden") not in attrs:
            self.flow.append(SOMETHING)
        if tag in VOID:
            return
        self._open.append(tag)
        if tag in HEADINGS and not UNSEEN & {*self._open}:
            self.headings.append((tag, ""))
            self.flow.append(tag)
        if ("class", "breadcrumbs") in attrs:
            self._way_from = len(self._open)

    def handle_endtag(self, tag):
        if tag not in self._open:
            return
        while self._open.pop() != tag:
            pass
        if self._way_from and len(self._open) < self._way_from:
            self._way_from = 0
            self.way = [" ".join(one.split()) for one in self._in_way.split("›")]

    def handle_data(self, data):
        if UNSEEN & {*self._open}:
            return
        text = " ".join(data.split())
        if self._way_from:
            self._in_way += data
        if HEADINGS & {*self._open}:
            tag, said = self.headings[-1]
            self.headings[-1] = (tag, said + text)
        elif text:
            self.flow.append(SOMETHING)
        if text and not AS_IT_IS & {*self._open}:
            self.texts.append(text)


def read(html: str) -> Read:
    page = Read()
    page.feed(html)
    page.close()
    return page


def raw(page: Read) -> Iterator[tuple[str, str]]:
    """What is said there that is not for people: which kind, and the text."""
    for text in {*page.texts} - TYPED:
        for kind, pattern in RAW.items():
            if pattern.search(text):
                yield kind, text
    places = [place for place, it in enumerate(page.flow) if it != SOMETHING]
    for (tag, text), place in zip(page.headings, places, strict=True):
        after = page.flow[place + 1] if place + 1 < len(page.flow) else "h1"
        if tag in SECTIONS and after != SOMETHING and after <= tag:
            yield "a section with nothing in it", text
        if not text.strip(" |–-"):
            yield "an empty heading", tag
        if tag == "title" and text.startswith("|"):
            yield "an empty heading", text
