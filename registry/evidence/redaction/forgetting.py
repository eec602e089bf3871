"""What may be forgotten about a row: the fields that say something, today or at any time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.evidence.log.canonical import canonical
from registry.evidence.redaction.passages import Passage, passages_anywhere, passages_of
from registry.evidence.redaction.quoting import Values, is_sure, quotable
from registry.evidence.redaction.redacting import Redaction, redact
from registry.evidence.redaction.targets import AUTHOR, REASON, Target
from registry.records.history import recorded
from registry.records.model import RegisterModel
from registry.records.personal import (
    DATA_SUBJECT,
    FREE_TEXT,
    PERSONAL,
    STAFF,
    data_class,
    is_marker,
)
from registry.vocabulary import RedactionGround

# Of every version in question, whatever its table.
OF_VERSIONS = {REASON: FREE_TEXT, AUTHOR: STAFF}
# What people are called and reached by.
NAMES = frozenset({STAFF, DATA_SUBJECT})
# What one page can show, and somebody read.
MOST_PASSAGES = 200
LABELS = {
    REASON: gettext_lazy("reasons of the changes"),
    AUTHOR: gettext_lazy("authors of the changes"),
}


@dataclass(frozen=True)
class Holding:
    """A field that says something about somebody, in some rows of a table and their versions."""

    model: type[RegisterModel] | None  # None: of the versions of all tables in question
    name: str
    personal: str
    rows: tuple[int, ...]
    versions: tuple[int, ...]

    @property
    def key(self) -> str:
        """Names it in a form."""
        return f"{self.model._meta.label_lower}:{self.name}" if self.model else self.name

    @property
    def is_name(self) -> bool:
        return self.personal in NAMES

    @property
    def label(self) -> str:
        if self.model is None:
            return str(LABELS[self.name])
        return str(self.model._meta.get_field(self.name).verbose_name)


@dataclass(frozen=True)
class Offer:
    """What there is to choose from, as somebody sees it before it goes."""

    holdings: list[Holding]
    own: list[Passage]  # in reasons of the row's changes, and in events about it
    elsewhere: list[Passage]
    more: int = 0  # passages that are left for another time

    @property
    def passages(self) -> list[Passage]:
        return [*self.own, *self.elsewhere]

    @property
    def seal(self) -> str:
        """Of all that is offered: another one after it was shown means that it has changed."""
        seen = [[held.key, list(held.rows), list(held.versions)] for held in self.holdings]
        seen += [[passage.key, list(passage.pks)] for passage in self.passages]
        return sha256(canonical([*seen, self.more])).hexdigest()


def offer(row: RegisterModel, may_see: Callable[[Passage], bool] = lambda passage: True) -> Offer:
    """Of the row, of what is forgotten with it, and of what quotes it."""
    own, elsewhere = _passages(row)
    elsewhere = list(filter(may_see, elsewhere))
    room = max(0, MOST_PASSAGES - len(own[:MOST_PASSAGES]))
    more = len(own[MOST_PASSAGES:]) + len(elsewhere[room:])
    return Offer(holdings(row), own[:MOST_PASSAGES], elsewhere[:room], more)


def holdings(row: RegisterModel) -> list[Holding]:
    """Of the row and of what is forgotten with it."""
    found, of_versions = [], defaultdict(list)
    for model, pks in family(row).items():
        names = personal_fields(model)
        filled = defaultdict(list)
        for target in Target(model, pks, [*names, *OF_VERSIONS]).in_batches():
            for version, values in target.filled().items():
                for name in values:
                    filled[name].append(version)
        for name in OF_VERSIONS:
            of_versions[name] += filled[name]
        found += [
            Holding(model, name, kind, tuple(sorted(pks)), tuple(filled[name]))
            for name, kind in names.items()
            if filled[name]
        ]
    return found + [
        Holding(None, name, kind, (), tuple(of_versions[name]))
        for name, kind in OF_VERSIONS.items()
        if of_versions[name]
    ]


class Changed(ValidationError):
    """What there is to choose from is not what somebody has seen."""


def forget(
    row: RegisterModel,
    chosen: Collection[str],
    *,
    by: AbstractBaseUser,
    ground: RedactionGround,
    reason: str,
    seen: str | None = None,
    may_see: Callable[[Passage], bool] = lambda passage: True,
) -> Redaction:
    """Take what was chosen, by its keys, out of the present and the past, for good; no more.

    `seen` is the seal of the offer that it was chosen from. Whoever calls this has checked the
    permission. Raises ValidationError, and `Changed` where something else would go than was seen.
    """
    with recorded(by=by, reason=reason) as unit:
        offered = offer(row, may_see)
        passages = [passage for passage in offered.passages if passage.key in chosen]
        known = {thing.key for thing in (*offered.holdings, *passages)}
        if (seen is not None and seen != offered.seal) or not known.issuperset(chosen):
            raise Changed(
                _("The entry has changed since it was shown. Nothing was removed. Check it again.")
            )
        targets = list(_targets(row, chosen))
        gone = {*_said_by(targets), *(words for passage in passages for words in passage.quoted)}
        if Values(gone, is_read=False).are_quoted(reason):
            raise ValidationError(
                _(
                    "The reason quotes what is to be removed, and would keep it. Write "
                    "the reason without it."
                )
            )
        done = redact(targets, ground=ground, about=row, passages=passages)
        if not done.events:
            raise ValidationError(_("These fields are already empty."))
        # A row from before some rule was made loses its texts like all others.
        unit.flush(is_checked=False)
    return done


def _said_by(targets: Iterable[Target]) -> set[str]:
    """What goes with the targets, but for words so short that a text has them by chance."""
    said = set()
    for target in targets:
        kinds = personal_fields(target.model) | OF_VERSIONS
        for part in target.in_batches():
            for values in part.filled().values():
                for name, value in values.items():
                    is_name = kinds.get(name, STAFF) in NAMES and name not in OF_VERSIONS
                    said |= {text for text in quotable(value) if is_name or is_sure(text)}
    return said


def family(row: RegisterModel) -> dict[type[RegisterModel], set[int]]:
    """The row, and those that belong to it or ever did, by table."""
    found: dict[type[RegisterModel], set[int]] = defaultdict(set)
    found[type(row)].add(row.pk)
    for path in row.forgotten_with:
        model, pks = type(row), {row.pk}
        for name in path.split("__"):
            relation = model._meta.get_field(name)
            model = relation.related_model
            versions = model.history.filter(**{f"{relation.field.attname}__in": pks})
            pks = set(versions.values_list("id", flat=True))
        found[model] |= pks
    return found


def personal_fields(model: type[models.Model]) -> dict[str, str]:
    """The fields that may say something about somebody, and about whom."""
    classes = {field.name: data_class(field) for field in model._meta.concrete_fields}
    return {name: kind for name, kind in classes.items() if kind in PERSONAL}


def _targets(row: RegisterModel, chosen: Collection[str]) -> Iterator[Target]:
    of_versions = [name for name in OF_VERSIONS if name in chosen]
    for model, pks in family(row).items():
        label = model._meta.label_lower
        names = [name for name in personal_fields(model) if f"{label}:{name}" in chosen]
        yield Target(model, sorted(pks), [*names, *of_versions])


def said_in_fields(row: RegisterModel, kinds: Collection[str]) -> set[str]:
    """What the row and what is forgotten with it say in their fields of these classes."""
    said: set[str] = set()
    for model, pks in family(row).items():
        names = [name for name, kind in personal_fields(model).items() if kind in kinds]
        for target in Target(model, pks, names).in_batches():
            for values in target.filled().values():
                told = (value for value in values.values() if not is_marker(value))
                said |= {text for value in told for text in quotable(value)}
    return said


def _passages(row: RegisterModel) -> tuple[list[Passage], list[Passage]]:
    """Those in the own past, and those elsewhere: there only what quotes a name or an address."""
    names, known = said_in_fields(row, NAMES), family(row)
    texts = {text for text in said_in_fields(row, {FREE_TEXT}) if is_sure(text)}
    own = {
        passage.key: passage
        for model, pks in known.items()
        for target in Target(model, sorted(pks)).in_batches()
        for passage in passages_of(target, Values(names, texts))
    }
    rows = {model._meta.label_lower: pks for model, pks in known.items()}
    elsewhere = [
        passage
        for passage in passages_anywhere(Values(names))
        # Lines about these rows go in any case.
        if passage.key not in own and passage.row not in rows.get(passage.model, ())
    ]
    return [*own.values()], elsewhere
