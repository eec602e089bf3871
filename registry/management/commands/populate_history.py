"""In the place of simple-history's own: versions have an author and a reason."""

from django.utils.translation import gettext_lazy as _

from registry.management.refusals import RefusedCommand


class Command(RefusedCommand):
    help = "Not available: each version needs an author and a reason."
    why = _("Every row already has its versions. Run verify_evidence to find missing ones.")
