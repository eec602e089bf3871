"""How many look at the past at once on a PostgreSQL with the settings that it comes with.

    python -m benchmarks.crowds.looks_at_once [--looks 20] [--unbounded] [--database URL]

Each on a connection of its own, all held until the last one has begun. Ends with 1 where one fails
with something else than that it has to wait, or a save beside them does.
"""

import argparse
import sys
import threading
from collections import Counter

from benchmarks.engines import prepare, run_on_each


def main() -> int:
    parser = argparse.ArgumentParser(description="Looks at the past, many at once.")
    parser.add_argument("--looks", type=int, default=20)
    parser.add_argument("--unbounded", action="store_true", help="as if there was room for all")
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.crowds.looks_at_once", sys.argv[1:], ["postgresql"])
    prepare(asked.database)
    from registry.past import places

    if asked.unbounded:
        places.PLACE = "0"
    ends, locks = looks(asked.looks)
    said = ", ".join(f"{count} x {end}" for end, count in sorted(ends.items()))
    sys.stdout.write(f"{asked.looks} looks at once, {locks} locks each: {said}\n")
    return 0 if set(ends) <= {"shown", "told to wait", "saved"} else 1


def looks(many: int) -> tuple[Counter, int]:
    from django.db import DatabaseError, connection

    from registry.models import Processor
    from registry.past.views import as_it_was
    from registry.records.history import recorded
    from registry.serving.troubles import Crowded
    from registry.serving.turns import patient

    ends, locks = Counter(), []
    began, over = threading.Barrier(many + 1), threading.Event()

    def look():
        try:
            with patient(), as_it_was():
                Processor.objects.count()
                with connection.cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid()")
                    locks.append(cursor.fetchone()[0])
                began.wait()
                over.wait()
                end = "shown"
        except Crowded:
            end = "told to wait"
        except DatabaseError as error:
            end = str(error).splitlines()[0]
        ends[end] += 1
        if end != "shown":
            began.wait()
        connection.close()

    threads = [threading.Thread(target=look) for _number in range(many)]
    for thread in threads:
        thread.start()
    began.wait()
    try:
        with recorded(by="benchmark", reason="Beside them"):
            Processor.objects.create(name="Example")
        ends["saved"] += 1
    except DatabaseError as error:
        ends[f"not saved: {str(error).splitlines()[0]}"] += 1
    over.set()
    for thread in threads:
        thread.join()
    return ends, max(locks, default=0)


if __name__ == "__main__":
    sys.exit(main())
