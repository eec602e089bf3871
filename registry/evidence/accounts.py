"""Who signs in, and what becomes of accounts and their permissions, as events of the log."""

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, update_last_login
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _

from registry.records.events import announce, current_actor
from registry.roles import ROLES
from registry.serving.later import now_or_later
from registry.vocabulary import EventName

User = get_user_model()
# What an account may do; of the others only that they were changed.
FLAGS = ("is_active", "is_staff", "is_superuser")
OTHERS = ("password", "username", "email")
HASHED_ANEW = "hashed anew"
KNOWN_BY = {Group: "name", User: "username", Permission: "codename"}


# Django's own would have who signs in wait for whoever writes, where SQLite has one writer.
user_logged_in.disconnect(dispatch_uid="update_last_login")


@receiver(user_logged_in)
def note_sign_in(sender, request, user, **kwargs):
    """At once, or as soon as whoever is writing has ended: signing in waits for nobody."""

    said = {"is_superuser": user.is_superuser}
    if means := _means(request, user):
        said["means"] = means

    def note():
        update_last_login(sender, user)
        announce(EventName.SIGN_IN, by=user, about=user, table=User, **said)

    now_or_later(note, f"Sign-in of account {user.pk}")


def _means(request, user) -> list[str]:
    """A password, the provider, kinds of factors: by all of them somebody came in."""
    records = get_authentication_records(request, user)
    return sorted({record.get("type") or record["method"] for record in records})


@receiver(pre_save, sender=User)
def remember_account(sender, instance, raw, update_fields=None, **kwargs):
    if update_fields is None or {*FLAGS, *OTHERS} & set(update_fields):
        found = User.objects.filter(pk=instance.pk).values(*FLAGS, *OTHERS)
        instance._before = found.first()
    else:  # the moment of the last sign-in: an event of its own
        instance._before = None


@receiver(post_save, sender=User)
def note_account(sender, instance, created, **kwargs):
    before, instance._before = instance._before, None
    if created:
        changes = {name: getattr(instance, name) for name in FLAGS}
        announce(
            EventName.ACCOUNT_CHANGED, by=current_actor(), about=instance, is_new=True, **changes
        )
    elif before:
        changes = {
            name: {"from": before[name], "to": getattr(instance, name)}
            for name in FLAGS
            if before[name] != getattr(instance, name)
        }
        for name in OTHERS:
            if before[name] != getattr(instance, name):
                changes[name] = "changed"
        if "password" in changes and _is_hashed_anew(instance, kwargs.get("update_fields")):
            changes |= {"password": HASHED_ANEW}
        if changes:
            announce(EventName.ACCOUNT_CHANGED, by=current_actor(), about=instance, **changes)


def _is_hashed_anew(account, update_fields) -> bool:
    """At a sign-in, where the digest was made in an earlier way. Django then saves it alone."""
    is_alone = update_fields is not None and set(update_fields) == {"password"}
    return is_alone and account._password is None and account.has_usable_password()


@receiver(pre_delete, sender=User)
def keep_account(sender, **kwargs):
    raise ValidationError(
        _(
            "Accounts are not deleted, because the history names them. Deactivate the "
            "account instead."
        )
    )


@receiver(pre_save, sender=Group)
def note_renamed_group(sender, instance, **kwargs):
    """A new group may do nothing yet; what it may is an event of its own."""
    before = Group.objects.filter(pk=instance.pk).values_list("name", flat=True).first()
    if before not in {None, instance.name}:
        name = {"from": before, "to": instance.name}
        announce(EventName.PERMISSIONS_CHANGED, by=current_actor(), about=instance, name=name)


@receiver(pre_delete, sender=Group)
def note_lost_group(sender, instance, **kwargs):
    if instance.name in ROLES:
        raise ValidationError(
            _("“{name}” is a role of the register and stays. Give it to nobody instead.").format(
                name=instance.name
            )
        )
    announce(
        EventName.PERMISSIONS_CHANGED, by=current_actor(), about=instance, deleted=instance.name
    )


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def note_permissions(sender, instance, action, reverse, model, pk_set, **kwargs):
    """`pk_set` is empty where nothing was new, and None where all are taken away."""
    happened = {"post_add": "added", "post_remove": "removed", "pre_clear": "cleared"}.get(action)
    if happened is None or (pk_set is not None and not pk_set):
        return
    names = []
    if pk_set:
        found = model._base_manager.filter(pk__in=pk_set)
        names = sorted(found.values_list(KNOWN_BY[model], flat=True))
    announce(
        EventName.PERMISSIONS_CHANGED,
        by=current_actor(),
        about=instance,
        **{happened: names, "of": model._meta.model_name},
    )
