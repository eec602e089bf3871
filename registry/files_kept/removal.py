"""A row whose name was redacted loses its file with it, for good."""

from collections.abc import Collection

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from registry.evidence.log.content import batches
from registry.files_kept import storage
from registry.models import EvidenceRedaction
from registry.records.history import current_unit


def write_all(model: type[models.Model], pks: Collection[int], values: dict) -> None:
    """The same values in many rows, each with its version. Inside a recorded block only."""
    unit = current_unit("Minimising")
    for some in batches(pks):
        # The queryset of the table refuses update(), because it leaves no version.
        models.QuerySet(model).filter(pk__in=some).update(**values)
    unit.touch(model, pks)


def remove_files_of(model: type[models.Model]) -> None:
    """Its rows say so too. Inside a recorded block only.

    That a name was removed stands in the log: the name itself is whatever somebody chose. Files of
    a run that was killed right after its commit go too.
    """
    write_all(model, _without_name(model), {"file_removed_on": timezone.localdate()})
    removed = model.objects.exclude(file_removed_on=None)
    for stored_name in removed.values_list("stored_name", flat=True).iterator():
        storage.remove(stored_name)


def _without_name(model: type[models.Model]) -> list[int]:
    """Rows whose name was redacted, and whose file is not known to be gone."""
    redacted = EvidenceRedaction.objects.filter(
        entry__model=model._meta.label_lower,
        entry__history_id=OuterRef("history_id"),
        field="name",
    )
    versions = model.history.filter(Exists(redacted), id=OuterRef("pk")).order_by()
    left = model.objects.filter(Exists(versions), file_removed_on=None)
    return list(left.order_by("pk").values_list("pk", flat=True))
