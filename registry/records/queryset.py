"""Questions that every table answers, and bulk writes that keep the history."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from registry.records.copies import CREATED
from registry.records.history import UnrecordedWrite, current_unit
from registry.records.labels import attach_labels
from registry.records.seen import newest_versions
from registry.records.states.exchanging import free_names


def count_as_seen(model: type[models.Model], relation: str, on: date | None, *only) -> Coalesce:
    """How many rows that count point at each row of `model`, counted without joining them."""
    field = model._meta.get_field(relation).field
    rows = field.model.objects.as_seen(on).filter(*only, **{field.name: OuterRef("pk")}).order_by()
    count = rows.values(field.name).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count, output_field=models.IntegerField()), 0)


def _settled(rows: Iterable[models.Model]) -> list[models.Model]:
    rows = list(rows)
    for row in rows:
        row.settle_absences()
    return rows


class RegisterQuerySet(models.QuerySet):
    """Refuses the bulk writes that leave no version; `add_all` and `change_all` keep one."""

    def in_use(self):
        """Rows that nobody has retired."""
        return self.filter(retired_on=None)

    def as_seen(self, on: date | None):
        """What counts on a day, or in everyday work."""
        return self.in_force(on) if on else self.in_use()

    def in_force(self, on: date):
        """Rows that were there on that day: not retired yet, and not younger."""
        rows = self.filter(Q(retired_on=None) | Q(retired_on__gt=on))
        return rows.filter(**{f"{self.model.since}__lte": on}) if self.model.since else rows

    def days_asked(self) -> set[str]:
        """The paths to the days of which `in_force` asks."""
        return {"retired_on", self.model.since} - {""}

    def with_newest_version(self):
        """Adds `newest_version`: the id of the latest version of each row."""
        versions = self.model.history.model.objects.filter(id=OuterRef("pk"))
        newest = versions.order_by("-history_id").values("history_id")[:1]
        return self.annotate(newest_version=Subquery(newest))

    def with_seen(self):
        """Adds what `records.seen` reads: the newest versions of each row and its parts."""
        return self.annotate(**newest_versions(self.model))

    def with_labels(self, on: date | None = None):
        """Everything that a row refers to, for showing it: two queries, however many fields.

        Rows at the far end of many-to-many fields hold only what their `__str__` reads. With a day,
        what was not there yet on it is marked.
        """
        ones = [field.name for field in self.model._meta.concrete_fields if field.is_relation]
        rows = self.select_related(*ones) if ones else self._chain()
        rows._wants_labels, rows._labels_on = True, on
        return rows

    _wants_labels = False
    _labels_on: date | None = None

    def _clone(self):
        clone = super()._clone()
        clone._wants_labels, clone._labels_on = self._wants_labels, self._labels_on
        return clone

    def _fetch_all(self):
        is_fresh = self._result_cache is None
        super()._fetch_all()
        if is_fresh and self._wants_labels:
            attach_labels(self.model, self._result_cache, self._labels_on)

    def add_all(self, rows: Iterable[models.Model]) -> list[models.Model]:
        """`bulk_create` inside a recorded block: each row gets its version."""
        unit = current_unit("add_all")
        rows = _settled(rows)
        created = super().bulk_create(rows)
        unit.touch_rows(self.model, created, CREATED)
        return created

    def change_all(self, rows: Iterable[models.Model], fields: Iterable[str]) -> None:
        """`bulk_update` inside a recorded block: each row gets its version."""
        unit = current_unit("change_all")
        rows, fields = _settled(rows), {*fields}
        said = {row.pk: {name: vars(row).get(name) for name in fields} for row in rows}
        free_names(self.model, said)
        # bulk_update() calls update(), which refuses: hand the work to Django's own.
        models.QuerySet(self.model, using=self.db).bulk_update(
            rows, {*fields, "absences"}, batch_size=100
        )
        unit.touch_rows(self.model, rows)

    def update(self, **values):
        raise UnrecordedWrite("update()")

    def bulk_create(self, objs, *args, **kwargs):
        raise UnrecordedWrite("bulk_create()")

    def bulk_update(self, objs, fields, batch_size=None):
        raise UnrecordedWrite("bulk_update()")

    def delete(self):
        raise UnrecordedWrite("delete()")

    delete.alters_data = True
    delete.queryset_only = True


class LastingQuerySet(RegisterQuerySet):
    """Rows that stand over time: from a day on, until they end or are retired."""

    def in_force(self, on: date):
        """Rows that were there on that day: from their own start, else from their first day.

        A word that ships has neither, and is always there.
        """
        begun = Q(first_day=None) | Q(first_day__lte=on)
        if since := self.model.since:
            begun = Q(**{f"{since}__lte": on}) | Q(begun, **{since: None})
        rows = self.filter(begun, Q(retired_on=None) | Q(retired_on__gt=on))
        until = self.model.until
        return rows.filter(Q(**{until: None}) | Q(**{f"{until}__gte": on})) if until else rows

    def days_asked(self) -> set[str]:
        return (super().days_asked() | {"first_day", self.model.until}) - {""}

    def begun_by(self, on: date):
        """Rows that were there on that day or on some day before it."""
        begin = Coalesce(self.model.since, "first_day") if self.model.since else F("first_day")
        rows = self.alias(begin=begin).filter(Q(begin=None) | Q(begin__lte=on))
        # What was retired as soon as it began was never there.
        return rows.filter(Q(retired_on=None) | Q(begin=None) | Q(retired_on__gt=F("begin")))


class DatedQuerySet(LastingQuerySet):
    """Rows that held in the world from one day to another, both included."""

    def not_over(self, on: date):
        """In use, and not ended before that day; what is still to begin is among them."""
        return self.in_use().filter(Q(ends_on=None) | Q(ends_on__gte=on))
