"""Text from outside as it can be kept: what databases and screens cannot bear is taken out."""

import html
import re
import time
from html.parser import HTMLParser

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from registry.files_kept.names import clean_text

SPACES = re.compile(r"[ \t\xa0]+")
BLANK_LINES = re.compile(r"\n\s*\n\s*")
# What keeps a sender from seeing some words of a page.
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?:font-size|opacity)\s*:\s*0(?:\.0+)?(?:px|pt|r?em|%)?\s*(?:[;!]|$)",
    re.IGNORECASE,
)
TAG = re.compile(r"<[^<>]*>")
PIECE = 4096
ADDRESS_LIMIT = 254  # RFC 5321, 4.5.3.1


class _TextOfPage(HTMLParser):
    """Collects what a page says. Nothing is fetched, nothing is run; addresses become text."""

    UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript"})
    PARAGRAPHS = frozenset(
        {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "ul"}
    )
    BREAKS = PARAGRAPHS | {
        *("address", "article", "br", "dd", "div", "dl", "dt", "fieldset", "figure", "footer"),
        *("form", "header", "li", "main", "section", "td", "th", "tr"),
    }

    VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"})
    # These end where another one begins.
    OPEN_ENDED = frozenset({"dd", "dt", "li", "option", "p", "td", "th", "tr"})

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden_by = ""
        self._address = ""
        # The outermost element that is not shown, how often it is open, and where it began.
        self._veil, self._veils, self._veiled_from = "", 0, 0

    def handle_starttag(self, tag, attrs):
        self._veil_with(tag, dict(attrs))
        if not self._hidden_by and tag in self.UNSEEN:
            self._hidden_by = tag
        if tag in self.BREAKS:
            self.pieces.append("\n- " if tag == "li" else "\n")
        if tag == "body":
            self._hidden_by = ""  # a head that was never closed hides nothing
        if tag == "a":
            self._address = (dict(attrs).get("href") or "").strip()
        if tag == "img" and (described := dict(attrs).get("alt")):
            self.handle_data(f"[{described}]")

    def _veil_with(self, tag: str, attrs: dict[str, str | None]) -> None:
        if self._veil and (tag == self._veil or (self._veil == "p" and tag in self.BREAKS)):
            if self._veil in self.OPEN_ENDED:
                self._unveil()
            else:
                self._veils += 1
        if self._veil or tag in self.VOID:
            return
        if "hidden" in attrs or HIDING.search(attrs.get("style") or ""):
            self._veil, self._veils, self._veiled_from = tag, 1, len(self.pieces)

    def _unveil(self) -> None:
        """Words that were not to be seen are kept, and said to be that."""
        words = "".join(self.pieces[self._veiled_from :]).split()
        del self.pieces[self._veiled_from :]
        if words:
            self.pieces.append(_("[not shown: {words}]").format(words=" ".join(words)))
        self._veil, self._veils = "", 0

    def handle_endtag(self, tag):
        if self._veil and tag == self._veil:
            self._veils -= 1
            if not self._veils:
                self._unveil()
        if tag == self._hidden_by:
            self._hidden_by = ""
        if tag in self.BREAKS:
            self.pieces.append("\n\n" if tag in self.PARAGRAPHS else "\n")
        if tag == "a" and self._address:
            shown = "".join(self.pieces[-5:])
            bare = self._address.removeprefix("mailto:")
            if bare not in shown:
                self.pieces.append(f" <{bare}>")
            self._address = ""

    def handle_data(self, data):
        if not self._hidden_by:
            self.pieces.append(data)


def text_of_html(page: str, *, until: float) -> str:
    """What a page says, with its links written out.

    An opening that never closes can cost the parser the square of what follows it: it gets
    small pieces, until that moment of the monotonic clock, and what it has not made out by
    then is only stripped of its tags.
    """
    parser = _TextOfPage()
    fed = 0
    try:
        while fed < len(page) and time.monotonic() < until:
            parser.feed(page[fed : fed + PIECE])
            fed += PIECE
        if len(parser.rawdata) < PIECE:
            parser.close()
    except (AssertionError, ValueError, IndexError):
        parser.pieces.append("\n")
    rest = html.unescape(TAG.sub(" ", parser.rawdata + page[fed:]))
    lines = (SPACES.sub(" ", line).strip() for line in "".join([*parser.pieces, rest]).split("\n"))
    return BLANK_LINES.sub("\n\n", clean_text("\n".join(lines)))


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= ADDRESS_LIMIT
