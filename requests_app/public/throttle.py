"""How many forms may come from one place, for one address and in all, counted in the database.

What is counted is kept as a keyed digest: nobody learns an address from it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from requests_app.models import CountedForm

# Of what was counted under an earlier name of this module too.
SALT = "requests_app.public.throttle"
# Any constant of our own, but that of the writers (registry/records/history.py).
COUNT_LOCK = 7_412_905_336


@dataclass(frozen=True)
class Limit:
    """So many forms within so long."""

    name: str
    count: int
    within: timedelta

    def key(self, value: str) -> str:
        digest = salted_hmac(f"{SALT}.{self.name}", value.lower(), algorithm="sha256")
        return digest.hexdigest()


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


@transaction.atomic
def _count(counted: Iterable[tuple[Limit, str]]) -> bool:
    """Each moment is kept, not a number: whoever waits long enough may go on."""
    _wait_for_other_forms()
    now = timezone.now()
    CountedForm.objects.filter(counts_until__lte=now).delete()
    keys = {limit.key(value): limit for limit, value in counted}
    earlier = Counter(CountedForm.objects.filter(key__in=keys).values_list("key", flat=True))
    if any(earlier[key] >= limit.count for key, limit in keys.items()):
        return False
    CountedForm.objects.bulk_create(
        CountedForm(key=key, counts_until=now + limit.within) for key, limit in keys.items()
    )
    return True


def _wait_for_other_forms() -> None:
    """One is counted at a time, or all that come at once would find that nobody came before."""
    # SQLite needs nothing: its transactions begin IMMEDIATE (config/settings.py).
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COUNT_LOCK])
