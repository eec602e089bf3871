"""The page of a task: the tables behind it, each with what it is for."""

from django.core.exceptions import PermissionDenied

from registry.desk.areas import Area
from registry.desk.menu import Desk
from registry.pages.frame import framed


def area_page(desk: Desk, area: Area):
    """Raises PermissionDenied for those who find nothing behind it."""
    if not desk.may_open(area):
        raise PermissionDenied
    leading = desk.leading(area)
    context = {
        "title": area.label,
        "about": area.about,
        "leading": leading,
        "pages": desk.pages(area),
        "groups": [
            (heading, [table for table in tables if table != leading])
            for heading, tables in desk.groups(area)
        ],
    }
    return framed(desk.site, desk.request, "admin/area.html", context)
