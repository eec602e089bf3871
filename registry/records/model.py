"""What every table of the register has: a history, a natural key, retirement, honest blanks."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache, wraps
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.records.absence import AbsencesField, absence, check_absences, is_absence
from registry.records.compiled import add_row, change_row
from registry.records.ending import (
    ON_RECORD_ONLY_SINCE,
    ends_before_it_is_there,
    first_day_of,
    last_day_of,
)
from registry.records.history import current_unit, first_day_of_block
from registry.records.moments import Past, day_shown
from registry.records.queryset import DatedQuerySet, LastingQuerySet, RegisterQuerySet
from registry.records.rules import (
    Fault,
    circular,
    contradicted,
    ends_after_start,
    naming,
    overlapping,
    used_before,
)
from registry.records.versioning import RegisterHistory


class RegisterModel(models.Model):
    """A row that is retired instead of deleted, and whose every version is kept."""

    # What people quote to name a row; files find rows by it. `__` reaches into a relation.
    key: ClassVar[tuple[str, ...]] = ()
    # Whether people make it up; what the register counts itself has no double.
    is_typed: ClassVar[bool] = True
    # Other fields by which files may quote a row.
    also_by: ClassVar[tuple[str, ...]] = ()
    # A reference that names one row for ever: no other may have it, not even later.
    never_reused: ClassVar[str] = ""
    # A reference to the same table that may be followed to its end, so it has to have one.
    leads_to: ClassVar[str] = ""
    # The one or two columns that `__str__` reads, where other tables point here in numbers.
    label_fields: ClassVar[tuple[str, ...]] = ("name",)
    # Whether it stands over time, and may say something else from a day on; else it happened.
    is_lasting: ClassVar[bool] = False
    # Its own first and last day. `__` reaches into a relation.
    since: ClassVar[str] = ""
    until: ClassVar[str] = ""
    # A field that says whether it has ended, beside the day: before its end it had not.
    tells_end: ClassVar[str] = ""
    # What steps write: it bears the day of the step, whenever what was changed began to hold.
    acts: ClassVar[tuple[str, ...]] = ()
    # What is no fact of the world, such as an answer: each day shows it as it is known.
    of_no_day: ClassVar[tuple[str, ...]] = ()
    # Fields, and relations to this row, that may be empty on purpose.
    absence_fields: ClassVar[tuple[str, ...]] = ()
    # Texts by whom they may be about: see `registry.records.personal`.
    personal: ClassVar[dict[str, str]] = {}
    # Relations to what says more about the same person: offered when this row is to be forgotten.
    forgotten_with: ClassVar[tuple[str, ...]] = ()

    # Relations to the parts that people see on its page: what changes them changes what was seen.
    seen_with: ClassVar[tuple[str, ...]] = ()
    # Relations to what belongs to it: the history of these is told with its own. `__` goes on.
    history_with: ClassVar[tuple[str, ...]] = ()

    # How somebody looks at a row that was loaded for them.
    past = Past()

    remarks = models.TextField(
        _("remarks"), blank=True, help_text=_("Notes for colleagues. They are not published.")
    )
    absences = AbsencesField(
        _("why fields are empty"),
        help_text=_(
            "Empty fields for which “none” or “not applicable” is stated. All other "
            "empty fields are not stated."
        ),
    )
    retired_on = models.DateField(
        _("retired on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("From this day the entry is no longer used. It is kept."),
    )

    objects = RegisterQuerySet.as_manager()
    history = RegisterHistory()

    class Meta:
        abstract = True
        # Relations write through it too: what `objects` refuses, they refuse.
        base_manager_name = "objects"
        # No "delete": entries are retired. Import and export have permissions of their own.
        default_permissions = ("add", "change", "view", "import", "export")

    def save(self, *args, update_fields=None, **kwargs):
        self.settle_absences()
        if update_fields:
            update_fields = {*update_fields, "absences"}
        super().save(*args, update_fields=update_fields, **kwargs)

    # For these two steps of `save` Django makes a statement anew for each row; here one is made for
    # each table. What these do not know is left to Django's.
    def _do_insert(self, manager, using, fields, returning_fields, raw):
        key = self._meta.pk
        is_usual = using == DEFAULT_DB_ALIAS and not raw
        if is_usual and key not in fields and returning_fields == [key]:
            said = [(field, field.pre_save(self, add=True)) for field in fields]
            if (pk := add_row(manager.model, said)) is not None:
                return [(pk,)]
        return super()._do_insert(manager, using, fields, returning_fields, raw)

    def _do_update(self, base_qs, using, pk_val, values, update_fields, forced_update):
        if using == DEFAULT_DB_ALIAS and values:
            said = [(field, value) for field, _model, value in values]
            if (count := change_row(base_qs.model, pk_val, said)) is not None:
                return count > 0
        return super()._do_update(base_qs, using, pk_val, values, update_fields, forced_update)

    def clean_fields(self, exclude=None):
        # First, or “none” would be refused as a web address or a date.
        self.settle_absences()
        faults: dict[str, list] = {}
        for check in (super().clean_fields, self._refuse_names_of_nothing):
            try:
                check(exclude=exclude)
            except ValidationError as error:
                faults = error.update_error_dict(faults)
        if faults:
            raise ValidationError(faults)

    def _refuse_names_of_nothing(self, exclude: Collection[str] | None) -> None:
        """A row that is called “none” would be taken for nothing, by people and by files."""
        faults = {}
        for name in self.key:
            text = vars(self).get(name)
            if name in self.absence_fields or name in (exclude or ()) or not isinstance(text, str):
                continue
            if is_absence(text):
                refusal = _("“{text}” means that a field is empty. Enter a name instead.")
                faults[name] = refusal.format(text=text)
        if faults:
            raise ValidationError(faults)

    def settle_absences(self) -> None:
        """A text such as “none” becomes the absence that it states; a value ends its absence.

        Raises ValidationError for absences that are stated wrongly.
        """
        for field in _columns_that_may_be_absent(type(self)):
            value = getattr(self, field.attname)
            if value in (None, ""):
                continue
            if isinstance(value, str) and is_absence(value):
                setattr(self, field.attname, None if field.null else "")
                self.state_absence(field.name, value)
            else:
                self._end_absence(field.name)
        check_absences(self.absences, self.absence_fields)

    def state_absence(self, name: str, text: str) -> None:
        """Record why a field is empty. Raises ValidationError, see `absence`."""
        try:
            stated = absence(text)
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error
        if stated:
            self.absences = {**self.absences, name: stated}
        else:
            self._end_absence(name)

    def _end_absence(self, name: str) -> None:
        if name in self.absences:
            # A new mapping: a copy of this row, or a version of it, may hold the old one.
            self.absences = {key: text for key, text in self.absences.items() if key != name}

    def is_absent(self, name: str) -> bool:
        """Stated as none or not applicable: nothing is missing here."""
        return name in self.absences

    @property
    def headline(self) -> str:
        """How the row is called among the parts of another; may read what it refers to."""
        return str(self)

    def headline_for(self, owner: models.Model) -> str:
        """The same on the page of a row to which it belongs, whose name stands there anyway."""
        return str(self) if self.headline == str(owner) else self.headline

    @property
    def full_name(self) -> str:
        """How the row is called on its own page, where nothing beside it says of what it is."""
        headline = self.headline
        return headline if str(self) in headline else f"{headline}: {self}"

    @property
    def facts(self) -> list[str]:
        """A few words beside the headline."""
        return []

    @classmethod
    def naming(cls, name: str, pks: Collection[int]) -> set[int]:
        """Those of the rows that name something under what `absence_fields` calls so."""
        return naming(cls, name, pks)

    @classmethod
    def follow(cls, pks: Collection[int], kept: Collection[int]) -> None:
        """Write what follows from these rows having been written, into the same versions.

        `kept` are activities of which the block says that nothing follows for them.
        """

    @classmethod
    def checked_with(cls, pks: Collection[int]) -> Iterator[tuple[type[models.Model], int, int]]:
        """What else to check when these rows change: table and row, and which row here is why."""
        return iter(())

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        """What is wrong with these rows that no single row can say. Checked at each commit."""
        yield from used_before(cls, pks)
        without = current_unit("Checking").without_absences[cls]
        yield from contradicted(cls, [pk for pk in pks if pk not in without])
        yield from circular(cls, pks)


@cache
def _columns_that_may_be_absent(model: type[RegisterModel]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if field.name in model.absence_fields]


def first_day_of_now() -> date | None:
    """Of a row that is made now: the day of the block that makes it, or today.

    None where the block says that what it writes was so all along.
    """
    return first_day_of_block()


def _marked(called):
    """Wherever a page names it, it says so: names are all that pages show of what a row leads to.

    So no list and no form has to know.
    """

    @wraps(called)
    def __str__(self):  # noqa: N807
        if not self.is_not_yet:
            return called(self)
        return gettext("{row} (not yet on record)").format(row=called(self))

    return __str__


class LastingModel(RegisterModel):
    """What stands over time. It is there from its own start, else from its first day."""

    is_lasting = True
    # Whether it may be there always, as words are that ship: then it has no first day.
    may_be_always: ClassVar[bool] = False

    first_day = models.DateField(
        _("first day"),
        null=True,
        blank=True,
        default=first_day_of_now,
        help_text=_(
            "From this day the entry is part of the register. Correct it if it was there earlier."
        ),
    )

    objects = LastingQuerySet.as_manager()
    # Whether it is shown for a day before it was there, because something else led to it then.
    is_not_yet = False

    class Meta(RegisterModel.Meta):
        abstract = True

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "__str__" in vars(cls):
            cls.__str__ = _marked(cls.__str__)

    @classmethod
    def from_db(cls, db, field_names, values):
        """On a day of the past, wherever it is read: in a document, a file, a list of parts."""
        row = super().from_db(db, field_names, values)
        if day := day_shown():
            said = vars(row)
            begins = said.get(cls.since) or said.get("first_day")
            if begins and begins > day:
                row.is_not_yet = True
        return row

    def settle_absences(self):
        if self._state.adding:
            self._begin()
        super().settle_absences()

    def _begin(self) -> None:
        if self.first_day is None and not self.may_be_always:
            self.first_day = timezone.localdate()
        last = last_day_of(self)
        if not isinstance(last, date) or first_day_of(self):
            return
        # It ended before it was entered, and nobody knows since when it was there: on that day.
        is_unsaid = self.first_day == (first_day_of_now() or timezone.localdate())
        if is_unsaid and ends_before_it_is_there(self):
            self.first_day = last

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude=exclude)
        if self.first_day is None and not self.may_be_always and "first_day" not in (exclude or ()):
            raise ValidationError({"first_day": _("Enter the first day of the entry.")})
        asked = [name for name in (self.until, self.since, "first_day") if name]
        asked = [name for name in asked if name not in (exclude or ())]
        if asked and ends_before_it_is_there(self) and not self._is_so_already():
            told = ON_RECORD_ONLY_SINCE.format(day=date_format(self.first_day))
            raise ValidationError({asked[0]: told})

    def _is_so_already(self) -> bool:
        """From before this was refused: it does not stand in the way of what else is changed."""
        if self.pk is None:
            return False
        names = filter(None, (self.since, self.until, "first_day"))
        said = {name: getattr(self, name) for name in names}
        return type(self)._base_manager.filter(pk=self.pk, **said).exists()


class DatedModel(LastingModel):
    """A fact with the days on which it held in the world, whenever the register learned it."""

    since, until = "starts_on", "ends_on"
    # Rows that agree in these fields may not overlap in time.
    one_at_a_time: ClassVar[tuple[str, ...]] = ()
    overlap_message = _("{row}: the dates overlap with another entry. End the earlier one first.")
    absence_fields = ("starts_on",)

    starts_on = models.DateField(
        pgettext_lazy("first day", "from"),
        null=True,
        blank=True,
        help_text=_("First day on which this applies. Leave empty if it is not known."),
    )
    ends_on = models.DateField(
        pgettext_lazy("last day", "until"),
        null=True,
        blank=True,
        help_text=_("Last day on which this applies. Leave empty if it still applies."),
    )

    objects = DatedQuerySet.as_manager()

    class Meta(LastingModel.Meta):
        abstract = True
        constraints = [ends_after_start()]

    @property
    def facts(self) -> list[str]:
        dates = [(_("from {day}"), self.starts_on), (_("until {day}"), self.ends_on)]
        return [word.format(day=date_format(day)) for word, day in dates if day]

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        yield from super().faults_among(pks)
        yield from overlapping(cls, pks)
