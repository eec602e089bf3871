"""In the place of simple-history's own: versions are evidence."""

from django.utils.translation import gettext_lazy as _

from registry.management.refusals import RefusedCommand


class Command(RefusedCommand):
    help = "Refused: no version is ever deleted."
    why = _("Versions are evidence, and none is deleted. apply_retention removes personal data.")
