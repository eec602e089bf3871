"""For somebody who lost every factor and every recovery code: the door asks for new ones."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.signing_in import sessions


class Command(BaseCommand):
    help = (
        "Takes away the second factors and recovery codes of an account, and ends its sessions. "
        "Make sure first that it is its owner who asks."
    )

    def add_arguments(self, parser):
        parser.add_argument("account", metavar="NAME")

    def handle(self, *, account, **options):
        user = get_user_model().objects.filter(username=account).first()
        if user is None:
            raise CommandError(_("There is no account “{name}”.").format(name=account))
        with transaction.atomic():
            factors = Authenticator.objects.filter(user=user)
            count = factors.count()
            factors.delete()
            sessions.end([user])
        self.stdout.write(
            ngettext(
                "{n} taken away. Who signs in next with the password sets up a new one.",
                "{n} taken away. Who signs in next with the password sets up new ones.",
                count,
            ).format(n=count)
        )
