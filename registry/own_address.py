"""Where the register is reached: what stands before a path in mails, feeds and documents."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def absolute(path: str, request: HttpRequest | None = None) -> str:
    """A link that can be followed from anywhere; empty where BASE_URL is not set.

    With a request, its own name stands in: somebody has just reached the register by it.
    """
    if settings.BASE_URL:
        return f"{settings.BASE_URL}{path}"
    return request.build_absolute_uri(path) if request else ""


def own_host(request: HttpRequest) -> str:
    """The name of the register, without a port."""
    return urlsplit(absolute("/", request)).hostname or ""


def is_of_this_machine(link: str) -> bool:
    """Whether nobody can follow it from another machine."""
    return names_this_machine(urlsplit(link).hostname or "")


def names_this_machine(host: str) -> bool:
    """Whether it is a name or number of the loopback, and not one of this machine in a network."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name
        return False
