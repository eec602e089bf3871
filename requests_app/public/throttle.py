"""How many forms may come from one place, for one address and in all, counted in the shared cache.

What is counted is kept as a keyed digest: the cache learns neither address.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

# Of what was counted under an earlier name of this module too.
SALT = "requests_app.public.throttle"


@dataclass(frozen=True)
class Limit:
    """So many forms within so long."""

    name: str
    count: int
    within: timedelta

    def key(self, value: str) -> str:
        digest = salted_hmac(f"{SALT}.{self.name}", value.lower(), algorithm="sha256")
        return f"request-form:{self.name}:{digest.hexdigest()}"


PER_EMAIL = Limit("email", 3, timedelta(days=1))
PER_VISITOR = Limit("visitor", 5, timedelta(hours=1))
# Behind a proxy that does not say who asks, every visitor has the proxy's address.
PER_PROXY = Limit("proxy", 60, timedelta(hours=1))
# The second wall: whoever has many addresses meets it. No single visitor comes near.
IN_ALL = Limit("all", 300, timedelta(hours=1))


def is_too_much(*, visitor: str, email: str) -> bool:
    """Counts one more form, unless that is more than may be."""
    nobody_is_told_apart = settings.BEHIND_PROXY and not settings.TRUSTED_PROXIES
    per_visitor = PER_PROXY if nobody_is_told_apart else PER_VISITOR
    return not _count([(per_visitor, visitor), (PER_EMAIL, email), (IN_ALL, "")])


def _count(counted: Iterable[tuple[Limit, str]]) -> bool:
    """Each moment is kept, not a number: whoever waits long enough may go on.

    Two forms at the same instant may count as one; that is no harm here.
    """
    now = timezone.now()
    moments = {
        (limit, limit.key(value)): [
            moment for moment in cache.get(limit.key(value), []) if moment > now - limit.within
        ]
        for limit, value in counted
    }
    if any(len(earlier) >= limit.count for (limit, _key), earlier in moments.items()):
        return False
    for (limit, key), earlier in moments.items():
        cache.set(key, [*earlier, now], limit.within.total_seconds())
    return True
