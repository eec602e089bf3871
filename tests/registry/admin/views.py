"""The views of the admin asked directly: what they answer, without signing in for each page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from tests.support.signed_in import session_of


def answer_to(user, address: str, **asked) -> HttpResponse:
    """As `client.get` of somebody signed in; the page is not written out before `render`."""
    request = RequestFactory().get(address, asked)
    request.user = user
    request.session = session_of(user)
    request.resolver_match = view = resolve(address)
    return view.func(request, *view.args, **view.kwargs)


def opens(user, address: str) -> bool:
    """Whether the page is there for somebody, or refused."""
    try:
        return answer_to(user, address).status_code == 200
    except PermissionDenied:
        return False
