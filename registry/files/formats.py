"""The two kinds of file that the admin takes and gives."""

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
        raise NotImplementedError

    def file_name(self, resource) -> str:
        return f"{resource._meta.name}.{self.extension}"


class CSV(RegisterFormat):
    title = _("CSV: for every program, and to import again")
    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def response(self, resource, queryset):
        """Sent while it is read: the whole table is never in memory."""
        lines = csv_lines(resource.with_headers(queryset))
        response = StreamingHttpResponse(lines, content_type=self.content_type)
        response["Content-Disposition"] = f'attachment; filename="{self.file_name(resource)}"'
        return response


class XLSX(RegisterFormat):
    title = _("XLSX: for spreadsheets; every cell is text")
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def response(self, resource, queryset):
        """Raises `Refused` where a text is too long for a cell of the format."""
        book = TemporaryFile()  # noqa: SIM115 (the response closes it)
        try:
            workbooks.write(book, resource._meta.name, resource.with_headers(queryset))
        except BaseException:
            book.close()
            raise
        book.seek(0)
        return FileResponse(
            book,
            as_attachment=True,
            filename=self.file_name(resource),
            content_type=self.content_type,
        )
