"""Who a head names, however carelessly it was written: names and addresses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import ObsoleteHeaderDefect
from email.message import EmailMessage

from registry.files_kept.names import clean_line
from requests_app.intake.doubts import Doubt
from requests_app.intake.headers import HEADER_FAULTS, POLICY, VALUE_LIMIT, text_of
from requests_app.intake.words import read_words
from requests_app.messages.text import is_address

NAME_LIMIT = 200
MARK = re.compile("\ue000[0-9]+\ue001")
LETTER = re.compile(r"\\.|.", re.DOTALL)
# What a person would take for an address, where the rules are broken.
BRACKETED = re.compile(r"<[<\s]*(?:mailto:)?([^<>\s@]+@[^<>\s@]+?)\.?\s*(?:>|$)", re.IGNORECASE)
BARE = re.compile(r"(?:mailto:)?([^\s<>()\[\]\"',;:@]+@[^\s<>()\[\]\"',;:@]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Mailbox:
    """Display name and address of somebody who can be answered. Empty is what was not said."""

    name: str = ""
    address: str = ""
    doubts: frozenset[Doubt] = frozenset()


def mailbox_of(message: EmailMessage, header: str, *, rather: str = "") -> Mailbox:
    """The first mailbox that can be answered to. Of bare bytes `rather` is the likely encoding."""
    runs: dict[str, str] = {}

    def keep(run: str) -> str:
        """A mark in its place: what was encoded may hold commas and brackets."""
        mark = f"\ue000{len(runs)}\ue001"
        runs[mark] = run
        return mark

    doubts = set()
    value, is_sure = read_words(message.get(header) or "", rather, keep)
    if not is_sure:
        doubts.add(Doubt.LETTERS)
    found, is_in_order = _by_the_rules(header, value)
    if not is_in_order and (guessed := [*_at_a_glance(value)]):
        found = guessed
        doubts.add(Doubt.HEAD)
    if not found and (found := [*_at_a_glance(text_of(message, header))]):
        doubts.add(Doubt.HEAD)  # some programs encode the address too
    if len(found) > 1 or len(message.get_all(header, ())) > 1:
        doubts.add(Doubt.SEVERAL)
    if not found:
        return Mailbox(doubts=frozenset(doubts))
    shown, address = found[0]
    named = MARK.sub(lambda mark: runs.get(mark[0], ""), shown)
    return Mailbox(clean_line(named, NAME_LIMIT), address, frozenset(doubts))


def _by_the_rules(header: str, value: str) -> tuple[list[tuple[str, str]], bool]:
    """Names and addresses by RFC 5322, and whether all of the value is in order."""
    try:
        parsed = POLICY.header_factory(header, value)
        found = [
            (mailbox.display_name, clean_line(mailbox.addr_spec, VALUE_LIMIT))
            for mailbox in parsed.addresses
        ]
    except HEADER_FAULTS:
        return [], False
    is_in_order = all(isinstance(defect, ObsoleteHeaderDefect) for defect in parsed.defects)
    return [
        (shown or _comment_on(address, value), address)
        for shown, address in found
        if is_address(address)
    ], is_in_order


def _at_a_glance(value: str) -> Iterator[tuple[str, str]]:
    """Addresses in brackets, each with what stands before it; else the first that is there."""
    end, is_any = 0, False
    for bracketed in BRACKETED.finditer(value):
        if is_address(bracketed[1]):
            is_any = True
            yield value[end : bracketed.start()].strip(' ",;'), bracketed[1]
        end = bracketed.end()
    bare = (found[1] for found in BARE.finditer(value) if is_address(found[1]))
    if not is_any and (address := next(bare, "")):
        yield _comment_on(address, value), address


def _comment_on(address: str, value: str) -> str:
    """The name in `address (Name)`, as programs wrote it before there were display names."""
    if "(" not in value:
        return ""
    for text, comments in _items(value):
        if address in text:
            return next(filter(str.strip, comments), "")
    return ""


def _items(value: str) -> Iterator[tuple[str, list[str]]]:
    """What stands between commas, and apart from it the comments in it, those inside kept."""
    text, comments, comment = [], [], []
    depth, is_quoted = 0, False
    for letter in LETTER.findall(value):
        if depth:
            depth += (letter == "(") - (letter == ")")
            if depth:
                comment.append(letter[-1])
            else:
                comments.append("".join(comment))
                comment = []
        elif letter == "(" and not is_quoted:
            depth = 1
        elif letter in {",", ";"} and not is_quoted:
            yield "".join(text), comments
            text, comments = [], []
        else:
            is_quoted ^= letter == '"'
            text.append(letter)
    yield "".join(text), comments
