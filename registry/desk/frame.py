"""What every page is framed with, of staff and of the public. Asked only by pages that show it."""

from functools import partial

from django.contrib.admin import site

from registry.desk.menu import Item
from registry.models import Mark
from registry.pages.resends import number_of
from registry.vocabulary import MarkName


def everywhere(request) -> dict:
    """A context processor: templates call what they need of it."""
    return {
        "form_number": partial(number_of, request),
        "holds_example": partial(holds_example, request),
        "menu": partial(menu, request),
    }


def menu(request) -> list[Item]:
    return site.desk(request).menu()


def holds_example(request) -> bool:
    """Whether the register holds the example, so that nobody takes it for real.

    Who is signed in was fetched with the answer: see `registry.signing_in.backend`.
    """
    known = getattr(getattr(request, "user", None), "holds_example", None)
    return Mark.holds(MarkName.EXAMPLE) if known is None else known
