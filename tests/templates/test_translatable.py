"""Every text that a person reads can be translated, and counts what it counts in any language."""

import ast
import re
import shutil
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.base import Lexer, TokenType

from tests.support.production import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PARTS = ["config", "registry", "requests_app"]
# The same in every language.
NAMES = {"JSON", "CSV", "XLSX", "SHA-256"}
# What somebody copies as it is, and what no person reads.
AS_IT_IS = {"code", "pre", "script"}
READ_ALOUD = {"title", "alt", "aria-label", "placeholder"}
WORD = re.compile(r"[^\W\d_]{2}")
# Of fields, constraints, pages and lists.
SHOWN = {
    *("label", "help_text", "empty_label", "verbose_name", "verbose_name_plural"),
    *("violation_error_message", "short_description"),
}
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "pgettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
# What stands for a number, before the word that it counts.
NUMBERS = (
    *("count", "counter", "n", "number", "size", "limit", "total", "more", "left"),
    *("entries", "rows", "tables", "files", "bytes", "versions", "anchors", "redactions"),
    *("months", "days", "hours", "minutes", "people", "words", "characters", "megabytes"),
    *("texts", "requests", "requesters", "messages", "attachments", "failed", "untold"),
)
COUNTED = re.compile(rf"{{{{? ?({'|'.join(NUMBERS)}) ?}}?}} ([a-z]+)")
# After the number of a page, and between two counts.
NOT_COUNTED = {"of", "and"}
# Verbs and nouns alike, or several things by one name.
OF_TWO_MEANINGS = {
    *("archive", "body", "bodies", "by", "change", "check", "close", "copy", "draft", "duplicate"),
    *("end", "export", "for", "found", "from", "ground", "key", "leaf", "level", "mark", "marks"),
    *("mail", "new", "none", "note", "number", "on", "open", "order", "other", "period", "post"),
    *("position", "read", "record", "review", "right", "rights", "root", "scope", "search", "seat"),
    *("sent", "sheet", "show", "since", "state", "states", "subject", "table", "terms", "then"),
    *("address", "active", "all", "late", "request", "title", "to", "until", "use"),
}
TAKEN_CARE_OF = {"blocktranslate", "comment"}
IN_BLOCKS = re.compile(r"{% blocktranslate .*?{% endblocktranslate %}", re.DOTALL)
# Without a context behind it.
TRANSLATED = re.compile(r'{% translate "(\w+)"(?! context) .*?%}')

# What a template hands to a class of the page, and not to a reader.
BODY_CLASS = re.compile(r"{% block (bodyclass|coltype) %}.*?{% endblock %}", re.DOTALL)


class Said(HTMLParser):
    """What a page says by itself, in text and in attributes that are read."""

    def __init__(self):
        super().__init__()
        self.words: list[str] = []
        self.is_as_it_is = False

    def handle_starttag(self, tag, attrs):
        self.is_as_it_is = tag in AS_IT_IS
        self.words += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag):
        self.is_as_it_is = False

    def handle_data(self, data):
        if not self.is_as_it_is:
            self.words.append(data)


def untranslated(template: str) -> list[str]:
    left, is_inside = [], False
    for token in Lexer(template).tokenize():
        word = token.contents.split()[0] if token.contents.strip() else ""
        if token.token_type == TokenType.TEXT and not is_inside:
            left.append(token.contents)
        elif token.token_type == TokenType.BLOCK and word.removeprefix("end") in TAKEN_CARE_OF:
            is_inside = not word.startswith("end")
    said = Said()
    said.feed("".join(left))
    said.close()
    words = [" ".join(text.split()).strip(" ,") for text in said.words if WORD.search(text)]
    return [text for text in words if text not in NAMES]


@pytest.mark.parametrize("path", TEMPLATES, ids=[str(one.relative_to(ROOT)) for one in TEMPLATES])
def test_a_template_says_nothing_that_cannot_be_translated(path):
    text = path.read_text("utf-8")
    assert untranslated(BODY_CLASS.sub("", text)) == []
    assert [one for one in IN_BLOCKS.findall(text) if _is_uncounted(one)] == []
    assert [word for word in TRANSLATED.findall(text) if word.casefold() in OF_TWO_MEANINGS] == []


def test_a_text_that_is_left_as_it_is_would_be_found():
    assert untranslated('<p title="Two words">{{ one }} and {% if x %}more{% endif %}</p>') == [
        *("Two words", "and more"),
    ]


def _is_uncounted(text: str) -> bool:
    counted = {word for _name, word in COUNTED.findall(text)} - NOT_COUNTED
    return bool(counted) and "{% plural %}" not in text


@cache
def calls() -> list[tuple[str, ast.Call]]:
    return list(_calls())


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for part in PARTS:
        for path in sorted((ROOT / part).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _is_plain(node: ast.expr) -> bool:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = [part.value for part in parts if isinstance(part, ast.Constant)]
    return any(isinstance(text, str) and WORD.search(text) for text in texts)


def test_texts_are_marked_by_names_by_which_they_are_collected():
    lines = [
        line
        for part in PARTS
        for path in (ROOT / part).rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("from django.utils.translation import") and " as " in line
    ]
    assert [line for line in lines if not line.endswith(" as _")] == []


def test_no_code_shows_a_text_that_cannot_be_translated():
    found = []
    for place, call in calls():
        given = [word.value for word in call.keywords if word.arg in SHOWN]
        if _name(call) in {"ValidationError", "message_user"}:
            given += call.args
        found += [place for text in given if _is_plain(text)]
    assert found == []


def _can_be_collected(text: ast.expr) -> bool:
    """As it stands, or as a constant that is marked where it stands."""
    return isinstance(text, ast.Constant) or (isinstance(text, ast.Name) and text.id.isupper())


def test_no_text_is_put_together_before_it_is_translated():
    assert [
        place
        for place, call in calls()
        if _name(call) in MARKS and not all(map(_can_be_collected, call.args))
    ] == []


def _said(call: ast.Call) -> str:
    """The text that is marked there, without its context; empty where no constant stands."""
    said = call.args[-1] if call.args and _name(call) in MARKS else None
    return str(said.value) if isinstance(said, ast.Constant) else ""


def test_what_is_counted_has_a_form_for_one_and_for_many():
    assert [place for place, call in calls() if _is_uncounted(_said(call))] == []
    assert _is_uncounted("{count} entries are new.")
    assert not _is_uncounted("Page {number} of {count}.")


def test_a_word_of_two_meanings_says_which_it_has():
    assert [
        (place, _said(call))
        for place, call in calls()
        if _said(call).casefold() in OF_TWO_MEANINGS and _name(call) not in WITH_CONTEXT
    ] == []


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs apt install gettext")
def test_the_texts_can_be_collected_for_a_language(tmp_path, monkeypatch, settings):
    for part in [*PARTS, "templates"]:
        (tmp_path / part).symlink_to(ROOT / part)
    (tmp_path / "locale").mkdir()
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=["de"], symlinks=True, no_location=True, verbosity=0)
    found = Path("locale/de/LC_MESSAGES/django.po").read_text("utf-8")
    assert found.count("\nmsgid ") > 1000
    assert "msgid_plural" in found
