"""Files that are kept with agreements, activities and processors."""

from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.evidence.verify.faults import Report
from registry.files_kept.checking import check_files_of
from registry.files_kept.fields import refusal_of
from registry.files_kept.filetypes import inspect
from registry.files_kept.names import claimed_type, display_name
from registry.files_kept.removal import remove_files_of
from registry.files_kept.storage import gone_if_undone, put
from registry.models import KeptFile, ProcessingActivity, Processor, ProcessorAgreement
from registry.records.history import recorded

# What files are kept with, and the field that says so.
KEPT_WITH: dict[type[models.Model], str] = {
    ProcessorAgreement: "agreement",
    ProcessingActivity: "activity",
    Processor: "processor",
}


def keep(
    file: UploadedFile, *, with_row: models.Model, by: AbstractBaseUser | str, reason: str
) -> KeptFile:
    """Write a file beside the register, and a row that seals its SHA-256.

    Raises ValidationError for a kind of file that is not taken, one that is too large, and where
    the row is retired.
    """
    if refusal := refusal_of(file):
        raise ValidationError(refusal)
    with gone_if_undone(), recorded(by=by, reason=reason):
        row = type(with_row).objects.get(pk=with_row.pk)
        if row.retired_on:
            raise ValidationError(_("It is retired. Bring it back into use first."))
        name = display_name(file.name)
        kind = inspect(file, name=name, claimed=claimed_type(file.content_type or ""))
        file.seek(0)
        stored = put(file)
        kept = KeptFile(
            name=name,
            kept_on=timezone.localdate(),
            found_type=kind.found,
            byte_count=stored.byte_count,
            sha256=stored.sha256,
            stored_name=stored.stored_name,
            **{KEPT_WITH[type(row)]: row},
        )
        kept.full_clean()
        kept.save()
    return kept


def kept_with(row: models.Model) -> models.QuerySet:
    return KeptFile.objects.in_use().filter(**{KEPT_WITH[type(row)]: row})


def check_kept_files(report: Report, progress: Callable[[str], None]) -> None:
    check_files_of(KeptFile, report, progress)


def names_of_kept_files() -> set[str]:
    return {*KeptFile.objects.values_list("stored_name", flat=True)}


def remove_kept_files() -> None:
    """A file goes with its name. Inside a recorded block only."""
    remove_files_of(KeptFile)
