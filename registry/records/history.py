"""How a write is recorded: one transaction, one author, one moment, one reason."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from copy import copy
from datetime import date
from functools import cache

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models.signals import pre_save
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from registry import hooks
from registry.records.alike import alike, alike_now
from registry.records.copies import CHANGED, CREATED, Written, copy_rows
from registry.records.names import keep_again
from registry.records.rules import Fault, Faults
from registry.records.states.every_day import is_there_before, not_on_every_day
from registry.records.states.moves import Moved
from registry.records.states.plain import Beside, beside_newest, beside_nothing, not_plain
from registry.records.states.rewriting import Rewriting, Since, Stated, Wish
from registry.serving.kept import counted
from registry.serving.turns import take_turn

# Said once more in the same words: nothing follows from that.
CONFIRMED = "="
BATCH = 500
# Any constant of our own: PostgreSQL's advisory locks share one space of numbers.
WRITER_LOCK = 30_2016_679


class UnrecordedWrite(RuntimeError):
    """A write to the register for which nobody answers."""

    def __init__(self, what: str):
        super().__init__(
            f"{what} outside of `with recorded(by=…, reason=…)`: say who writes, and why."
        )


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
            for model, kinds in self.touched.items()
            for pks in _batches(kinds)
            for versions in self._write_versions(model, pks, kinds, beside[model], at)
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

    def _write_versions(self, model, pks, kinds, beside, at) -> list[Written]:
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
            keep_again(model, told_anew)
            self.named_anew[model] |= rewriting.named_anew
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
                yield fault if of is model else Fault(of, pk, "", fault.message)


def _batches(pks: Iterable[int]) -> Iterator[list[int]]:
    pks = sorted(pks)
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]


_current: ContextVar[Unit | None] = ContextVar("recorded_unit", default=None)


def current_unit(what: str) -> Unit:
    """The block that answers for a write now. Raises `UnrecordedWrite` where there is none."""
    unit = _current.get()
    if unit is None:
        raise UnrecordedWrite(what)
    return unit


def first_day_of_block() -> date | None:
    """Of a row that is made now. None where the block says that what it writes was so all along."""
    unit = _current.get()
    return unit.wish.first_day if unit else timezone.localdate()


@contextmanager
def recorded(
    *,
    by: AbstractBaseUser | str,
    reason: str,
    since: Since = None,
    seen: Collection[str] | None = None,
    spared: Collection[str] = (),
) -> Iterator[Unit]:
    """All writes inside are one transaction, recorded for `by` (a user, or a command's name).

    What is written holds `since` that day: today where none is given, and `ALL_ALONG` where it was
    recorded wrongly. Where a change of the past is carried into later states, `seen` are those of
    which somebody has been told, by their codes, None to ask nobody: others raise `CarriedOn`.
    Those `spared` keep what they say. Raises ValidationError for a day still to come.

    At the end each touched row gets one version, many-to-many rows included, and the
    rules across rows are checked: `Faults` (a `ValidationError`) undoes the block. There is
    one writer at a time, so that such a rule, once checked, still holds at the commit.
    Who takes part in it, as the log that seals each version does, is in `registry.hooks`.
    A block within a block answers for its own writes only.
    """
    unit = Unit(by, reason, Wish(since, seen, frozenset(spared)))
    outer = _current.get()
    if outer:
        # Before the savepoint: what the outer block wrote stays if this one is undone.
        outer.flush()
    with transaction.atomic():
        if not outer:
            wait_for_other_writers()
        token = _current.set(unit)
        try:
            with nullcontext() if outer else counted():
                yield unit
                unit.flush()
        finally:
            _current.reset(token)


def wait_for_other_writers() -> None:
    """One writer at a time, from here to the end of the outermost transaction. Raises `Busy`."""
    # SQLite needs nothing: its transactions begin IMMEDIATE (config/settings.py). In a recorded
    # block nobody else can be writing.
    if connection.vendor == "postgresql" and not _current.get():
        take_turn(WRITER_LOCK)


class Version(models.Model):
    """A past state of a row: since when it held in the world, and who wrote it down when and why.

    The author is text too: accounts come and go, evidence stays.
    """

    holds_from = models.DateField(gettext_lazy("holds from"), default=date.min)
    history_author = models.CharField(gettext_lazy("author"), max_length=150)

    class Meta:
        abstract = True


class VersionManager(HistoryManager):
    """The manager behind `history`. Its class is made once, not each time that is read."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class):
        return super().from_queryset(queryset_class)


# Of simple-history the register uses the tables: a model of versions for each table and for each of
# its many-to-many fields, kept in step with it by migrations, the manager `history`, and the
# signals that tell of a save, a change of links and a deletion. What these lead to is our own:
# versions are written by `recorded`, once for a row, with an author and a reason. Its admin, its
# middleware and its commands are not in use.
class RegisterHistory(HistoricalRecords):
    """simple-history's tables, written by `recorded` instead of by each save.

    All many-to-many fields are kept without being named, and a write outside of a
    recorded block, `loaddata` included, is refused before it reaches the database.
    """

    def __init__(self):
        super().__init__(
            bases=[Version],
            inherit=True,
            history_user_id_field=models.BigIntegerField(null=True),
            history_change_reason_field=models.TextField(gettext_lazy("reason")),
            history_manager=VersionManager,
        )

    def _get_history_change_reason_field(self):
        # One of its own for each table: a field that all share leads an UPDATE to the last of them.
        return super()._get_history_change_reason_field().clone()

    def _get_history_user_fields(self):
        fields = super()._get_history_user_fields()
        return {**fields, "history_user_id": fields["history_user_id"].clone()}

    def get_m2m_fields_from_model(self, model):
        return list(model._meta.local_many_to_many)

    def get_meta_options(self, model):
        """With an index that answers for every row what it said on a day, as known at a moment."""
        index = models.Index(fields=["id", "-holds_from", "-history_id", "history_date"])
        return {**super().get_meta_options(model), "indexes": [index]}

    def finalize(self, sender, **kwargs):
        if not issubclass(sender, self.cls) or sender._meta.abstract:
            return
        super().finalize(sender, **kwargs)
        pre_save.connect(self.pre_save, sender=sender, weak=False)

    def pre_save(self, sender, **kwargs):
        current_unit(f"Saving {sender.__name__}")

    def post_save(self, instance, created, using=None, **kwargs):
        kind = CREATED if created else CHANGED
        current_unit("Saving").touch_rows(type(instance), [instance], kind)

    def pre_delete(self, instance, **kwargs):
        raise ValidationError(
            _("Entries of the register are not deleted. Retire the entry instead.")
        )

    def post_delete(self, instance, using=None, **kwargs):
        """Nothing is left to do: `pre_delete` refused."""

    def m2m_changed(self, *, instance, action, attr, pk_set, reverse, model, **kwargs):
        unit = current_unit(f"Changing {attr}")
        if reverse and pk_set is None:
            raise UnrecordedWrite(f"Clearing {attr} from the other side")
        if reverse:
            unit.touch(model, pk_set)
        elif pk_set is None or pk_set:  # all of them, or some; adding what is there is no change
            unit.touch(type(instance), [instance.pk])
