"""A word of its own in every personal field of every table: where it turns up, it was seen."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models

from registry.records.absence import NOT_APPLICABLE
from registry.records.personal import PERSONAL, data_class

# No longer than the shortest of the fields, the code of a language.
_WORD = re.compile(rb"cny(\d{5})q", re.IGNORECASE)


@dataclass(frozen=True)
class Canary:
    """In which field of which table it sits; `variant` tells rows of one table apart."""

    table: str
    name: str
    variant: str

    def __str__(self):
        return f"{self.table}.{self.name} ({self.variant})"


@dataclass
class Canaries:
    """All that were let out, found again by their words."""

    out: list[Canary] = field(default_factory=list)

    def word(self, model: type[models.Model] | str, name: str, variant: str = "") -> str:
        label = model if isinstance(model, str) else model._meta.label_lower
        self.out.append(Canary(label, name, variant))
        return f"cny{len(self.out):05}q"

    def fill(self, model: type[models.Model], variant: str, taken: Iterable[str]) -> dict:
        """A value with a canary for each personal field of a table but those that are taken."""
        found = {}
        for one in model._meta.concrete_fields:
            if one.name in {"absences", *taken} or not has_words(one):
                continue
            word = self.word(model, one.name, variant)
            found[one.name] = f"{word}@example.org" if isinstance(one, models.EmailField) else word
        absent = getattr(model, "absence_fields", ())
        if absent and "absences" not in taken:
            blank = [one for one in absent if one not in {*found, *taken}]
            if blank:
                word = self.word(model, "absences", variant)
                found["absences"] = {blank[0]: NOT_APPLICABLE + word}
        return found

    def in_(self, text: bytes) -> set[Canary]:
        return {self.out[int(number) - 1] for number in _WORD.findall(text)}


def has_words(one: models.Field) -> bool:
    """Whether it is personal and holds what people write."""
    holds_text = isinstance(one, models.CharField | models.TextField)
    return holds_text and not one.choices and data_class(one) in PERSONAL
