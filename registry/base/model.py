"""What every table of the register has: a history, a natural key, retirement, honest blanks."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.base.absence import AbsencesField, absence, check_absences, is_absence
from registry.base.history import RegisterHistory
from registry.base.queryset import DatedQuerySet, RegisterQuerySet
from registry.base.rules import Fault, ends_after_start, overlapping


class RegisterModel(models.Model):
    """A row that is retired instead of deleted, and whose every version is kept."""

    # What people quote to name a row; files find rows by it. `__` reaches into a relation.
    key: ClassVar[tuple[str, ...]] = ()
    # Fields, and relations to this row, that may be empty on purpose.
    absence_fields: ClassVar[tuple[str, ...]] = ()
    # Texts by whom they may be about: see `registry.base.personal`.
    personal: ClassVar[dict[str, str]] = {}

    remarks = models.TextField(
        _("remarks"), blank=True, help_text=_("For colleagues. Not published.")
    )
    absences = AbsencesField(
        _("empty on purpose"),
        help_text=_("Which fields are “none” or “not applicable: …”. Others are not stated."),
    )
    retired_on = models.DateField(
        _("retired on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("From this day the entry is no longer used. It stays on record."),
    )

    objects = RegisterQuerySet.as_manager()
    history = RegisterHistory()

    class Meta:
        abstract = True
        # No "delete": entries are retired. Import and export have permissions of their own.
        default_permissions = ("add", "change", "view", "import", "export")

    def save(self, *args, **kwargs):
        self.settle_absences()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        self.settle_absences()
        check_absences(self.absences, self.absence_fields)

    def settle_absences(self) -> None:
        """A text such as “none” becomes the absence that it states; a value ends its absence."""
        for name in self.absence_fields:
            if name not in self._columns():
                continue
            value = getattr(self, self._columns()[name])
            if isinstance(value, str) and is_absence(value):
                setattr(self, name, "")
                self.state_absence(name, value)
            elif value not in (None, ""):
                self.absences.pop(name, None)

    def state_absence(self, name: str, text: str) -> None:
        """Record why a field is empty. Raises ValidationError, see `absence`."""
        try:
            stated = absence(text)
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error
        if stated:
            self.absences[name] = stated
        else:
            self.absences.pop(name, None)

    def is_absent(self, name: str) -> bool:
        """Stated as none or not applicable: nothing is missing here."""
        return name in self.absences

    @classmethod
    def _columns(cls) -> dict[str, str]:
        return {field.name: field.attname for field in cls._meta.concrete_fields}

    @classmethod
    def faults_among(cls, pks: Iterable[int]) -> Iterator[Fault]:
        """What is wrong with these rows that no single row can say. Checked at each commit."""
        return iter(())


class DatedModel(RegisterModel):
    """A fact with the days on which it held in the world, whenever the register learned it."""

    # Rows that agree in these fields may not overlap in time.
    one_at_a_time: ClassVar[tuple[str, ...]] = ()
    overlap_message = _("{row}: its dates overlap those of another entry. End the earlier first.")
    absence_fields = ("starts_on",)

    starts_on = models.DateField(
        _("from"), null=True, blank=True, help_text=_("First day. Empty: not stated.")
    )
    ends_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("Last day. Empty: still so.")
    )

    objects = DatedQuerySet.as_manager()

    class Meta(RegisterModel.Meta):
        abstract = True
        constraints = [ends_after_start()]

    @classmethod
    def faults_among(cls, pks: Iterable[int]) -> Iterator[Fault]:
        yield from super().faults_among(pks)
        yield from overlapping(cls, pks)
