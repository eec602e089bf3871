"""What somebody approved of an entry, and what it says otherwise since then."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.text import capfirst

from registry.models import ProcessingActivity
from registry.records.seen import versions_of_parts
from registry.records.timeline.texts import Sees, everybody
from registry.records.timeline.versions import Change, differences
from registry.vocabulary import ActivityState

# What steps write says nothing about the processing.
OF_STEPS = ("state", "reviewed_on")


@dataclass(frozen=True)
class Approval:
    """The last state of the entry for which somebody has answered."""

    version: int
    at: datetime
    author: str


@dataclass(frozen=True)
class RowDifference:
    """The entry or one of its parts. Of what is new, all that it says; `is_gone` is to another."""

    title: str
    is_new: bool
    is_gone: bool
    changes: list[Change]


def last_approval(activity: ProcessingActivity) -> Approval | None:
    """None for what nobody has approved yet."""
    versions = type(activity).history.filter(id=activity.pk, state=ActivityState.APPROVED)
    newest = versions.order_by("-history_id").first()
    return newest and Approval(newest.history_id, newest.history_date, newest.history_author)


def changed_since(
    activity: ProcessingActivity, approval: Approval, sees: Sees = everybody
) -> list[RowDifference]:
    """How the entry and its parts differ from what was approved; what was changed back does not."""
    own = type(activity).history.model.objects.filter(id=activity.pk)
    found = _differences(type(activity), own, own.filter(history_id__lte=approval.version), sees)
    for relation in activity.seen_with:
        part = activity._meta.get_field(relation).related_model
        versions = versions_of_parts(type(activity), relation, activity.pk)
        if versions.filter(history_date__gt=approval.at).exists():
            before = versions.filter(history_date__lte=approval.at)
            found += _differences(part, versions, before, sees, of=activity.pk)
    return found


def _differences(
    model: type[models.Model],
    versions: models.QuerySet,
    before: models.QuerySet,
    sees: Sees,
    *,
    of: int | None = None,
) -> list[RowDifference]:
    new, old = _newest(versions), _newest(before)
    belonged, belongs = (
        {pk for pk, row in rows.items() if of is None or row.activity_id == of}
        for rows in (old, new)
    )
    pks = sorted(belonged | belongs)
    pairs = [(new[pk], old[pk] if pk in belonged else None) for pk in pks]
    labels = {capfirst(model._meta.get_field(name).verbose_name) for name in OF_STEPS if of is None}
    found = []
    for pk, (row, older), version in zip(pks, pairs, differences(model, pairs, sees), strict=True):
        changes = version.changes
        if older is None:
            changes = [Change(label, "", text) for label, text in version.values if text]
        changes = [change for change in changes if change.label not in labels]
        if changes:
            title = f"{capfirst(model._meta.verbose_name)}: {row.instance}"
            found.append(RowDifference(title, older is None, pk not in belongs, changes))
    return found


def _newest(versions: models.QuerySet) -> dict[int, models.Model]:
    """By row. Versions are few: those of one entry and its parts."""
    return {row.id: row for row in versions.order_by("history_id")}
