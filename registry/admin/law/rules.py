"""The page of all rules by which entries are checked, each with its article, days and source."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from registry.completeness import RULES
from registry.law.exemption import THRESHOLDS
from registry.pages.frame import framed
from registry.vocabulary import Severity


def rules_view(request):
    """Of those who may see entries."""
    if not request.user.has_perm("registry.view_processingactivity"):
        raise PermissionDenied
    from django.contrib.admin import site

    context = {
        "title": _("Rules of the check"),
        "groups": [
            (severity.label, [rule for rule in RULES.values() if rule.severity == severity])
            for severity in Severity
        ],
        "thresholds": THRESHOLDS,
    }
    return framed(site, request, "admin/registry/rules.html", context)
