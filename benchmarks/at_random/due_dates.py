"""Random requests whose due dates are counted twice: by the register, and by a walk over days.

    python -m benchmarks.at_random.due_dates [--count 100000] [--seed 0]

A tenth each are periods of days or working days, complaints, days of receipt in time zones, and
reports of breaches. Ends with 1 where the two computations differ. No database is asked.
"""

import argparse
import os
import sys
import time

SHOWN = 20


def main() -> int:
    parser = argparse.ArgumentParser(description="Looks for due dates that are counted wrongly.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    return report(asked.count, asked.seed)


def report(count: int, seed: int) -> int:
    from tests.requests_app.deadlines import agreement

    began = time.perf_counter()
    tenth = count // 10
    wrong = [
        *agreement.disagreements(count - 4 * tenth, seed),
        *agreement.other_disagreements(tenth, seed),
        *agreement.disagreements_about_complaints(tenth, seed),
        *agreement.disagreements_about_receipt(tenth, seed),
        *agreement.disagreements_about_breaches(tenth, seed),
    ]
    for case in wrong[:SHOWN]:
        sys.stdout.write(f"{case}\n")
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{count} cases, {len(wrong)} differ, in {seconds:.0f} s\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
