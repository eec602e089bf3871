"""The names at the far end of all many-to-many fields of some rows, in a single query."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import models
from django.db.models import CharField, F, Value


def attach_labels(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Fill the prefetch cache of each row with what `label_fields` of the targets need."""
    fields = model._meta.local_many_to_many
    if not fields or not rows:
        return
    pks = [row.pk for row in rows]
    queries = [_links(field, pks) for field in fields]
    found = defaultdict(list)
    for name, source, target, *labels in queries[0].union(*queries[1:], all=True):
        found[source, name].append((target, *labels))
    for row in rows:
        # Before the cache is there: afterwards the managers below would read from it.
        loaded = {field.name: _loaded(row, field, found[row.pk, field.name]) for field in fields}
        cache = getattr(row, "_prefetched_objects_cache", {})
        row._prefetched_objects_cache = {**cache, **loaded}


def _links(field: models.ManyToManyField, pks: list[int]) -> models.QuerySet:
    """Rows of: name of the field, key of the source, key of the target, two labels."""
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    first, *second = field.related_model.label_fields
    links = field.remote_field.through._base_manager.filter(**{f"{source}__in": pks})
    return links.order_by().values_list(
        Value(field.name, output_field=CharField()),
        F(source),
        F(target),
        F(f"{target}__{first}"),
        F(f"{target}__{second[0]}") if second else Value("", output_field=CharField()),
    )


def _loaded(row, field: models.ManyToManyField, values: list[tuple]) -> models.QuerySet:
    """The queryset of one field of one row, as if it had been evaluated."""
    target = field.related_model
    columns = ["id", *target.label_fields]
    rows = [target.from_db(row._state.db, columns, value[: len(columns)]) for value in values]
    loaded = getattr(row, field.name).get_queryset()
    loaded._result_cache = sorted(rows, key=str)
    loaded._prefetch_done = True
    return loaded
