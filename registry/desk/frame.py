"""What every page is framed with, of staff and of the public. Asked only by pages that show it."""

from functools import partial

from django.contrib.admin import site

from registry.beginning.steps import Overview, overview, standing
from registry.desk.help_page import word_of
from registry.desk.menu import Item
from registry.filling_in.since_when import ON_THE_WAY
from registry.models import Mark
from registry.pages.resends import number_of
from registry.past.views import is_looking_back
from registry.vocabulary import MarkName

# Pages that show the first steps themselves.
OF_FIRST_STEPS = {"index", "first_steps", "first_step"}


def everywhere(request) -> dict:
    """A context processor: templates call what they need of it."""
    return {
        "form_number": partial(number_of, request),
        "holds_example": partial(holds_example, request),
        "menu": partial(menu, request),
        "on_the_way": partial(on_the_way, request),
        "word": partial(word_of, request),
    }


def menu(request) -> list[Item]:
    """Asked for by the menu itself and by the way that a page says it stands on."""
    if not hasattr(request, "menu_items"):
        request.menu_items = site.desk(request).menu()
    return request.menu_items


def holds_example(request) -> bool:
    """Whether the register holds the example, so that nobody takes it for real.

    Who is signed in was fetched with the answer: see `registry.signing_in.backend`.
    """
    known = getattr(getattr(request, "user", None), "holds_example", None)
    return Mark.holds(MarkName.EXAMPLE) if known is None else known


def on_the_way(request) -> Overview | None:
    """Of whoever left a first step for another page: how far they are, and the way to the next."""
    session, match = getattr(request, "session", {}), getattr(request, "resolver_match", None)
    if not session.get(ON_THE_WAY) or (match and match.url_name in OF_FIRST_STEPS):
        return None
    if is_looking_back():  # the steps are about today
        return None
    found = overview(standing(request.user))
    if found.next is None:
        del session[ON_THE_WAY]
        return None
    return found
