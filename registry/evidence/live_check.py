"""Does each row of the register say what its newest version says."""

from collections.abc import Iterator

from django.db.models import Max
from django.utils.translation import gettext as _

from registry.base.history import BATCH
from registry.evidence.content import SealedTable, sealed_tables
from registry.evidence.faults import Report
from registry.evidence.reading import values_read
from registry.evidence.rows_check import in_any_table


def check_live_rows(report: Report) -> None:
    """Every row of every table: changed without a version, without any, or vanished."""
    filled = in_any_table("SELECT '{label}' WHERE EXISTS (SELECT 1 FROM {live})", is_recorded=True)
    for (label,) in filled:
        table = sealed_tables()[label]
        for pks in _batches(table.live):
            check_live(report, table, pks)
    for label, pk in in_any_table(
        "SELECT DISTINCT '{label}', id FROM {rows} AS version WHERE NOT EXISTS ("
        "SELECT 1 FROM {live} AS alive WHERE alive.id = version.id)",
        is_recorded=True,
    ):
        report.add(_("has versions, and the row itself is gone."), table=label, object=pk)


def _batches(live: SealedTable) -> Iterator[list[int]]:
    last = 0
    rows = live.rows._base_manager.order_by("pk")
    while pks := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield pks
        last = pks[-1]


def check_live(report: Report, table: SealedTable, pks: list[int]) -> None:
    def refuse(pk: int, name: str) -> None:
        report.add(_("cannot be read."), table=table.label, object=pk, field=name)

    versions = table.rows._base_manager.filter(id__in=pks)
    newest = dict(versions.values("id").order_by().values_list("id", Max("pk")))
    now = values_read(table.live, pks, refuse)
    # What cannot be read of a version is said where versions are checked.
    then = values_read(table, list(newest.values()), lambda pk, name: None)
    for pk in pks:
        if pk not in newest:
            report.add(_("has no version."), table=table.label, object=pk)
            continue
        version = then[newest[pk]]
        for name, value in now[pk].items():
            if name in version and version[name] != value:
                report.add(
                    _("was changed without a version."),
                    table=table.label,
                    object=pk,
                    version=newest[pk],
                    field=name,
                )
