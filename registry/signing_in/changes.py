"""Factors that an account gets and loses, as events of the log, which also end its sessions."""

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from registry.records.events import EventName, announce, current_actor
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


@receiver(authenticator_used)
@transaction.atomic
def _locked_anew(sender, authenticator, **kwargs):
    """With a new secret key: who signs in within the time that the old one holds keeps theirs."""
    if not settings.SECRET_KEY_FALLBACKS:
        return
    # As it is now: a recovery code that was used a moment ago has to stay used.
    factor = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    for name in SECRETS:
        if name in factor.data:
            factor.data[name] = locking.renew(factor.data[name])
            factor.save(update_fields=["data"])
