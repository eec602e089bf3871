"""What the address of a page of the admin may ask for; what else it asks is refused in words."""

from collections.abc import Iterable
from functools import wraps

from django.contrib.admin.exceptions import (
    DisallowedModelAdminLookup,
    DisallowedModelAdminToField,
)
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.template.response import TemplateResponse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.pages.frame import framed
from registry.records.moments import KNOWN, ON
from registry.records.seen import PRIMARY_KEY

MOST_PARAMETERS, MOST_CHARACTERS = 100, 8_000
SEARCHED_CHARACTERS, SEARCHED_WORDS = 200, 20
# Links to a page lead back to the list as it was, keep the day, and the window they opened in.
AROUND = {IS_POPUP_VAR, TO_FIELD_VAR, "_changelist_filters", ON, KNOWN}
# By the name of the view. Lists and pages of our own check for themselves; forms read what they
# name, and pass over what else they are asked.
TAKES = {
    "autocomplete_view": {"term", "page", "app_label", "model_name", "field_name", "but"},
}


class NotUnderstood(Exception):
    """An address asks for what its page does not offer. The message says so to who wrote it."""


def short(text: str) -> str:
    """A piece of an address, as a message repeats it."""
    return Truncator(text).chars(60)


def only_what_is_offered(site, view):
    """A view of the admin whose address may ask for what its page declares, and no more."""
    takes = TAKES.get(getattr(view, "__name__", ""))

    @wraps(view)
    def look(request, *args, **kwargs):
        try:
            check_shape(request)
            if takes is not None:
                check_names(request, takes)
                check_search(request.GET.get("term", ""))
            return view(request, *args, **kwargs)
        except NotUnderstood as error:
            return not_offered(site, request, str(error))
        except (DisallowedModelAdminLookup, DisallowedModelAdminToField):
            return not_offered(site, request, _("This address cannot be used."))

    return look


def not_offered(site, request, why: str) -> TemplateResponse:
    request.day_box = None  # it would ask for the same again, of another day
    context = {
        "title": _("This address is not valid"),
        "why": why,
    }
    return framed(site, request, "admin/registry/not_offered.html", context, status=400)


def filled_in(request, names: Iterable[str]) -> dict[str, str]:
    """What an address fills into a form: keys of rows, in those of its fields that allow it."""
    asked = {name: request.GET.get(name, "") for name in names}
    return {name: key for name, key in asked.items() if PRIMARY_KEY.fullmatch(key)}


def check_shape(request) -> None:
    """Raises NotUnderstood for what no page offers, however it is put."""
    if len(request.META.get("QUERY_STRING", "")) > MOST_CHARACTERS:
        raise NotUnderstood(_("The address is too long."))
    try:
        asked = list(request.GET.lists())
    except (TooManyFieldsSent, RequestDataTooBig) as error:
        raise NotUnderstood(_("The address has too many parameters or values.")) from error
    if sum(len(values) for _name, values in asked) > MOST_PARAMETERS:
        raise NotUnderstood(_("The address has too many parameters or values."))
    if any("\0" in text for name, values in asked for text in (name, *values)):
        raise NotUnderstood(_("The address contains a character that is not allowed."))


def check_names(request, names: set[str]) -> None:
    """Raises NotUnderstood for a name that is not among these, or is there twice."""
    for name, values in request.GET.lists():
        if name not in names:
            raise NotUnderstood(
                _("This page does not know the parameter “{name}”.").format(name=short(name))
            )
        if len(values) > 1:
            raise NotUnderstood(
                _("The parameter “{name}” appears more than once.").format(name=short(name))
            )


def check_search(text: str) -> None:
    """Raises NotUnderstood for more words than a search may have: each costs the database time."""
    if len(text) > SEARCHED_CHARACTERS or len(text.split()) > SEARCHED_WORDS:
        raise NotUnderstood(
            _("Search for at most {words} and {characters}.").format(
                words=ngettext("{n} word", "{n} words", SEARCHED_WORDS).format(n=SEARCHED_WORDS),
                characters=ngettext("{n} character", "{n} characters", SEARCHED_CHARACTERS).format(
                    n=SEARCHED_CHARACTERS
                ),
            )
        )
