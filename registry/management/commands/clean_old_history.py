"""In the place of simple-history's own: versions are evidence."""

from django.utils.translation import gettext_lazy as _

from registry.management.refusals import RefusedCommand


class Command(RefusedCommand):
    help = "Not available: versions are never deleted."
    why = _(
        "Versions are evidence and are never deleted. Use apply_retention to remove personal data."
    )
