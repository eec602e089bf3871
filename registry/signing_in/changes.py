"""Factors that an account gets and loses, as events of the log, which also end its sessions."""

from functools import partial

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from registry.records.events import EventName, announce, current_actor
from registry.serving.later import now_or_later
from registry.signing_in import locking

SECRETS = ("secret", "seed")


@receiver(post_save, sender=Authenticator)
def _added(sender, instance, created, **kwargs):
    if created:
        _announce(instance, "added")


@receiver(post_delete, sender=Authenticator)
def _removed(sender, instance, **kwargs):
    _announce(instance, "removed")


def _announce(factor: Authenticator, what: str) -> None:
    # The one of the factor may be that of a request, which only stands for the account.
    user = get_user_model().objects.get(pk=factor.user_id)
    announce(EventName.ACCOUNT_CHANGED, by=current_actor(), about=user, factor={what: factor.type})


def note_use_later() -> None:
    """When a factor was used last is for people to read: no sign-in waits to write it."""

    def record_usage(self):
        used = self.last_used_at = timezone.now()
        write = Authenticator.objects.filter(pk=self.pk).update
        now_or_later(
            partial(write, last_used_at=used), f"Use of a factor of account {self.user_id}"
        )

    Authenticator.record_usage = record_usage


@receiver(authenticator_used)
def _lock_anew(sender, authenticator, **kwargs):
    """With a new secret key: who signs in within the time that the old one holds keeps theirs."""
    if settings.SECRET_KEY_FALLBACKS:
        what = f"New lock of a factor of account {authenticator.user_id}"
        now_or_later(partial(_locked_anew, authenticator.pk), what)


def _locked_anew(pk: int) -> None:
    # As it is now: a recovery code that was used a moment ago has to stay used.
    factor = Authenticator.objects.select_for_update().get(pk=pk)
    for name in SECRETS:
        if name in factor.data:
            factor.data[name] = locking.renew(factor.data[name])
            factor.save(update_fields=["data"])
