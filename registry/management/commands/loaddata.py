"""In the place of Django's own: no row comes in without an author and a reason."""

from django.utils.translation import gettext_lazy as _

from registry.management.refusals import RefusedCommand


class Command(RefusedCommand):
    help = "Not available: every change needs an author and a reason. Use import_register."
    why = _("loaddata writes rows without an author and a reason. Use import_register instead.")
