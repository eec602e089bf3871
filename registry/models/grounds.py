"""Rows that entries rest on: whose change makes them to be checked, or no longer as approved."""

from collections.abc import Collection, Iterator
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from registry.models.activities import ProcessingActivity
from registry.records.compiled import answers
from registry.records.history import current_unit
from registry.records.model import DatedModel
from registry.vocabulary import IN_APPROVAL, ActivityState


class ActivityGround(models.Model):
    """A row that entries rest on, of their own or not, such as a purpose or a processor.

    A change of it may not leave an approved entry with a gap either. What the law decides
    about countries is no such row: it changes without asking, and the entry shows the gap.
    """

    # What an activity leads to, and the column here that says the same.
    reached_by: ClassVar[tuple[str, str]] = ("organisation", "organisation_id")
    # Whether drafts too are reached, where they state that there is nothing of this kind.
    ends_absences: ClassVar[bool] = False

    class Meta:
        abstract = True

    @classmethod
    def checked_with(cls, pks: Collection[int]) -> Iterator[tuple[type[models.Model], int, int]]:
        if cls.reached_by[1] == "id":
            # What leads to a new row was written with it, and is checked for itself.
            pks = current_unit("Checking").old(cls, pks)
        if reached := answers(_reached, cls, pks):
            grounds = dict(answers(_grounds, cls, pks))
            for activity, ground in reached:
                yield ProcessingActivity, activity, grounds[ground]


def _reached(model: type[ActivityGround], pks: Collection[int]) -> models.QuerySet:
    """The entries in force that rest on these rows, and by which value they do."""
    path, column = model.reached_by
    # From the versions: the organisation that lost a contact to another is checked too.
    values = model.history.model.objects.filter(id__in=pks).order_by().values(column)
    is_reached = Q(state__in=IN_APPROVAL)
    if model.ends_absences:
        is_reached |= ~Q(absences={})
    entries = ProcessingActivity.objects.filter(is_reached, **{f"{path}__in": values}).order_by()
    return entries.values_list("pk", path).distinct()


def _grounds(model: type[ActivityGround], pks: Collection[int]) -> models.QuerySet:
    versions = model.history.model.objects.filter(id__in=pks).order_by()
    return versions.values_list(model.reached_by[1], "id").distinct()


class ApprovedWith(models.Model):
    """A row that entries name, and that was approved as it stood together with them.

    A processor, what was agreed with it, and what lets data go to it: when one of them changes,
    what somebody answered for has changed too.
    """

    # The ways from here to the entries that use the row.
    used_by: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @classmethod
    def follow(cls, pks: Collection[int], kept: Collection[int]) -> None:
        ProcessingActivity.follow({pk for (pk,) in answers(_using, cls, pks)}, kept)


def _using(model: type[ApprovedWith], pks: Collection[int]) -> models.QuerySet:
    """Approved entries that use these rows, or used what they were before."""
    now = model.objects.filter(pk__in=pks).order_by()
    before = model.history.model.objects.filter(id__in=pks).order_by()
    is_used = Q()
    for path in model.used_by:
        of = {path: OuterRef("pk")}
        if "organisation" in {field.name for field in model._meta.fields}:
            of["organisation"] = OuterRef("organisation")
            is_used |= Exists(before.filter(**of))
        is_used |= Exists(now.filter(**of))
    entries = ProcessingActivity.objects.filter(is_used, state=ActivityState.APPROVED)
    return entries.order_by().values_list("pk")


class ActivityPart(ActivityGround, DatedModel):
    """A row that belongs to one activity, and is checked together with it."""

    reached_by = ("pk", "activity_id")
    ends_absences = True

    class Meta(DatedModel.Meta):
        abstract = True

    @classmethod
    def follow(cls, pks: Collection[int], kept: Collection[int]) -> None:
        """A change of a part is one of the entry; of both, where it went to another."""
        of = answers(_activities_of, cls, pks)
        ProcessingActivity.follow({activity for (activity,) in of}, kept)


def _activities_of(model: type[ActivityPart], pks: Collection[int]) -> models.QuerySet:
    """The entries that these parts belong to, or belonged to before."""
    versions = model.history.model.objects.filter(id__in=pks).order_by()
    now = model.objects.filter(pk__in=pks).order_by()
    return versions.values_list("activity_id").union(now.values_list("activity_id"))
