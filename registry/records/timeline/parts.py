"""What belongs to a row: its parts, of which each has a history that is told with the row's own."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery

# From a part to what it belongs to, key by key, its own one last.
Way = list[models.ForeignKey]


def ways_of_parts(model: type[models.Model]) -> dict[type[models.Model], list[Way]]:
    """By table, how its rows belong to those of `model`: what `history_with` says."""
    ways: dict[type[models.Model], list[Way]] = {}
    for path in model.history_with:
        way, owner = [], model
        for name in path.split("__"):
            way.append(owner._meta.get_field(name).field)
            owner = way[-1].model
        ways.setdefault(owner, []).append(way)
    return ways


def versions_while_parts(part: type[models.Model], ways: list[Way], pk: int) -> models.QuerySet:
    """The versions of rows that belonged to this row then, and those by which they went away."""
    versions = part.history.model.objects.order_by()
    earlier = versions.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    belongs, belonged, before = Q(), Q(), {}
    for *outer, key in ways:
        owners = _owners(outer, pk)
        belongs |= Q(**{f"{key.attname}__in": owners})
        last = earlier.order_by("-history_id").values(key.attname)[:1]
        before[f"was_{key.name}"] = Subquery(last)
        belonged |= Q(**{f"was_{key.name}__in": owners})
    # First which rows ever belonged to it, by an index: what was before is asked of these alone.
    ever = versions.filter(belongs).values("id")
    return versions.filter(id__in=ever).alias(**before).filter(belongs | belonged)


def _owners(way: Way, pk: int) -> list[int] | models.QuerySet:
    """Keys of the rows, on the way, that ever belonged to this one."""
    owners: list[int] | models.QuerySet = [pk]
    for key in way:
        versions = key.model.history.model.objects.order_by()
        owners = versions.filter(**{f"{key.attname}__in": owners}).values("id")
    return owners
