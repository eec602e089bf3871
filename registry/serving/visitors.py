"""Who asks, as far as an address tells: behind how many proxies of ours it is said."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# One household or one hired machine has so much of IPv6 for itself, and may come from all of it.
IPV6_PREFIX = 64
WITH_PORT = re.compile(r"\[(?P<six>[^\[\]]*)\](:[0-9]{1,5})?|(?P<four>[0-9.]+):[0-9]{1,5}")


def visitor_of(request: HttpRequest) -> str:
    """The address by which a visitor is counted; of IPv6 the first half.

    Each proxy of ours adds the address from which it was asked at the right of X-Forwarded-For.
    What stands to the left of theirs anybody may have written. Where there is less than they
    would have written, or no address, it is the proxy's own that counts.
    """
    address = address_of(request)
    if address is None:
        return request.META.get("REMOTE_ADDR", "")
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)


def address_of(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The whole address that `visitor_of` counts by. None where the server knows none."""
    proxies = settings.TRUSTED_PROXIES
    passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if proxies else []
    said = passed_on[-proxies] if 0 < proxies <= len(passed_on) else ""
    return _read(said) or _read(request.META.get("REMOTE_ADDR", ""))


def _read(said: str) -> IPv4Address | IPv6Address | None:
    said = said.strip().strip('"')
    if found := WITH_PORT.fullmatch(said):
        said = found["six"] or found["four"] or ""
    try:
        address = ip_address(said.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
