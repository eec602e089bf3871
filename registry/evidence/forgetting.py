"""What may be forgotten about a row: the fields that say something, today or at any time."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.base.history import recorded
from registry.base.model import RegisterModel
from registry.base.personal import FREE_TEXT, PERSONAL, STAFF, data_class
from registry.evidence.content import sealed_tables
from registry.evidence.echoes import lines_quoting
from registry.evidence.redaction import Redaction, redact
from registry.evidence.targets import (
    AUTHOR,
    QUOTES_AT_ONCE,
    REASON,
    Target,
    batches,
    containing,
    quotable,
    quoted_anywhere,
    quotes,
)
from registry.vocabulary import RedactionGround

# Of every version in question, whatever its table.
OF_VERSIONS = {REASON: FREE_TEXT, AUTHOR: STAFF}
# What is said elsewhere with the names and addresses in question.
QUOTED = "quoted"
LABELS = {
    REASON: gettext_lazy("reasons of the changes"),
    AUTHOR: gettext_lazy("authors of the changes"),
    QUOTED: gettext_lazy("reasons, events and log lines of other entries that quote a name"),
}


@dataclass(frozen=True)
class Holding:
    """A field that says something about somebody, in some rows of a table and their versions."""

    model: type[RegisterModel] | None  # None: of the versions of all tables in question
    name: str
    personal: str
    rows: tuple[int, ...]
    versions: int

    @property
    def key(self) -> str:
        """Names it in a form."""
        return f"{self.model._meta.label_lower}:{self.name}" if self.model else self.name

    @property
    def label(self) -> str:
        if self.model is None:
            return str(LABELS[self.name])
        return str(self.model._meta.get_field(self.name).verbose_name)


def holdings(row: RegisterModel) -> list[Holding]:
    """Of the row and of what is forgotten with it."""
    found, counts = [], Counter()
    for model, pks in family(row).items():
        names = personal_fields(model)
        filled = Counter()
        for target in Target(model, pks, [*names, *OF_VERSIONS]).in_batches():
            filled += Counter(name for values in target.filled().values() for name in values)
        counts += Counter({name: filled[name] for name in OF_VERSIONS})
        found += [
            Holding(model, name, kind, tuple(sorted(pks)), filled[name])
            for name, kind in names.items()
            if filled[name]
        ]
    counts[QUOTED] = _count_quotes(row)
    return found + [
        Holding(None, name, kind, (), counts[name])
        for name, kind in {**OF_VERSIONS, QUOTED: FREE_TEXT}.items()
        if counts[name]
    ]


def forget(
    row: RegisterModel,
    chosen: Collection[str],
    *,
    by: AbstractBaseUser,
    ground: RedactionGround,
    reason: str,
) -> Redaction:
    """Take the chosen holdings, by their keys, out of the present and the past, for good.

    Whoever calls this has checked the permission. Raises ValidationError.
    """
    with recorded(by=by, reason=reason) as unit:
        everywhere = _names_in(row) if QUOTED in chosen else ()
        targets = list(_targets(row, chosen))
        done = redact(targets, ground=ground, about=row, everywhere=everywhere)
        if not done.versions:
            raise ValidationError(_("None of that says anything any more."))
        if quotes(reason, done.values):
            raise ValidationError(
                _("The reason quotes what is to be removed, and would keep it. Say it without.")
            )
        # A row from before some rule was made loses its texts like all others.
        unit.flush(is_checked=False)
    return done


def mentions(row: RegisterModel, most: int = 50) -> list[RegisterModel]:
    """Other entries whose texts name what is forgotten here, now or at any time; some of them."""
    names, known = sorted(_names_in(row)), family(row)
    found: list[RegisterModel] = []
    for table in sealed_tables().values():
        if table.live is None:
            continue
        model, pks = table.live.rows, set()
        columns = personal_fields(model)
        versions = table.rows._base_manager.exclude(id__in=known.get(model, ())).order_by()
        for some in batches(names, QUOTES_AT_ONCE):
            naming = versions.filter(containing(some, *columns)).values_list("id", flat=True)
            pks |= set(naming.distinct()[:most])
        found += model._base_manager.filter(pk__in=pks).order_by("pk")[:most]
    return found[:most]


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


def _targets(row: RegisterModel, chosen: Collection[str]) -> Iterable[Target]:
    """All of the family: their reasons are looked through for what goes."""
    of_versions = [name for name in OF_VERSIONS if name in chosen]
    for model, pks in family(row).items():
        label = model._meta.label_lower
        names = [name for name in personal_fields(model) if f"{label}:{name}" in chosen]
        yield Target(model, sorted(pks), [*names, *of_versions])


def _names_in(row: RegisterModel) -> set[str]:
    """What people are called and reached by, in the row and in what is forgotten with it."""
    said: set[str] = set()
    for model, pks in family(row).items():
        names = [name for name, kind in personal_fields(model).items() if kind != FREE_TEXT]
        for target in Target(model, pks, names).in_batches():
            for values in target.filled().values():
                said |= {text for value in values.values() for text in quotable(value)}
    return said


def _count_quotes(row: RegisterModel) -> int:
    names, known = _names_in(row), family(row)
    count = len(lines_quoting(names))
    for table, said in quoted_anywhere(names):
        own = known.get(table.live.rows, ()) if table.live else ()
        versions = table.rows._base_manager.filter(pk__in=list(said))
        count += versions.exclude(id__in=own).count()
    return count
