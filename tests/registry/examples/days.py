"""The register as it was on a day, as its own files would write it down."""

from contextlib import AbstractContextManager, nullcontext
from datetime import date

from registry.files.lookups import Lookups
from registry.files.reading.formulas import rearm
from registry.files.resource import RegisterResource, resource_for
from registry.past import views
from registry.resources import TABLES

# By table and entry, as files quote it: what stands in each column.
Register = dict[str, dict[str, dict[str, str]]]


def on_day(day: date) -> AbstractContextManager:
    """Inside, every table says what held on that day."""
    as_it_was = getattr(views, "as_it_was", None)
    return as_it_was(day) if as_it_was else nullcontext()


def register_on(day: date) -> Register:
    with on_day(day):
        lookups = Lookups(resource_for)
        return {name: _entries(resource(lookups=lookups), day) for name, resource in TABLES.items()}


def _entries(resource: RegisterResource, day: date) -> dict[str, dict[str, str]]:
    texts = resource.lookups.of(resource.model).texts
    found = {}
    for pk in resource.model.objects.in_force(day).order_by("pk").values_list("pk", flat=True):
        (cells,) = resource.rows(resource.model.objects.filter(pk=pk))
        found[texts[pk]] = dict(zip(resource.columns, map(rearm, cells), strict=True))
    return found
