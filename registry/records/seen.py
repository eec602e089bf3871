"""Which state of a row somebody has seen, its parts included, and what became different since."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.records.timeline.versions import PastVersion, changes_since

PRIMARY_KEY = re.compile("[0-9]{1,18}")  # what a BigAutoField can hold


def newest_versions(model: type[models.Model]) -> dict[str, models.Expression]:
    """For a queryset to add: the number of the newest version of each row, and of its parts."""
    own = model.history.model.objects.filter(id=OuterRef("pk"))
    found = {"newest_version": Subquery(_newest(own))}
    for relation in model.seen_with:
        versions = versions_of_parts(model, relation, OuterRef(OuterRef("pk")))
        found[_name(relation)] = Coalesce(Subquery(_newest(versions)), Value(0))
    return found


def versions_of_parts(model: type[models.Model], relation: str, pk) -> models.QuerySet:
    """All versions of what belongs to a row or once did: what was taken away is a change too."""
    field = model._meta.get_field(relation).field
    versions = field.model.history.model.objects.order_by()
    return versions.filter(id__in=versions.filter(**{field.name: pk}).values("id"))


def seen_of(row: models.Model) -> str:
    """What a page that shows the row carries with it. The row was loaded `with_seen()`."""
    names = ["newest_version", *map(_name, row.seen_with)]
    return "-".join(str(getattr(row, name, None) or 0) for name in names)


def refuse_unless_seen(row: models.Model, seen: str) -> None:
    """Raises ValidationError with what was changed since. The row was loaded `with_seen()`."""
    if seen == seen_of(row):
        return
    advice = _("Check the current entry, then take the step again.")
    if not (changes := list(_changed_since(row, seen))):
        raise ValidationError(
            _("The form does not say which version of the entry you saw. Load the page again.")
            + " "
            + advice
        )
    raise ValidationError(" ".join([*changes, advice]))


def change_in_words(version: PastVersion, what: str = "") -> str:
    """One change that somebody made meanwhile: who, when, and what became different."""
    return _("{who} changed {row} on {when}: {what}.").format(
        who=version.author,
        row=what or _("this entry"),
        when=date_format(timezone.localtime(version.at), "DATETIME_FORMAT"),
        what="; ".join(str(change) for change in version.changes) or version.reason,
    )


def _changed_since(row: models.Model, seen: str) -> Iterator[str]:
    numbers = [int(number) for number in seen.split("-") if PRIMARY_KEY.fullmatch(number)]
    if len(numbers) != 1 + len(row.seen_with):
        return
    model = type(row)
    yield from (change_in_words(version) for version in changes_since(model, row.pk, numbers[0]))
    for relation, number in zip(row.seen_with, numbers[1:], strict=True):
        versions = versions_of_parts(model, relation, row.pk)
        part = model._meta.get_field(relation).related_model
        yield from changes_among(part, versions, number)


def changes_among(
    model: type[models.Model], versions: models.QuerySet, number: int
) -> Iterator[str]:
    """What became different in rows of a table since the version with that number, in words."""
    for pk in versions.filter(history_id__gt=number).values_list("id", flat=True).distinct():
        yield from _part_changed_since(model, pk, number)


def _part_changed_since(model: type[models.Model], pk: int, number: int) -> Iterator[str]:
    seen = model.history.filter(id=pk, history_id__lte=number).order_by("-history_id").first()
    part = model._base_manager.get(pk=pk)
    for version in changes_since(model, pk, seen and seen.history_id):
        yield change_in_words(version, f"{model._meta.verbose_name} “{part}”")


def _newest(versions: models.QuerySet) -> models.QuerySet:
    # Not as an aggregate, which would group; and not by order, which reads backwards through all.
    newest = Func(F("history_id"), function="MAX")
    return versions.order_by().annotate(newest=newest).values("newest")


def _name(relation: str) -> str:
    return f"newest_{relation}"
