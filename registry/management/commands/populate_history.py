"""In the place of simple-history's own: versions have an author and a reason."""

from django.utils.translation import gettext_lazy as _

from registry.management.refusals import RefusedCommand


class Command(RefusedCommand):
    help = "Refused: each version has an author and a reason."
    why = _("Every row has its versions already. verify_evidence says where one is missing.")
