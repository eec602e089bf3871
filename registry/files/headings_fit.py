"""Whether the headings of a sheet fit a table, and what is wrong with them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.files.changes import SheetResult
from registry.files.naming import several
from registry.files.reading.headings import SEARCHED
from registry.files.reading.shape import Sheet


class Headings:
    """Those of a sheet whose columns have the names of the table, and as they were written."""

    def __init__(self, resource, sheet: Sheet, written: list[str], result: SheetResult):
        self.resource, self.sheet, self.written, self.result = resource, sheet, written, result
        self.model = resource.model
        self.columns = {
            name: column for name, column in resource.columns.items() if name in sheet.headers
        }

    def fit(self) -> bool:
        """Whether rows can be looked at. Refuses what is wrong."""
        if other := self.resource.better_table(self.sheet.headers):
            message = _("looks like {other}.csv, not {table}.csv. Import it there instead.")
            self.result.refuse(message.format(other=other, table=self.resource._meta.name))
            return False
        if not self.columns:
            self._refuse_all()
        self._refuse_doubled()
        if self.missing(self.model.key):
            # So each row would be a new one.
            for name in self.missing(self.resource.columns):
                self.refuse_missing(name)
        return bool(self.columns)

    def missing(self, names) -> list[str]:
        columns = self.resource.columns
        return [name for name in names if columns[name].is_required and name not in self.columns]

    def refuse_missing(self, name: str, **place) -> None:
        self.result.refuse(
            _("is missing. Add the column; {table}.csv needs it.").format(
                table=self.resource._meta.name
            ),
            column=name,
            **place,
        )

    def _refuse_all(self) -> None:
        self.result.refuse(
            ngettext(
                "the column names were not found in line {line} or in the first "
                "{count} row. {table}.csv has columns such as {columns}.",
                "the column names were not found in line {line} or in the first "
                "{count} rows. {table}.csv has columns such as {columns}.",
                SEARCHED,
            ).format(
                line=self.sheet.begins,
                count=SEARCHED,
                table=self.resource._meta.name,
                columns=", ".join([*self.resource.columns][:3]),
            ),
            line=self.sheet.begins,
        )

    def _refuse_doubled(self) -> None:
        """Headings that may mean several columns, and columns that have several headings."""
        for written in self.written:
            if names := several(self.resource, written):
                message = _("may mean {names}. Write the one that you mean.")
                self.result.refuse(
                    message.format(names=_(" or ").join(names)),
                    line=self.sheet.begins,
                    column=written.replace("_", " "),
                )
        for name in sorted({it for it in self.columns if self.sheet.headers.count(it) > 1}):
            message = _("appears twice. Remove one of them.")
            self.result.refuse(message, line=self.sheet.begins, column=name)
