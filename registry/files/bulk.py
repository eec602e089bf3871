"""Writing what a file changes: in bulk, and row by row only where the database objects."""

from collections.abc import Callable, Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.utils.translation import gettext as _

from registry.files.changes import RowChange
from registry.records.history import current_unit
from registry.serving.troubles import trouble_of


def write(
    model: type[models.Model], changes: list[RowChange]
) -> Iterator[tuple[RowChange, ValidationError]]:
    """Write them all; yields each that cannot be written, and why.

    The database is asked once for all. Only where it refuses is each row looked at by itself.
    """
    try:
        with transaction.atomic():
            _write(model, changes)
    except DatabaseError as error:
        if trouble_of(error):
            raise
        for change in changes:
            if error := _write_alone(model, change):
                yield change, error


def _write_alone(model, change: RowChange) -> ValidationError | None:
    if change.is_new:
        change.row.pk = None
        change.row._state.adding = True
    if error := against(change.row.validate_unique, change.row.validate_constraints):
        return error
    try:
        with transaction.atomic():
            _write(model, [change])
    except ValidationError as error:
        return error
    except DatabaseError as error:
        if trouble_of(error):
            raise
        return ValidationError(_("conflicts with another entry. Compare it with the register."))
    return None


def against(*checks: Callable[[], None]) -> ValidationError | None:
    """What all of them have against a row, and not only the first."""
    found: dict[str, list] = {}
    for check in checks:
        try:
            check()
        except ValidationError as error:
            found = error.update_error_dict(found)
    return ValidationError(found) if found else None


def _write(model, changes: list[RowChange]) -> None:
    model.objects.add_all([change.row for change in changes if change.is_new])
    changed = [change for change in changes if not change.is_new]
    if fields := sorted({name for change in changed for name in change.fields}):
        rows = [change.row for change in changed if change.fields]
        model.objects.change_all(rows, fields)
    for many in model._meta.local_many_to_many:
        _write_links(many, [change for change in changes if many.name in change.links])
    current_unit("Importing").touch(model, [change.row.pk for change in changed])


def _write_links(many: models.ManyToManyField, changes: Iterable[RowChange]) -> None:
    through = many.remote_field.through
    source = through._meta.get_field(many.m2m_field_name()).attname
    target = through._meta.get_field(many.m2m_reverse_field_name()).attname
    added, lost = [], {}
    for change in changes:
        gains, losses = change.links[many.name]
        added += [through(**{source: change.row.pk, target: pk}) for pk in sorted(gains)]
        if losses:
            lost[change.row.pk] = losses
    if lost:
        links = through._base_manager.filter(**{f"{source}__in": list(lost)})
        gone = [
            pk for pk, row, other in links.values_list("pk", source, target) if other in lost[row]
        ]
        through._base_manager.filter(pk__in=gone).delete()
    through._base_manager.bulk_create(added)


def links_of(many: models.ManyToManyField, pks: Iterable[int] | None = None) -> dict:
    """The rows that a many-to-many field links to, for each row."""
    through = many.remote_field.through
    source = through._meta.get_field(many.m2m_field_name()).attname
    target = through._meta.get_field(many.m2m_reverse_field_name()).attname
    links = through._base_manager.all()
    if pks is not None:
        links = links.filter(**{f"{source}__in": pks})
    found: dict[int, set] = {}
    for row, other in links.values_list(source, target):
        found.setdefault(row, set()).add(other)
    return {row: frozenset(others) for row, others in found.items()}
