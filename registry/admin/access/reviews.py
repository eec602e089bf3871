"""The page that says what was decided about access in a year, body by body."""

import re

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.access.reviews import reviews_in
from registry.models import AccessDecision
from registry.pages.addresses import NotUnderstood, short
from registry.pages.page import LIST, Page
from registry.vocabulary import AccessVerdict

YEAR = re.compile("19[0-9]{2}|2[0-9]{3}")
NEEDED = ("accessreview", "accessdecision", "accessgrant")
SAID = {
    AccessVerdict.KEEP: gettext_lazy("confirmed"),
    AccessVerdict.CHANGE: gettext_lazy("to be changed"),  # but see `_said`
    AccessVerdict.WITHDRAW: gettext_lazy("withdrawn"),
}


class ReviewsPage(Page):
    name = "by_body"
    address = "by-body/"
    template = "admin/registry/reviews.html"
    label = gettext_lazy("By body and year")
    stands_on = LIST
    takes = {"year"}

    def may_open(self, request, row=None):
        return all(request.user.has_perm(f"registry.view_{name}") for name in NEEDED)

    def respond(self, request, row):
        today = timezone.localdate()
        text = request.GET.get("year", str(today.year))
        if not YEAR.fullmatch(text):
            raise NotUnderstood(_("“{text}” is not a year.").format(text=short(text)))
        year = int(text)
        bodies = [
            (body, [(it, _said(it.decision) if it.decision else "") for it in reviewed])
            for body, reviewed in reviews_in(year, today, self.table.sees(request))
        ]
        context = {
            "title": _("Reviews of access in {year}").format(year=year),
            "bodies": bodies,
            "year": year,
            "before": year - 1,
            "after": year + 1 if year < today.year else None,
        }
        return self.render(request, None, context)


def _said(decision: AccessDecision) -> str:
    """What became of the access. A change that says to what is made by the decision itself."""
    level = decision.get_new_level_display() if decision.new_level else ""
    if to := ", ".join(filter(None, [level, decision.new_system])):
        return _("changed: {to}").format(to=to)
    return SAID[decision.verdict]
