"""Files that wait for their sender to confirm what a preview has shown; for an hour, no longer."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.personal import FREE_TEXT, NONE

KEPT_FOR = timedelta(hours=1)
# So many of one sender wait at a time: whoever opens more tabs chooses the oldest file again.
OF_ONE_SENDER = 5
# What is known of a file: its name, its bytes, what was said of it, the fingerprint of its preview.
SAID = ("name", "data", "encoding", "sheet", "since", "shown")


class WaitingFile(models.Model):
    """One file. In the database, so that whichever server gets the confirmation finds it, and of
    its sender, so that nobody confirms for somebody else. It leaves no history.
    """

    personal = {
        "name": FREE_TEXT,
        "data": FREE_TEXT,
        "sheet": FREE_TEXT,
        "encoding": NONE,
        "shown": NONE,
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept_at = models.DateTimeField(_("kept at"), db_index=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("sender"), related_name="+"
    )
    name = models.CharField(_("name"), max_length=300)
    data = models.BinaryField(_("content"))
    encoding = models.CharField(_("encoding"), max_length=30, blank=True)
    sheet = models.CharField(pgettext_lazy("of a workbook", "sheet"), max_length=200, blank=True)
    since = models.DateField(_("holds since"), null=True)
    shown = models.CharField(_("fingerprint of the preview"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("file to be confirmed")
        verbose_name_plural = _("files to be confirmed")
        default_permissions = ()

    def __str__(self):
        return str(self.pk)


@transaction.atomic
def keep(sender: AbstractBaseUser, file: dict, *, now: datetime | None = None) -> str:
    """What leads to the file again. Those that nobody wants any more go by the same occasion."""
    now = now or timezone.now()
    # Of many at once each finds what the others keep.
    get_user_model().objects.select_for_update(no_key=True).get(pk=sender.pk)
    forget_expired(now)
    earlier = WaitingFile.objects.filter(sender=sender).order_by("-kept_at", "pk")
    too_many = [*earlier.values_list("pk", flat=True)[OF_ONE_SENDER - 1 :]]
    earlier.filter(pk__in=too_many).delete()
    return WaitingFile.objects.create(sender=sender, kept_at=now, **file).pk.hex


def take(sender: AbstractBaseUser, token: str, *, now: datetime | None = None) -> dict | None:
    """The file, once: of two who ask at the same moment one gets it. None where it is gone."""
    waiting = WaitingFile.objects.filter(pk=uuid.UUID(token), sender=sender)
    file = waiting.filter(kept_at__gt=(now or timezone.now()) - KEPT_FOR).first()
    if file is None or not waiting.delete()[0]:
        return None
    return {name: getattr(file, name) for name in SAID} | {"data": bytes(file.data)}


def forget_expired(now: datetime) -> int:
    """Delete for good what nobody confirmed in time."""
    count, _by_table = WaitingFile.objects.filter(kept_at__lte=now - KEPT_FOR).delete()
    return count


def forget_all() -> None:
    WaitingFile.objects.all().delete()
