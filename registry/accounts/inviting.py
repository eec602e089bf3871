"""A new account, and the signed link by which its owner chooses a password, once."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.accounts.changing import let_in_by_roles
from registry.accounts.rules import MAY_MANAGE, Author, groups_of, refuse_unless_may
from registry.outgoing import deliver
from registry.own_address import absolute
from registry.records.events import answered_for
from registry.records.history import recorded


class InvitationTokens(PasswordResetTokenGenerator):
    """What is signed changes with the password and with each sign-in, so a link counts once."""

    key_salt = "registry.accounts.invitation"


TOKENS = InvitationTokens()
COUNTS_FOR = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def invite(
    *, username: str, email: str, names: Iterable[str], by: Author, reason: str
) -> AbstractBaseUser:
    """An account with roles and without a password: see `link_of`.

    Raises ValidationError for a name or an address that another has, or where `by` may not.
    """
    people = get_user_model().objects
    username = get_user_model().normalize_username(username)
    with recorded(by=by, reason=reason), answered_for(by, reason):
        if not isinstance(by, str) and not by.has_perm(MAY_MANAGE):
            raise ValidationError(_("Your role does not let you change accounts."))
        given = groups_of(names, by)
        if not given:
            raise ValidationError({"names": _("Choose at least one role.")})
        if people.filter(username__iexact=username).exists():
            raise ValidationError({"username": _("Another account has this name.")})
        if email and people.filter(email__iexact=email).exists():
            raise ValidationError({"email": _("Another account has this address.")})
        account = get_user_model()(username=username, email=email)
        account.set_unusable_password()
        account.full_clean()
        account.save()
        account.groups.set(given)
        let_in_by_roles(account)
    return account


def forget_password(account: AbstractBaseUser, *, by: Author, reason: str) -> AbstractBaseUser:
    """For a new link: the password of today and links of before no longer count, sessions end.

    Raises ValidationError where `by` may not, and for an account that is deactivated.
    """
    with recorded(by=by, reason=reason), answered_for(by, reason):
        account = get_user_model().objects.get(pk=account.pk)
        refuse_unless_may(account, by)
        if not account.is_active:
            raise ValidationError(_("It is deactivated. Activate it first."))
        account.set_unusable_password()
        account.save(update_fields=["password"])
    return account


def link_of(account: AbstractBaseUser, request: HttpRequest | None = None) -> str:
    """Whoever has it chooses the password of the account, once, within the time that it counts."""
    key = urlsafe_base64_encode(force_bytes(account.pk))
    return absolute(reverse("invitation", args=[key, TOKENS.make_token(account)]), request)


def send(account: AbstractBaseUser, link: str) -> None:
    """Raises `NotTaken`."""
    body = ngettext(
        "You have an account on the register of processing activities.\n\n"
        "Choose a password here, within {days} day:\n{link}\n\n"
        "Your user name is on that page. If you did not expect this message, delete it.",
        "You have an account on the register of processing activities.\n\n"
        "Choose a password here, within {days} days:\n{link}\n\n"
        "Your user name is on that page. If you did not expect this message, delete it.",
        COUNTS_FOR.days,
    ).format(days=COUNTS_FOR.days, link=link)
    deliver(account.email, subject=_("Your account on the register"), body=body)
