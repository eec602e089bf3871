"""How often one visitor may come with links, so that nobody tries them out."""

import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from registry.serving.visitors import visitor_of

SALT = "registry.asking.limits"
# Behind a proxy that does not say who asks, all visitors are one: so many fit into an office.
MOST, SECONDS = 120, 60 * 60


def is_too_much(request: HttpRequest) -> bool:
    """Counts one more visit of this hour. The cache learns no address, only its keyed digest."""
    digest = salted_hmac(SALT, visitor_of(request), algorithm="sha256").hexdigest()
    key = f"asking:{digest}:{int(time.time()) // SECONDS}"
    return cache.one_more(key, SECONDS) > MOST
