"""Who may change what of whose account."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group, Permission
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from registry.accounts.people import roles

MAY_MANAGE = "registry.manage_accounts_organisation"
LEAD = "dpo"
Author = AbstractBaseUser | str


def why_not(account: AbstractBaseUser, by: Author) -> str:
    """Why this person may change nothing of that account; empty where they may."""
    if isinstance(by, str):  # a command: whoever runs the machine answers for it
        return ""
    if not by.has_perm(MAY_MANAGE):
        return _("Your role does not let you change accounts.")
    if account.pk == by.pk:
        return _("Nobody changes their own rights. Ask somebody else who may.")
    if account.is_superuser and not by.is_superuser:
        return _("This is an account for emergencies. Only another superuser changes it.")
    own = Permission.objects.filter(Q(group__user=account) | Q(user=account))
    if _beyond(own, by):
        return _("This account may do more than yours. Ask somebody who may do the same.")
    return ""


def refuse_unless_may(account: AbstractBaseUser, by: Author) -> None:
    if why := why_not(account, by):
        raise ValidationError(why)


def groups_of(names: Iterable[str], by: Author) -> list[Group]:
    """The groups of these roles. Raises ValidationError for one that `by` may not give."""
    wanted = {*names}
    if unknown := wanted - roles().keys():
        raise ValidationError(
            _("There is no role “{name}”.").format(name="”, “".join(sorted(unknown)))
        )
    found = list(Group.objects.filter(name__in=wanted))
    if not isinstance(by, str) and _beyond(Permission.objects.filter(group__in=found), by):
        raise ValidationError(_("Nobody gives a role that may do more than they may themselves."))
    return found


def refuse_to_lose_the_last(account: AbstractBaseUser) -> None:
    """Raises ValidationError where nobody else could approve and give roles any more."""
    leads = get_user_model().objects.filter(groups__name=LEAD, is_active=True)
    if leads.filter(pk=account.pk).exists() and not leads.exclude(pk=account.pk).exists():
        raise ValidationError(
            _(
                "This is the last active account with the role “{role}”. Give that role to "
                "somebody else first: without it nobody could approve, or help with accounts."
            ).format(role=LEAD)
        )


def _beyond(permissions, by: AbstractBaseUser) -> bool:
    codes = permissions.values_list("content_type__app_label", "codename").distinct()
    return bool({f"{label}.{code}" for label, code in codes} - by.get_all_permissions())
