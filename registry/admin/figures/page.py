"""The page of figures: of each part of the register what its reader may see, as of today."""

from itertools import chain

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import hooks
from registry.pages.addresses import check_names
from registry.pages.frame import framed

# Whoever may read one of these finds figures.
SOURCES = ("registry.view_processor", "requests_app.view_datasubjectrequest")


def figures_view(request):
    if not any(request.user.has_perm(name) for name in SOURCES):
        raise PermissionDenied
    from django.contrib.admin import site

    check_names(request, set())
    today = timezone.localdate()
    charts = list(chain.from_iterable(hooks.figures_wanted(request.user, today)))
    context = {"title": _("Figures"), "charts": charts, "today": today}
    return framed(site, request, "admin/registry/figures.html", context)
