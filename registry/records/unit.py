"""What one author does for one reason: the rows touched, then their versions and what is wrong."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import hooks
from registry.records.alike import alike, alike_now
from registry.records.copies import CHANGED, CREATED, Written, copy_rows
from registry.records.names.buckets import keep_again
from registry.records.rules import Fault, Faults
from registry.records.states.every_day import is_there_before, not_on_every_day
from registry.records.states.keeping import put_all_right
from registry.records.states.moves import Moved
from registry.records.states.plain import Beside, beside_newest, beside_nothing, not_plain
from registry.records.states.rewriting import Rewriting
from registry.records.states.wishes import Stated, Wish

# Said once more in the same words: nothing follows from that.
CONFIRMED = "="
BATCH = 500


class Unit:
    """What one author does for one reason: the rows touched, until their versions are written."""

    def __init__(self, by: AbstractBaseUser | str, reason: str, wish: Wish):
        by = by or ""
        self.author_id = None if isinstance(by, str) else by.pk
        self.author = (by if isinstance(by, str) else by.get_username()).strip()
        self.reason = str(reason or "").strip()
        if not self.author or not self.reason:
            raise ValidationError(_("A change needs an author and a reason."))
        # Where one block takes several files: what is said for the rows of each table.
        self.reasons: dict[type[models.Model], str] = {}
        self.wish = wish
        self.touched: dict[type[models.Model], dict[int, str]] = defaultdict(dict)
        # What is said of rows of a day that is not theirs of now: see `state`.
        self.stated: dict[type[models.Model], dict[int, list[Stated]]] = defaultdict(dict)
        # Changes that began on another day than was recorded, or never.
        self.moved: dict[type[models.Model], dict[int, Moved]] = defaultdict(dict)
        # Activities for which nothing follows from this block: see `RegisterModel.follow`.
        self.kept: set[int] = set()
        self.followed: set[tuple[type[models.Model], int]] = set()
        # Rows of which days of the past were told anew, and new ones that were there before today.
        self.told_anew: dict[type[models.Model], set[int]] = defaultdict(set)
        self.begun_before: dict[type[models.Model], set[int]] = defaultdict(set)
        # Rows whose names these days changed, to be compared with others once all are written.
        self.named_anew: dict[type[models.Model], set[int]] = defaultdict(set)
        # Rows as just written that state nothing to be empty on purpose.
        self.without_absences: dict[type[models.Model], set[int]] = defaultdict(set)
        # The versions that it wrote.
        self.versions: dict[type[models.Model], set[int]] = defaultdict(set)

    def touch(self, model: type[models.Model], pks: Iterable[int], kind: str = CHANGED) -> None:
        rows = self.touched[model]
        for pk in pks:
            if rows.get(pk, CONFIRMED) == CONFIRMED:
                rows[pk] = kind

    def touch_rows(self, model: type[models.Model], rows: Iterable, kind: str = CHANGED) -> None:
        """The same for rows at hand."""
        rows, today = list(rows), self.wish.today
        self.touch(model, [row.pk for row in rows], kind)
        if model.is_lasting:
            kinds, begun = self.touched[model], self.begun_before[model]
            begun |= {
                row.pk for row in rows if kinds[row.pk] == CREATED and is_there_before(row, today)
            }

    def old(self, model: type[models.Model], pks: Iterable[int]) -> list[int]:
        """Those that this block did not make."""
        kinds = self.touched.get(model, {})
        return [pk for pk in pks if kinds.get(pk) != CREATED]

    def state(
        self,
        row: models.Model,
        fields: Iterable[str],
        links: dict | None = None,
        since: date | None = None,
        *,
        is_said_again: bool = False,
    ) -> None:
        """Say what these fields of a row hold since a day, that of the block, and write no row.

        `links` are the keys that its many-to-many fields lead to, by the name of the field. The row
        itself is written where the latest of its states says otherwise now. `is_said_again`: it
        says the same on that day already.
        """
        stated = Stated(copy(row), tuple(fields), links or {}, since)
        self.stated[type(row)].setdefault(row.pk, []).append(stated)
        self.touch(type(row), [row.pk], CONFIRMED if is_said_again else CHANGED)

    def move(self, row: models.Model, moved: Moved) -> None:
        """Say that a change of a row began on another day. Its row is written as `state` does."""
        self.moved[type(row)][row.pk] = moved
        self.touch(type(row), [row.pk])

    def flush(self, *, is_checked: bool = True) -> None:
        """Write the versions of the touched rows, then check what only several rows can say.

        One for each row, of what holds from today; more where days of the past are told anew.

        Raises `Faults`; the caller's transaction then rolls everything back. Unchecked only
        where no rule can be broken by what was done, and older faults must not stand in its way.
        """
        if is_checked:
            self._let_follow()
        old = {model: self.old(model, pks) for model, pks in self.touched.items()}
        beside = beside_newest(old, self.wish.today)
        at = timezone.now()
        written = [
            versions
            for model in self.touched
            for versions in self._write_all_versions(model, beside[model], at)
        ]
        for versions in written:
            beside[versions.model] |= beside_nothing(versions)
        doubles = self._alike(beside) + self._alike_now()
        self.wish.refuse_what_was_not_seen()
        if written:
            hooks.versions_written(written)
        if is_checked:
            self.check(doubles)
        self.touched, self.stated = defaultdict(dict), defaultdict(dict)
        self.moved, self.without_absences = defaultdict(dict), defaultdict(set)

    def _let_follow(self) -> None:
        written = {model: set(kinds) for model, kinds in self.touched.items()}
        for model, rows in written.items():
            kinds = self.touched[model]
            for pks in _batches(pk for pk in rows if kinds[pk] != CONFIRMED):
                model.follow(pks, self.kept)
        # What is wrong with these is said of the rows from which it follows.
        self.followed = {
            (model, pk)
            for model, kinds in self.touched.items()
            for pk in kinds.keys() - written.get(model, set())
        }

    def rehearse(self) -> None:
        """All that `flush` would refuse, and no versions: whoever calls it undoes the block."""
        self._let_follow()
        self.check(self._alike(beside_newest(self.touched, self.wish.today)))

    def check(self, doubles: list[Fault]) -> None:
        """Raises `Faults` where the rows touched so far are doubles or break a rule across them."""
        # By table and row: the rows touched that answer for what is wrong with it.
        answer: dict[type[models.Model], dict[int, list]] = defaultdict(dict)
        for model, kinds in self.touched.items():
            for pks in _batches(kinds):
                for pk in pks:
                    if (model, pk) not in self.followed:
                        answer[model].setdefault(pk, []).append((model, pk))
                for other, pk, ground in model.checked_with(pks):
                    answer[other].setdefault(pk, []).append((model, ground))
        faults = [*doubles]
        for model, rows in answer.items():
            faults += _faults(model, rows)
        found = {(fault.model, fault.pk) for fault in faults}
        for model, kinds in self.touched.items():
            told_anew = self.told_anew[model] & kinds.keys()
            for pks in _batches(self.begun_before[model] & kinds.keys() | told_anew):
                versions = self.versions[model]
                past = not_on_every_day(model, pks, told_anew & {*pks}, versions)
                faults += [fault for fault in past if (model, fault.pk) not in found]
        if faults:
            raise Faults(faults)

    @staticmethod
    def _alike(beside: dict[type[models.Model], dict[int, Beside]]) -> list[Fault]:
        return [fault for model, rows in beside.items() for fault in alike(model, rows)]

    def _alike_now(self) -> list[Fault]:
        """The same of rows that are called otherwise only since their days were told anew."""
        named, self.named_anew = self.named_anew, defaultdict(set)
        return [fault for model, pks in named.items() for fault in alike_now(model, pks)]

    def _write_all_versions(self, model, beside, at) -> list[Written]:
        kinds, written, rewritten = self.touched[model], [], []
        for pks in _batches(kinds):
            written += self._write_versions(model, pks, kinds, beside, at, rewritten)
        put_all_right(rewritten)
        for rewriting in rewritten:
            keep_again(model, rewriting.pks)
            self.named_anew[model] |= rewriting.named_anew
        return written

    def _write_versions(self, model, pks, kinds, beside, at, rewritten) -> list[Written]:
        said = {
            "history_date": at,
            "history_user_id": self.author_id,
            "history_author": self.author,
            "history_change_reason": self.reasons.get(model, self.reason),
        }
        told_anew = set()
        if model.is_lasting:
            told = self.stated[model].keys() | self.moved[model].keys()
            told_anew = not_plain(self.old(model, pks), beside, self.wish, told)
        plain = {pk: kinds[pk] for pk in pks if pk not in told_anew}
        written = copy_rows(model, plain, self.wish.today, said)
        if told_anew:
            self.told_anew[model] |= told_anew
            told = self.wish, self.stated[model], self.moved[model]
            rewriting = Rewriting(model, sorted(told_anew), *told)
            versions = rewriting.write(history_type=CHANGED, **said)
            written.append(Written(model, CHANGED, versions))
            rewritten.append(rewriting)
        for each in written:
            self.versions[model].update(each.ids)
            if each.copies:
                said = each.copies.said("id", "absences")
                self.without_absences[model] |= {pk for pk, why in said if why == "{}"}
        return written


def _faults(model: type[models.Model], answer: dict[int, list]) -> Iterator[Fault]:
    for pks in _batches(answer):
        for fault in model.faults_among(pks):
            for of, pk in answer[fault.pk]:
                yield fault if of is model else Fault(of, pk, "", fault.message, fault)


def _batches(pks: Iterable[int]) -> Iterator[list[int]]:
    pks = sorted(pks)
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]
