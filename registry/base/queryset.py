"""Questions that every table answers, and bulk writes that keep the history."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from registry.base.history import CREATED, UnrecordedWrite, current_unit


class RegisterQuerySet(models.QuerySet):
    """Refuses the bulk writes that leave no version; `add_all` and `change_all` keep one."""

    def in_use(self):
        """Rows that nobody has retired."""
        return self.filter(retired_on=None)

    def with_newest_version(self):
        """Adds `newest_version`: the id of the latest version of each row."""
        versions = self.model.history.model.objects.filter(id=OuterRef("pk"))
        newest = versions.order_by("-history_id").values("history_id")[:1]
        return self.annotate(newest_version=Subquery(newest))

    def with_relations(self):
        """Everything that a row refers to, in one query and one more per many-to-many field."""
        meta = self.model._meta
        ones = [field.name for field in meta.concrete_fields if field.many_to_one]
        many = [field.name for field in meta.local_many_to_many]
        rows = self.select_related(*ones) if ones else self
        return rows.prefetch_related(*many)

    def add_all(self, rows: Sequence[models.Model]) -> list[models.Model]:
        """`bulk_create` inside a recorded block: each row gets its version."""
        unit = current_unit("add_all")
        created = super().bulk_create(rows)
        unit.touch(self.model, [row.pk for row in created], CREATED)
        return created

    def change_all(self, rows: Sequence[models.Model], fields: Iterable[str]) -> None:
        """`bulk_update` inside a recorded block: each row gets its version."""
        unit = current_unit("change_all")
        # bulk_update() calls update(), which refuses: hand the work to Django's own.
        models.QuerySet(self.model, using=self.db).bulk_update(rows, fields, batch_size=100)
        unit.touch(self.model, [row.pk for row in rows])

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


class DatedQuerySet(RegisterQuerySet):
    """Rows that held in the world from one day to another, both included."""

    def in_force(self, on: date):
        """Rows that held on that day. A start that is not stated is taken for long ago."""
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=on),
            Q(ends_on=None) | Q(ends_on__gte=on),
            Q(retired_on=None) | Q(retired_on__gt=on),
        )
