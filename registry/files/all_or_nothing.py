"""Imports as a whole: all rows of all files are taken, or none, and each refusal has its place."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date

from django.contrib.auth.models import AbstractBaseUser

from registry.files.changes import SheetResult
from registry.files.lookups import Lookups
from registry.files.reading.shape import MAX_REFUSALS, Sheet
from registry.files.resource import RegisterResource, resource_for
from registry.records.events import EventName, announce
from registry.records.history import recorded
from registry.records.rules import Faults
from registry.records.states.carried import CarriedInto
from registry.records.states.wishes import Since
from registry.refusals import Refusal


class _Undo(Exception):
    """Ends a recorded block without leaving a trace."""


def import_sheets(
    sheets: Iterable[tuple[type[RegisterResource], Sheet]],
    *,
    by: AbstractBaseUser | str,
    reason: str,
    since: Since = None,
    dry_run: bool = False,
    expected: str | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> list[SheetResult]:
    """Take the sheets in the order given. Where one row is refused, nothing was written.

    With `expected`, nothing is written either unless it is exactly what a dry run with that
    `fingerprint` has shown. `by` is a user, whose permissions count, or a command's name.
    `{file}` in the reason stands for the name of the file that a row came from.
    What the files say holds `since` that day: see `recorded`. Raises ValidationError for a day
    still to come.
    """
    day = since if isinstance(since, date) else None
    lookups = Lookups(resource_for, day)
    user = None if isinstance(by, str) else by
    results: list[SheetResult] = []
    try:
        with recorded(by=by, reason=reason, since=since) as unit:
            for resource, sheet in sheets:
                progress(sheet.name)
                unit.reasons[resource._meta.model] = str(reason).replace("{file}", sheet.name)
                rows = resource(lookups=lookups, user=user)
                results.append(rows.import_data(sheet))
            progress("")
            # Rules across rows are asked of those that were taken even where others were not, so
            # that all faults are told in one round.
            is_refused = are_refused(results)
            # What is wrong on a day of the past is known only once its versions are there, and
            # so is what follows on later days.
            is_tried = dry_run or is_refused
            if not is_tried or day or any(unit.begun_before.values()):
                unit.flush()
            else:
                unit.rehearse()
            if is_refused:
                raise _Undo
            _tell_carried(unit.wish.told, results, lookups)
            if dry_run or expected not in {None, fingerprint(results)}:
                raise _Undo
            _announce(results, by)
    except _Undo:
        pass
    except Faults as faults:
        _put_in_place(faults, results)
    return results


def _tell_carried(told: list[CarriedInto], results: list[SheetResult], lookups: Lookups) -> None:
    by_table = {result.model: result for result in results}
    for into in told:
        if result := by_table.get(into.model):
            result.carried.append((lookups.of(into.model).texts.get(into.pk, ""), into))


def _announce(results: Iterable[SheetResult], by: AbstractBaseUser | str) -> None:
    """One event for all files of an import, in the transaction that writes their rows."""
    written = [result for result in results if result.changes]
    if not written:
        return
    tables = [type(result.changes[0].row) for result in written]
    files = [
        {
            "table": table._meta.label_lower,
            "file": result.sheet.name,
            "sha256": result.sheet.sha256,
            "new": result.new,
            "changed": result.changed,
            "unchanged": result.unchanged,
        }
        for table, result in zip(tables, written, strict=True)
    ]
    announce(EventName.IMPORTED, by=by, table=tables[0] if len(tables) == 1 else None, files=files)


def are_refused(results: Iterable[SheetResult]) -> bool:
    return any(result.refusals for result in results)


def refusals_of(results: Iterable[SheetResult]) -> list[Refusal]:
    return [refusal for result in results for refusal in result.refusals]


def fingerprint(results: Iterable[SheetResult]) -> str:
    """Two imports have the same one where they would change the same rows in the same way."""
    changes = [
        (result.sheet.name, change.line, change.is_new, change.differences)
        for result in results
        for change in result.changes
    ]
    carried = [
        (result.sheet.name, into.code) for result in results for _row, into in result.carried
    ]
    return hashlib.sha256(repr((changes, carried)).encode()).hexdigest()


def _put_in_place(faults: Faults, results: list[SheetResult]) -> None:
    """What is wrong with rows in view of others, said at the lines that they came from."""
    origins = {
        (type(change.row), change.row.pk): (result, change)
        for result in results
        for change in result.changes
    }
    said, were_refused = set(), are_refused(results)
    for fault in faults.faults[:MAX_REFUSALS]:
        if str(fault) in said:
            continue
        said.add(str(fault))
        if origin := origins.get((fault.model, fault.pk)):
            result, change = origin
            result.refuse_column(change, fault.field, str(fault))
        elif not were_refused:  # else it may be the doing of rows that are left out
            results[0].refuse(str(fault))
