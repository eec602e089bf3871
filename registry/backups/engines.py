"""Which of the two engines this register has."""

from django.db import connection

from registry.backups.postgres import Postgres
from registry.backups.sqlite import Sqlite


def engine() -> Sqlite | Postgres:
    return Sqlite() if connection.vendor == "sqlite" else Postgres()
