"""Two forms of one message, such as text and HTML: whether they say the same."""

import re
import unicodedata
from dataclasses import dataclass

TOKEN = re.compile(r"[^\s<>()\[\]]+")
WORD = re.compile(r"[^\W_]+")
UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True)
class LinksAndWords:
    """What is left of a form without its looks: the words in their order, and the links."""

    words: tuple[str, ...]
    links: frozenset[str]

    def is_in(self, other: "LinksAndWords") -> bool:
        """Whether nobody misses anything who reads only the other form."""
        return self.words == other.words and self.links <= other.links


def links_and_words(text: str) -> LinksAndWords:
    seen = UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    links, words = set(), []
    for token in TOKEN.findall(seen):
        if _is_link(token):
            links.add(_bare(token))
        else:
            words += WORD.findall(token)
    return LinksAndWords(tuple(words), frozenset(links))


def each_once(texts: list[str]) -> list[str]:
    """The texts without those that say only what one before them does."""
    kept: list[tuple[str, LinksAndWords]] = []
    for text in filter(None, texts):
        said = links_and_words(text)
        if not any(said.is_in(other) for _text, other in kept):
            kept.append((text, said))
    return [text for text, _said in kept]


def _is_link(token: str) -> bool:
    """Links and addresses: what a text writes out stands in HTML behind other words."""
    return "://" in token or "@" in token or token.startswith(("www.", "tel:"))


def _bare(link: str) -> str:
    link = link.removeprefix("mailto:").removeprefix("http://").removeprefix("https://")
    return link.strip(".,;:!?'\"").rstrip("/")
