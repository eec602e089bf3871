"""The cache: in the database and its transactions, but for what is counted at the door."""

import json

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection, transaction

from registry.serving.beside import Beside, beside

# What allauth counts and notes, and what we count of whoever comes with a link. No transaction
# takes it back, and on SQLite it does not wait for whoever writes.
OF_THE_DOOR = ("allauth:", "allauth.", "jwt:", "sign-in:", "asking:")


class Cache(DatabaseCache):
    """Django's own. On SQLite, what is of the door is in a file beside the database."""

    def get(self, key, default=None, version=None):
        if not (place := _place_of(key)):
            return super().get(key, default, version)
        kept = place.get(self.make_key(key, version))
        return default if kept is None else json.loads(kept)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        if not (place := _place_of(key)):
            return super().set(key, value, timeout, version)
        return place.set(self.make_key(key, version), json.dumps(value), self._seconds(timeout))

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        if not (place := _place_of(key)):
            return super().add(key, value, timeout, version)
        return place.add(self.make_key(key, version), json.dumps(value), self._seconds(timeout))

    def delete(self, key, version=None):
        if not (place := _place_of(key)):
            return super().delete(key, version)
        return place.remove(self.make_key(key, version))

    def clear(self):
        super().clear()
        self._clear_beside()

    def _clear_beside(self):
        if place := beside():
            place.remove(*place.names(self.make_key("")))  # not the sessions

    def clear_but(self, prefix: str) -> None:
        """The same, without what has a name that begins so."""
        begin = self.make_key(prefix)
        table = connection.ops.quote_name(self._table)
        with connection.cursor() as cursor:
            other = "substr(cache_key, 1, %s) <> %s"
            cursor.execute(f"DELETE FROM {table} WHERE {other}", [len(begin), begin])  # noqa: S608
        self._clear_beside()

    def one_more(self, key: str, seconds: float) -> int:
        """Counts what is of the door: of many who call at once each gets another number."""
        if place := _place_of(key):
            return place.one_more(self.make_key(key), seconds)
        with transaction.atomic():
            if connection.vendor == "postgresql":  # on SQLite a transaction is alone anyway
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [key])
            count = self.get(key, 0) + 1
            self.set(key, count, seconds)
        return count

    def _seconds(self, timeout) -> float:
        return self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout


def _place_of(key: str) -> Beside | None:
    return beside() if key.startswith(OF_THE_DOOR) else None
