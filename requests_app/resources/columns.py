"""Columns that only the files of requests have."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from registry.files.cells import BooleanCell, ValueCell
from registry.files.columns import KEPT, CellReading, Column, ColumnOfAFile


class AccountCell(ValueCell):
    """An account, by the name that it signs in with."""

    def clean(self, value):
        for pk, name in self._names().items():
            if name == value.strip():
                return pk
        raise ValueError(_("is not an account. Write the user name of an account."))

    def render(self, value):
        return "" if value is None else self._names()[value]

    def _names(self) -> dict[int, str]:
        account = get_user_model()
        return self.lookups.column(account, account.USERNAME_FIELD)


class AccountColumn(Column):
    def __init__(self, model_field):
        super().__init__(model_field, may_be_absent=False)
        self.cell = AccountCell()


class CountedColumn(Column):
    """Written for the reader. What a file says here is not believed: it is counted anew."""

    is_required = False

    def __init__(self, model_field):
        super().__init__(model_field, may_be_absent=False)

    def read(self, text):
        return CellReading(KEPT)


class WordsColumn(Column):
    """Words that may be withheld. Then their cells are empty, and `words_withheld` says why."""

    def __init__(self, model_field):
        super().__init__(model_field, may_be_absent=False)


class WithheldColumn(ColumnOfAFile):
    """Whether the words of a row are withheld: such a row comes back with the words that it has."""

    is_many = is_required = False

    def __init__(self):
        super().__init__("words_withheld", BooleanCell())

    def read(self, text):
        if not self.cell.is_empty(text):
            self.cell.clean(text)
        return CellReading(KEPT)

    def value_of(self, row, links):
        return None

    def text(self, value, absent):
        return ""
