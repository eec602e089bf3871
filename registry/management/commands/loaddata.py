"""In the place of Django's own: no row comes in without an author and a reason."""

from django.utils.translation import gettext_lazy as _

from registry.management.refusals import RefusedCommand


class Command(RefusedCommand):
    help = "Refused: what comes in has an author and a reason. See import_register."
    why = _("loaddata writes rows that nobody answers for. import_register takes files instead.")
