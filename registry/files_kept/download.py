"""A kept file on its way out: for saving, and shown or run by no browser here."""

from django.http import FileResponse, Http404

from registry.files_kept.names import UNKNOWN_TYPE
from registry.files_kept.storage import FileGone, open_kept


def download(row, *, is_recognised: bool) -> FileResponse:
    """Under its name and type only where they are true; else as bytes that no program opens.

    Raises Http404 where the file is not there, or is not the one that was stored.
    """
    try:
        content = open_kept(row)
    except FileGone as error:
        raise Http404 from error
    answer = FileResponse(
        content,
        as_attachment=True,
        filename=row.name if is_recognised else f"{row.name}.unchecked",
        content_type=row.found_type if is_recognised else UNKNOWN_TYPE,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
