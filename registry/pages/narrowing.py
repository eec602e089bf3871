"""How a list of the admin was narrowed down, told without words that somebody typed."""

from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.views.main import ALL_VAR, ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.http import HttpRequest

# In place of words that may be somebody's name: only that there were some.
NOT_KEPT = "…"
NO_NARROWING = {ALL_VAR, ORDER_VAR, PAGE_VAR, IS_POPUP_VAR, TO_FIELD_VAR}


def narrowing(request: HttpRequest) -> dict[str, list[str]]:
    """The parameters of a list that has taken them, so that each but the search is a closed choice.

    What was searched for is left out.
    """
    return {
        name: [NOT_KEPT] if name == SEARCH_VAR else values
        for name, values in sorted(request.GET.lists())
        if name not in NO_NARROWING
    }
