"""How many forms may come from one place and for one address, counted in the shared cache.

What is counted is kept as a keyed digest: the cache learns neither address.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac


@dataclass(frozen=True)
class Limit:
    """So many forms within so long."""

    name: str
    count: int
    within: timedelta

    def key(self, value: str) -> str:
        digest = salted_hmac(f"{__name__}.{self.name}", value.lower(), algorithm="sha256")
        return f"request-form:{self.name}:{digest.hexdigest()}"


PER_EMAIL = Limit("email", 3, timedelta(days=1))
PER_VISITOR = Limit("visitor", 5, timedelta(hours=1))
# Every visitor then has the proxy's address, and this is the limit for all of them together.
PER_PROXY = Limit("proxy", 60, timedelta(hours=1))


def is_too_much(*, visitor: str, email: str) -> bool:
    """Counts one more form, unless that is more than may be."""
    per_visitor = PER_PROXY if settings.BEHIND_PROXY else PER_VISITOR
    return not _count([(per_visitor, visitor), (PER_EMAIL, email)])


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
