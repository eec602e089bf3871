"""The steps by which an account changes: each with who answers for it, why, and an event."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.accounts.people import roles
from registry.accounts.rules import (
    LEAD,
    Author,
    groups_of,
    refuse_to_lose_the_last,
    refuse_unless_may,
)
from registry.records.events import answered_for
from registry.records.history import recorded


def change_roles(
    account: AbstractBaseUser, *, names: Iterable[str], by: Author, reason: str
) -> AbstractBaseUser:
    """These roles of those that ship; other groups of the account stay. Its sessions end.

    Raises ValidationError where `by` may not, or where nobody would be left as privacy lead.
    """
    with recorded(by=by, reason=reason), answered_for(by, reason):
        account = get_user_model().objects.get(pk=account.pk)
        refuse_unless_may(account, by)
        given = groups_of(names, by)
        if LEAD not in {group.name for group in given}:
            refuse_to_lose_the_last(account)
        others = account.groups.exclude(name__in=roles())
        account.groups.set([*others, *given])
        let_in_by_roles(account)
    return account


def let_in_by_roles(account: AbstractBaseUser) -> None:
    """Django's “staff status” lets into the register. It follows from having a role."""
    is_staff = account.is_superuser or account.groups.exists()
    if account.is_staff != is_staff:
        account.is_staff = is_staff
        account.save(update_fields=["is_staff"])


def deactivate(account: AbstractBaseUser, *, by: Author, reason: str) -> AbstractBaseUser:
    """Nobody signs in with it any more, and its sessions end. Its name stays in the history.

    Raises ValidationError where `by` may not, or it is the last privacy lead.
    """
    with recorded(by=by, reason=reason), answered_for(by, reason):
        account = get_user_model().objects.get(pk=account.pk)
        refuse_unless_may(account, by)
        if not account.is_active:
            raise ValidationError(_("It is deactivated already."))
        refuse_to_lose_the_last(account)
        account.is_active = False
        account.save(update_fields=["is_active"])
    return account


def reactivate(account: AbstractBaseUser, *, by: Author, reason: str) -> AbstractBaseUser:
    """As it was, with the roles that it had. Raises ValidationError where `by` may not."""
    with recorded(by=by, reason=reason), answered_for(by, reason):
        account = get_user_model().objects.get(pk=account.pk)
        refuse_unless_may(account, by)
        if account.is_active:
            raise ValidationError(_("It is active already."))
        account.is_active = True
        account.save(update_fields=["is_active"])
    return account


def take_factors_away(account: AbstractBaseUser, *, by: Author, reason: str) -> AbstractBaseUser:
    """For somebody who lost all of them: passkeys, apps and recovery codes. Sessions end.

    Raises ValidationError where `by` may not, or there is none.
    """
    with recorded(by=by, reason=reason), answered_for(by, reason):
        account = get_user_model().objects.get(pk=account.pk)
        refuse_unless_may(account, by)
        factors = Authenticator.objects.filter(user=account)
        if not factors.exists():
            raise ValidationError(_("This account has no second factor."))
        factors.delete()
    return account
