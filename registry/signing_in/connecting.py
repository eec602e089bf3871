"""Which account stands for somebody whom a provider names; who comes by it waits for no writer."""

from functools import partial

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

from registry.records.events import EventName, announce
from registry.serving.later import now_or_later

CLAIMED_FOR = 60 * 60  # seconds


def account_for(sociallogin) -> AbstractBaseUser | None:
    """The one account with an address that the provider has verified. Two of one name: neither."""
    for address in sociallogin.email_addresses:
        if address.verified and address.email:
            found = get_user_model().objects.filter(
                email__iexact=address.email, is_active=True, is_staff=True
            )
            taken = found.filter(socialaccount__provider=sociallogin.account.provider)
            if len(found) == 1 and not taken and _is_claimed(found[0], sociallogin.account):
                return found[0]
    return None


def connect(sociallogin, user: AbstractBaseUser) -> None:
    """From now on the subject finds it, whatever address the provider says."""
    subject = sociallogin.account
    sociallogin.user = subject.user = user
    write = partial(_write, user, provider=subject.provider, uid=subject.uid)
    now_or_later(write, f"What the provider calls account {user.pk}")


def _write(user: AbstractBaseUser, **subject: str) -> None:
    # Two sign-ins of the same subject may both have found that it was not written yet.
    _account, is_new = SocialAccount.objects.get_or_create(**subject, defaults={"user": user})
    if is_new:
        announce(EventName.ACCOUNT_CHANGED, by=user, about=user, provider="connected")


def _is_claimed(user: AbstractBaseUser, subject: SocialAccount) -> bool:
    """Until it is written, a second subject with the same address has to find the account taken."""
    name = f"sign-in:{subject.provider}:{user.pk}"
    uid = salted_hmac(f"{__name__}.subject", subject.uid, algorithm="sha256").hexdigest()
    return cache.add(name, uid, CLAIMED_FOR) or cache.get(name) == uid


def note_use_later() -> None:
    """When a subject came last is for people to read: no sign-in waits to write it."""
    save = SocialAccount.save

    def save_or_note(self, *args, **kwargs):
        if self._state.adding:
            return save(self, *args, **kwargs)
        rows = SocialAccount.objects.filter(pk=self.pk)
        write = partial(rows.update, extra_data=self.extra_data, last_login=timezone.now())
        return now_or_later(write, f"Use of the provider by account {self.user_id}")

    SocialAccount.save = save_or_note
