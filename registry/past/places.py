"""How many look at the past at once on PostgreSQL: never more than it has room for locks.

A look makes a view for each table, and all that it touches stays locked until it ends. The room is
shared by all servers that ask one database; where it is full, those who save are refused too.
"""

import time

from registry.serving.troubles import Crowded
from registry.serving.turns import is_patient

# Any constant of our own, but those of registry/records/history.py and of requests_app/public.
LOCK = 741_290
# Of `max_locks_per_transaction`: with the default of 64 so many looks found room, and more.
SHARE = 2
WAITS, LOOKS_EVERY = 2.0, 0.1  # seconds; a command waits as long as it takes

# The first that is free. It begins at another one for each connection, which gets its own again.
PLACE = f"""(
    SELECT place FROM (
        SELECT current_setting('max_locks_per_transaction')::integer / {SHARE} AS most
    ) AS known, generate_series(0, most - 1) AS place
    WHERE pg_try_advisory_xact_lock({LOCK}, (pg_backend_pid() + place) % most) LIMIT 1
)"""


def take(cursor, *also: str) -> None:
    """Until the end of the transaction, asking for something else along with it.

    Raises `Crowded` where none becomes free in time.
    """
    until = time.monotonic() + WAITS
    while True:
        cursor.execute(f"SELECT {', '.join([*also, PLACE])}")
        if cursor.fetchone()[-1] is not None:
            return
        if is_patient() and time.monotonic() > until:
            raise Crowded("Too many look at the past.")
        time.sleep(LOOKS_EVERY)
