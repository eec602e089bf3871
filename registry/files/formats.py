"""The two kinds of file that the admin takes and gives."""

from collections.abc import Iterable
from tempfile import TemporaryFile

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from registry.files.reading import workbooks
from registry.files.reading.delimited import csv_lines


class RegisterFormat:
    """A table as a file. Which of the two an upload is, is seen from its first bytes."""

    title: str
    extension: str
    content_type: str

    def response(self, resource, queryset) -> HttpResponseBase:
        return self.answer(resource._meta.name, resource.with_headers(queryset))

    def answer(self, name: str, rows: Iterable[list[str]]) -> HttpResponseBase:
        """Rows of disarmed cells, the headings first, as a file of that name."""
        raise NotImplementedError

    def file_name(self, resource) -> str:
        return f"{resource._meta.name}.{self.extension}"


class CSV(RegisterFormat):
    title = _("CSV: for every program, and to import again")
    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def answer(self, name, rows):
        """Sent while it is read: the whole table is never in memory."""
        response = StreamingHttpResponse(csv_lines(rows), content_type=self.content_type)
        response["Content-Disposition"] = f'attachment; filename="{name}.{self.extension}"'
        return response


class XLSX(RegisterFormat):
    title = _("XLSX: for spreadsheets; every cell is text")
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def answer(self, name, rows):
        """Raises `Refused` where a text is too long for a cell of the format."""
        book = TemporaryFile()  # noqa: SIM115 (the response closes it)
        try:
            workbooks.write(book, name, rows)
        except BaseException:
            book.close()
            raise
        book.seek(0)
        return FileResponse(
            book,
            as_attachment=True,
            filename=f"{name}.{self.extension}",
            content_type=self.content_type,
        )
