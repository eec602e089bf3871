"""Other entries that name somebody who is to be forgotten."""

from collections.abc import Iterable, Iterator

from registry.evidence.log.content import sealed_tables
from registry.evidence.redaction.forgetting import NAMES, family, personal_fields, said_in_fields
from registry.evidence.redaction.quoting import Values
from registry.records.model import RegisterModel


def mentions(row: RegisterModel, most: int = 50) -> list[RegisterModel]:
    """Other entries whose texts name what is forgotten here, now or at any time; some of them."""
    names, known = Values(said_in_fields(row, NAMES)), family(row)
    found: list[RegisterModel] = []
    for table in sealed_tables().values():
        if table.live is None or not names or len(found) >= most:
            continue
        model, pks = table.live.rows, set()
        columns = personal_fields(model)
        versions = table.rows._base_manager.exclude(id__in=known.get(model, ())).order_by("pk")
        for pk, *texts in versions.values_list("id", *columns).iterator():
            if pk not in pks and any(names.are_quoted(text) for text in _texts(texts)):
                pks.add(pk)
                if len(pks) >= most:
                    break
        found += model._base_manager.filter(pk__in=pks).order_by("pk")
    return found[:most]


def _texts(values: Iterable) -> Iterator[str]:
    for value in values:
        yield from (
            text for text in (value.values() if isinstance(value, dict) else [value]) if text
        )
