"""The details of an event in words: for a line of a list, and for a page of its own."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.evidence.redaction.removals import labels_of
from registry.vocabulary import RedactionGround

# In the order in which they are said; the others follow.
WORDS = {
    "file": gettext_lazy("file"),
    "rows": gettext_lazy("rows"),
    "new": pgettext_lazy("rows of a file", "new"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "table": pgettext_lazy("of the register", "table"),
    "sha256": "SHA-256",
    "chosen": gettext_lazy("chosen in the list"),
    "filter": gettext_lazy("filter"),
    "q": pgettext_lazy("words looked for", "search"),
    "on": pgettext_lazy("day", "on"),
    "as_known_at": gettext_lazy("as known at"),
    "files": gettext_lazy("files"),
    "is_superuser": gettext_lazy("superuser"),
    "is_staff": gettext_lazy("staff"),
    "is_active": pgettext_lazy("account", "active"),
    "is_new": gettext_lazy("new account"),
    "of": gettext_lazy("kind"),
}
ANSWERS = {
    True: gettext_lazy("yes"),
    False: gettext_lazy("no"),
    None: pgettext_lazy("value", "none"),
}
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,15}([+-][0-9]{2}:[0-9]{2}|Z)?)?")
TOO_LONG_FOR_A_LINE = {"sha256", "table"}


def in_words(facts: dict) -> Iterator[tuple[str, str]]:
    """Each detail as a label and a text."""
    for name, value in _in_order(facts):
        yield _label(name), _as_text(_readable(name, value))


def in_a_line(facts: dict) -> str:
    """What it comes to."""
    short = {name: _shortened(value) for name, value in facts.items() if value is not None}
    return "; ".join(f"{label}: {text}" for label, text in in_words(short))


def in_lines(facts: dict) -> Iterator[str]:
    """All of it, with a line for each of several things."""
    for name, value in _in_order(facts):
        match value:
            case [dict(), *_rest]:
                yield from map(_as_text, value)
            case None:
                pass
            case _:
                yield f"{_label(name)}: {_as_text(_readable(name, value))}"


def name_of(label: str) -> str:
    """`registry.processor` in words; a table that is there no more keeps its label."""
    try:
        return capfirst(apps.get_model(label)._meta.verbose_name) if label else ""
    except (LookupError, ValueError):
        return label


def _in_order(facts: dict) -> list[tuple]:
    order = [*WORDS]
    known = sorted((name for name in facts if name in WORDS), key=order.index)
    return [(name, facts[name]) for name in [*known, *sorted(facts.keys() - WORDS.keys())]]


def _label(name: str) -> str:
    return str(WORDS.get(name, name.replace("_", " ")))


def _shortened(value):
    if isinstance(value, list):
        return [_shortened(part) for part in value]
    if isinstance(value, dict):
        return {name: part for name, part in value.items() if name not in TOO_LONG_FOR_A_LINE}
    return value


def _readable(name: str, value):
    """What tables and redactions say of themselves, in the words of their pages."""
    if name == "table" and isinstance(value, str):
        return name_of(value)
    if name == "fields" and isinstance(value, dict):
        return [f"{name_of(table)}: {labels_of(table, some)}" for table, some in value.items()]
    if name == "ground" and value in RedactionGround.values:
        return RedactionGround(value).label
    return value


def _as_text(value) -> str:
    match value:
        case None | bool():
            return str(ANSWERS[value])
        case {"from": before, "to": after}:
            return _("{before} → {after}").format(before=_as_text(before), after=_as_text(after))
        case dict():
            return ", ".join(f"{label} {text}" for label, text in in_words(value))
        case [dict(), *_rest]:
            return " / ".join(map(_as_text, value))
        case list():
            return ", ".join(map(_as_text, value))
        case str() if MOMENT.fullmatch(value):
            return _day_or_moment(value)
    return str(value)


def _day_or_moment(text: str) -> str:
    """As pages write it; the log keeps it as programs do."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:  # it only looks like one
        return text
    if "T" not in text:
        return date_format(moment)
    moment = timezone.localtime(moment) if moment.tzinfo else moment
    return date_format(moment, "DATETIME_FORMAT")
