"""The cards of the library: one file for each activity, one file for all vendors."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from registry.law.suggested import SuggestedPart
from registry.library.words import data_category, measure, people, right
from registry.models import ProcessingActivity, Processor
from registry.records.names.folding import fold
from registry.vocabulary import RetentionEnd

HERE = Path(__file__).parent
# Fields of a vendor's card that become suggestions, under the names of the register.
OF_VENDORS = (
    "legal_name",
    "country",
    "website",
    "privacy_policy_url",
    "subprocessor_list_url",
    "terms_url",
)


@dataclass(frozen=True)
class Offer:
    """One thing that could be true of an entry: what it would write, and why it is suggested."""

    part: SuggestedPart
    name: str
    fields: dict
    why: str = ""


@dataclass(frozen=True)
class Question:
    """A question in plain words. `fills` says what an answer becomes, `about` of which part."""

    key: str
    ask: str
    fills: str
    help: str = ""
    about: str = ""
    # What an answer says beside itself, such as from which event a period is counted.
    with_it: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Card:
    slug: str
    name: str
    about: str
    group: str
    reference: str = ""
    search: str = ""
    country: str = ""
    offers: tuple[Offer, ...] = ()
    questions: tuple[Question, ...] = ()

    def is_meant_by(self, words: str) -> bool:
        said = fold(f"{self.name} {self.about} {self.group} {self.search}")
        return all(word in said for word in fold(words).split())


@cache
def activities() -> dict[str, Card]:
    """By their slugs, in the order of their groups and names."""
    cards = [_activity(path) for path in sorted((HERE / "activities").glob("*.toml"))]
    return {card.slug: card for card in sorted(cards, key=lambda card: (card.group, card.name))}


@cache
def vendors() -> dict[str, Card]:
    rows = _read(HERE / "vendors.toml")["vendor"]
    cards = [_vendor(row) for row in rows]
    return {card.slug: card for card in sorted(cards, key=lambda card: fold(card.name))}


@cache
def general_questions() -> dict[str, dict]:
    """What is asked of every activity, by key; a card may put it in other words."""
    return {row["key"]: row for row in _read(HERE / "questions.toml")["question"]}


def questions_for(source: str) -> tuple[Question, ...]:
    """Those of the card from which an entry was started, else those that fit any activity."""
    card = activities().get(source)
    return card.questions if card else tuple(_general({}, None))


def _read(path: Path) -> dict:
    return tomllib.loads(path.read_text("utf-8"))


def _activity(path: Path) -> Card:
    said = _read(path)
    return Card(
        slug=path.stem,
        name=said["name"],
        about=said["about"],
        group=said["group"],
        reference=said["reference"],
        search=said.get("search", ""),
        offers=tuple(_offers(said)),
        questions=tuple(_questions(said)),
    )


def _offers(said: dict) -> Iterator[Offer]:
    part = SuggestedPart
    about = {"field": "description", "value": said["about"]}
    label = str(ProcessingActivity._meta.get_field("description").verbose_name)
    yield Offer(part.FIELD, label, about)
    for code in said["people"]:
        yield Offer(part.PEOPLE, people(code)["name"], people(code))
    for code in said["data"]:
        yield Offer(part.DATA, data_category(code)["name"], data_category(code))
    for row in said["purposes"]:
        yield _part(part.PURPOSE, row["text"], row)
    for row in said.get("recipients", ()):
        yield _part(part.RECIPIENT, row["recipient"], row)
    for row in said["periods"]:
        yield _part(part.PERIOD, row["name"], row)
    for code in said["measures"]:
        yield Offer(part.MEASURE, measure(code)["name"], measure(code))
    for row in said.get("rights", ()):
        named = right(row["right"])
        fields = named | {"statement": row["statement"]}
        yield Offer(part.RIGHT, named["name"], fields)


def _part(part: SuggestedPart, name: str, row: dict) -> Offer:
    fields = {key: value for key, value in row.items() if key != "why"}
    if codes := fields.get("data"):  # with the word itself, for it may have to be made
        fields["data"] = [data_category(code) for code in codes]
    return Offer(part, name, fields, row.get("why", ""))


def _questions(said: dict) -> Iterator[Question]:
    period = said["periods"][0]
    yield from _general(said.get("questions", {}), period, said["data"])
    for number, purpose in enumerate(said["purposes"]):
        yield from _of_bases(number, purpose)


def _of_bases(number: int, purpose: dict) -> Iterator[Question]:
    """What each basis wants to be said, where the card cannot know it."""
    for row in _read(HERE / "questions.toml")["of_basis"]:
        name = row["fills"].removeprefix("purpose.")
        if row["basis"] in purpose["bases"] and name not in purpose:
            text = purpose["text"]
            key = f"{name}-{number}"
            yield Question(key, row["ask"].format(purpose=text), row["fills"], about=text)


def _with(period: dict, data: list[str]) -> dict:
    """What a period begins with: from when it is counted, what comes then, and for which data."""
    said = {name: period[name] for name in ("trigger", "action") if name in period}
    if end := period.get("ends_with"):
        said.setdefault("trigger", str(RetentionEnd(end).label))
    named = [data_category(code) for code in data]
    return said | {
        "data": [[word["code"], word["name"]] for word in named],
        "only": period.get("data", data),
    }


def _general(
    wording: dict[str, str], period: dict | None, data: Sequence[str] = ()
) -> Iterator[Question]:
    for key, row in general_questions().items():
        words = row | ({"ask": wording[key]} if key in wording else {})
        if row["fills"] == "period" and period:
            words |= {"about": period["name"], "with_it": _with(period, data)}
        yield Question(**words)


def _vendor(row: dict) -> Card:
    offers = []
    for name in OF_VENDORS:
        if value := row.get(name):
            label = str(Processor._meta.get_field(name).verbose_name)
            offers.append(Offer(SuggestedPart.FIELD, label, {"field": name, "value": value}))
    return Card(
        slug=row["slug"],
        name=row["name"],
        about=row["about"],
        group=row["group"],
        search=row.get("search", ""),
        country=row["country"],
        offers=tuple(offers),
    )
