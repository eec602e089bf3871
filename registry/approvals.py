"""What somebody approved of an entry, and what it and what it names say otherwise since then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst

from registry.models import (
    Engagement,
    ProcessingActivity,
    Processor,
    ProcessorAgreement,
    Transfer,
)
from registry.records.seen import versions_of_parts
from registry.records.timeline.since import state_before
from registry.records.timeline.texts import Sees, everybody
from registry.records.timeline.versions import Change, differences
from registry.vocabulary import ActivityState

# What steps write says nothing about the processing.
OF_STEPS = ("state", "reviewed_on")


@dataclass(frozen=True)
class Approval:
    """Who approved an entry, and when; and the last state since then that still says the same,
    such as that of a review, of a redaction, or of what was put right of earlier days.
    """

    at: datetime
    author: str
    version: int
    said_at: datetime


@dataclass(frozen=True)
class RowDifference:
    """The entry or one of its parts. Of what is new, all that it says; `is_gone` is to another."""

    title: str
    is_new: bool
    is_gone: bool
    changes: list[Change]


def last_approval(activity: ProcessingActivity) -> Approval | None:
    """None for what nobody has approved yet.

    What was written down of earlier days says that it was approved then, and answers for nothing.
    """
    versions = type(activity).history.model.objects.filter(id=activity.pk)
    later = versions.filter(
        holds_from__gt=OuterRef("holds_from"), history_date__lte=OuterRef("history_date")
    )
    approved = versions.filter(~Exists(later), state=ActivityState.APPROVED)
    newest = approved.order_by("-history_id").first()
    if newest is None:
        return None
    before = approved.annotate(was=state_before(type(activity), "state"))
    steps = before.filter(Q(was=None) | ~Q(was=ActivityState.APPROVED))
    step = steps.order_by("-history_id").first() or newest
    return Approval(step.history_date, step.history_author, newest.history_id, newest.history_date)


def changed_since(
    activity: ProcessingActivity, approval: Approval, sees: Sees = everybody
) -> list[RowDifference]:
    """How the entry, its parts, and its processors with their agreements and transfers differ from
    what was approved; what was changed back does not.
    """
    own = type(activity).history.model.objects.filter(id=activity.pk)
    found = _differences(own, own.filter(history_id__lte=approval.version), sees)
    for relation in activity.seen_with:
        versions = versions_of_parts(type(activity), relation, activity.pk)
        found += _since(versions, Q(activity=activity.pk), approval, sees)
    for model, is_named in named_with(activity):
        versions = model.history.model.objects
        versions = versions.filter(id__in=versions.filter(is_named).values("id"))
        found += _since(versions, is_named, approval, sees)
    return found


def named_with(activity) -> Iterator[tuple[type[models.Model], Q]]:
    """What was approved with the entry, and which of its rows the entry names or once named."""
    recipients = Engagement.history.model.objects.filter(activity=activity.pk).order_by()
    processors = recipients.exclude(processor=None).values("processor")
    bodies = recipients.exclude(body=None).values("body")
    of = {"organisation": activity.organisation_id}
    yield Processor, Q(id__in=processors)
    yield ProcessorAgreement, Q(processor__in=processors, **of)
    yield Transfer, Q(Q(processor__in=processors) | Q(body__in=bodies), **of)


def _since(
    versions: models.QuerySet, is_its: Q, approval: Approval, sees: Sees
) -> list[RowDifference]:
    if not versions.filter(history_date__gt=approval.said_at).exists():
        return []
    before = versions.filter(history_date__lte=approval.said_at)
    its = set(versions.filter(is_its).values_list("history_id", flat=True))
    return _differences(versions, before, sees, its)


def _differences(
    versions: models.QuerySet, before: models.QuerySet, sees: Sees, its: set[int] | None = None
) -> list[RowDifference]:
    """`its` are the versions that are of the entry, where a row may have been of another."""
    model = versions.model.instance_type
    new, old = _newest(versions), _newest(before)
    belonged, belongs = (
        {pk for pk, row in rows.items() if its is None or row.history_id in its}
        for rows in (old, new)
    )
    pks = sorted(belonged | belongs)
    pairs = [(new[pk], old[pk] if pk in belonged else None) for pk in pks]
    of_steps = OF_STEPS if model is ProcessingActivity else ()
    labels = {capfirst(model._meta.get_field(name).verbose_name) for name in of_steps}
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
    """By row its latest state. Versions are few: those of one entry and its parts."""
    return {row.id: row for row in versions.order_by("holds_from", "history_id")}
