"""An order is carried out: the example is put aside as a file, and a fresh database begins.

Its attachments go with it: of a register, every file that no row names is deleted in time.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management import CommandError
from django.db import DatabaseError, connection, models
from django.utils.translation import gettext as _

from registry import hooks
from registry.beginning.orders import Order, database_file, left, take_away
from registry.files_kept import storage
from registry.models import Mark, Organisation
from registry.records.events import answered_for
from registry.records.history import recorded
from registry.serving.beside import SUFFIX as BESIDE
from registry.vocabulary import MarkName

OTHERS_END = 20  # seconds: so long a command that has the database open may take to end
BESIDE_IT = ("-wal", "-shm", "-journal", BESIDE, f"{BESIDE}-wal", f"{BESIDE}-shm")
STOPS_IT = (
    OSError,
    sqlite3.Error,
    DatabaseError,
    ValidationError,
    ObjectDoesNotExist,
    CommandError,
)


@dataclass(frozen=True)
class Luggage:
    """What comes along from the old database: an account, its factors, and its open session."""

    account: dict
    groups: list[str]
    factors: list[dict]
    sessions: list[models.Model]
    files: frozenset[str]  # the names of its attachments, which stay with it


def carry_out(prepare: Callable[[], None]) -> Order | None:
    """Carry out the order that waits, if one does. `prepare` makes an empty database ready.

    Nobody else may have the database open. Whatever goes wrong, the database of before is in its
    place again; the order that is returned then says why.
    """
    order = left()
    if order is None or order.failed:
        return None
    try:
        if order.kept_file.exists():  # by a start that was killed on the way
            _put_back(order)
        luggage = _pack(order)
        connection.close()
        try:
            _put_aside(order, luggage.files)
            prepare()
            _begin(order, luggage)
        except BaseException:
            _put_back(order)
            raise
    except STOPS_IT as error:
        said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        order = replace(order, failed=" ".join(said.split()) or type(error).__name__)
        order.leave()
    else:
        take_away()
    return order


def _pack(order: Order) -> Luggage:
    if not Mark.holds(MarkName.EXAMPLE):
        raise ValidationError(_("what lies in its place is not the example"))
    account = get_user_model().objects.get(pk=order.account)
    sessions = [
        *Session.objects.filter(pk=order.session),
        *UserSession.objects.filter(user=account, session_key=order.session),
    ]
    return Luggage(
        _columns(account),
        [*account.groups.values_list("name", flat=True)],
        [_columns(factor) for factor in Authenticator.objects.filter(user=account)],
        sessions,
        frozenset().union(*hooks.files_named()),
    )


def _columns(row: models.Model) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _put_aside(order: Order, files: frozenset[str]) -> None:
    """As one file, with all that its journal holds. Raises where another process has it open."""
    file = database_file()
    with closing(sqlite3.connect(file, timeout=OTHERS_END, isolation_level=None)) as alone:
        alone.execute("PRAGMA locking_mode = EXCLUSIVE")
        (mode,) = alone.execute("PRAGMA journal_mode = DELETE").fetchone()
        if mode != "delete":
            raise OSError(_("another program has the database open"))
        file.rename(order.kept_file)
    _remove_beside(file)
    storage.put_aside(order.kept_file.stem, files)


def _put_back(order: Order) -> None:
    """What stands in the place of the database has never been served."""
    file = database_file()
    connection.close()
    if order.kept_file.exists():
        file.unlink(missing_ok=True)
        _remove_beside(file)
        order.kept_file.rename(file)
    storage.put_back(order.kept_file.stem)


def _remove_beside(file: Path) -> None:
    for suffix in BESIDE_IT:
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _begin(order: Order, luggage: Luggage) -> None:
    """The account under its number of before, so that who is signed in stays so."""
    reason = _("A register of our own begins")
    account = get_user_model()(**luggage.account)
    with answered_for(account.get_username(), reason):
        account.save(force_insert=True)
        account.groups.set(Group.objects.filter(name__in=luggage.groups))
        for factor in luggage.factors:
            Authenticator(**factor).save(force_insert=True)
    for session in luggage.sessions:
        session.save(force_insert=True)
    Mark.put(MarkName.OWN)
    with recorded(by=account, reason=reason):
        organisation = Organisation(name=order.organisation)
        organisation.full_clean()
        organisation.save()
