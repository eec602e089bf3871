"""The files of attachments: which rows name them, and whether the disk holds them."""

from collections.abc import Callable

from registry.evidence.verify.faults import Report
from registry.files_kept.checking import check_files_of
from requests_app.models import Attachment


def check_files(report: Report, progress: Callable[[str], None]) -> None:
    check_files_of(Attachment, report, progress)


def names_of_attachments() -> set[str]:
    return {*Attachment.objects.values_list("stored_name", flat=True)}
