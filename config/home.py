"""What the home page shows, from top to bottom: work first, then figures, then the menu."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from registry.admin.dashboard import ages_of_evidence, entries_by_state, folded, to_do
from registry.beginning.steps import Standing, overview, standing
from registry.desk.frame import holds_example
from registry.desk.home import cards
from registry.filling_in.since_when import ON_THE_WAY
from registry.outgoing import has_server
from requests_app.admin import dashboard as of_requests


@dataclass(frozen=True)
class Section:
    """A part of the page: its template, and what that is given beside what the page has."""

    template: str
    shown: Callable[[object, object], dict]


def waiting(request, site) -> dict:
    """What waits for whoever asks, by what their role may do.

    What a first step is about that is still open waits there.
    """
    user, today = request.user, timezone.localdate()
    lines = [*of_requests.to_do(user, today), *to_do(user, today)]
    ages = list(ages_of_evidence(user, timezone.now()))
    steps = {row.step.name for row in _first_steps(request) if row.is_open}
    late = [age for age in ages if not age.is_calm and (age.at or "backup" not in steps)]
    return {
        "to_do": lines,
        "waiting": [line for line in lines if not line.is_calm],
        "ages": ages,
        "late": folded(user, late),
        "has_work": bool(lines or ages),
        "is_without_mail": "mail" not in steps
        and of_requests.has_mail_to_send(user)
        and not has_server(),
    }


def first_steps(request, site) -> dict:
    """Until all are done or skipped. The example has none: what it leads to is in its banner."""
    rows = _first_steps(request)
    request.session.pop(ON_THE_WAY, None)  # they stand here
    seen = overview(rows)
    return {"first_steps": rows if seen.next else [], "overview": seen}


def _first_steps(request) -> list[Standing]:
    """Asked once for a page."""
    if not hasattr(request, "first_steps"):
        request.first_steps = [] if holds_example(request) else standing(request.user)
    return request.first_steps


def figures(request, site) -> dict:
    """A few numbers, without those that are nought."""
    lines = []
    if request.user.has_perm("registry.view_draft_processingactivity"):
        lines += entries_by_state()
    lines += of_requests.figures(request.user)
    return {"figures": [line for line in lines if line.count]}


def menu(request, site) -> dict:
    return {"cards": cards(site.desk(request))}


# Each stands on home in this order. A template shows nothing where it has nothing to show.
SECTIONS = (
    Section("admin/desk/_waiting.html", waiting),
    Section("admin/desk/_first_steps.html", first_steps),
    Section("admin/desk/_figures.html", figures),
    Section("admin/desk/_menu.html", menu),
)


def shown(request, site) -> dict:
    """What home is rendered with."""
    context = {"sections": [section.template for section in SECTIONS]}
    for section in SECTIONS:
        context |= section.shown(request, site)
    return context
