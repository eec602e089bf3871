"""Why something in a file was not taken: where it stands, what it is, what to do instead."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

SHOWN = 60


@dataclass(frozen=True)
class Refusal:
    """One thing that is wrong. What is not known about its place is left empty."""

    message: str
    file: str = ""
    line: int | None = None
    column: str = ""
    value: str | None = None
    # The column as the file calls it, where that is another name.
    called: str = ""

    def in_file(self, name: str) -> "Refusal":
        return replace(self, file=name)

    @property
    def shown_value(self) -> str:
        return "" if self.value is None else shown(self.value)

    @property
    def shown_column(self) -> str:
        return self.called or self.column

    @property
    def place(self) -> str:
        parts = [
            self.file,
            _("line {number}").format(number=self.line) if self.line else "",
            _("column {name}").format(name=self.shown_column) if self.column else "",
            f'"{self.shown_value}"' if self.value is not None else "",
        ]
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else str(self.message)


class Refused(Exception):
    """A file that cannot be taken at all."""

    def __init__(self, refusals: Iterable[Refusal]):
        self.refusals = list(refusals)
        super().__init__("\n".join(str(refusal) for refusal in self.refusals))

    def in_file(self, name: str) -> "Refused":
        return Refused(refusal.in_file(name) for refusal in self.refusals)


def refuse(message: str, **place) -> Refused:
    return Refused([Refusal(str(message), **place)])


def shown(value: str) -> str:
    """A cell as it fits into one line of a message, with nothing that moves the cursor."""
    begun = value[: SHOWN + 1]
    text = "".join(character if character.isprintable() else "·" for character in begun)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
