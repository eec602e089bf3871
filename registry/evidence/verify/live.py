"""Does each row of the register say what the latest of its states says."""

from collections.abc import Collection, Iterator

from django.db import connection
from django.utils.translation import gettext as _

from registry.evidence.log.content import SealedTable, sealed_tables
from registry.evidence.verify.faults import Report
from registry.evidence.verify.reading import values_read
from registry.evidence.verify.rows import in_any_table
from registry.records.unit import BATCH


def check_live_rows(report: Report) -> None:
    """Every row of every table: changed without a version, without any, or vanished."""
    filled = in_any_table("SELECT '{label}' WHERE EXISTS (SELECT 1 FROM {live})", is_recorded=True)
    for (label,) in filled:
        table = sealed_tables()[label]
        for newest in _batches(table):
            check_live(report, table, newest)
    for label, pk in in_any_table(
        "SELECT DISTINCT '{label}', id FROM {rows} AS version WHERE NOT EXISTS ("
        "SELECT 1 FROM {live} AS alive WHERE alive.id = version.id)",
        is_recorded=True,
    ):
        say_gone(report, label, pk)


def say_gone(report: Report, label: str, pk: int) -> None:
    report.add(_("has versions, but the row itself is missing."), table=label, object=pk)


def _batches(table: SealedTable) -> Iterator[dict[int, int | None]]:
    newest = _newest(table, "TRUE")
    while newest:
        yield newest
        newest = _newest(table, "id > %s", max(newest))


def newest_of(table: SealedTable, pks: Collection[int]) -> dict[int, int | None]:
    """The version of the latest state of each of these rows, of those that are there."""
    return _newest(table, f"id IN ({', '.join(['%s'] * len(pks))})", *pks)


def _newest(table: SealedTable, which: str, *parameters: int) -> dict[int, int | None]:
    versions, live = table.rows._meta.db_table, table.live.rows._meta.db_table
    # The latest of its states: a later version may be of an earlier day.
    newest = (
        f"SELECT history_id FROM {versions} AS version WHERE version.id = alive.id "
        "ORDER BY holds_from DESC, history_id DESC LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, ({newest}) FROM {live} AS alive WHERE {which} ORDER BY id LIMIT {BATCH}",
            parameters,
        )
        return dict(cursor.fetchall())


def check_live(report: Report, table: SealedTable, newest: dict[int, int | None]) -> None:
    def refuse(pk: int, name: str) -> None:
        report.add(_("cannot be read."), table=table.label, object=pk, field=name)

    now = values_read(table.live, list(newest), refuse)
    # What cannot be read of a version is said where versions are checked.
    versions = [version for version in newest.values() if version is not None]
    then = values_read(table, versions, lambda pk, name: None)
    for pk, number in newest.items():
        if number is None:
            report.add(_("has no version in the history."), table=table.label, object=pk)
            continue
        for name, value in now[pk].items():
            if name in then[number] and then[number][name] != value:
                report.add(
                    _("was changed without a version."),
                    table=table.label,
                    object=pk,
                    version=number,
                    field=name,
                )
