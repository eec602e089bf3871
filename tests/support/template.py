"""The database on PostgreSQL that `migrate` fills once, and of which each process takes a copy.

    python -m tests.support.template make
    python -m tests.support.template drop

`python -m tests` calls both, and sets TEST_TEMPLATE. Without it a process migrates for itself.
"""

import os
import sys

import django


def main(step: str) -> None:
    """By Django's own steps for a database of tests; what is left of an earlier run goes first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.db import connection

    name = connection.settings_dict["TEST"].pop("TEMPLATE")
    if step == "make":
        connection.settings_dict["TEST"]["NAME"] = name
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    else:
        connection.settings_dict["NAME"] = name
        connection.creation.destroy_test_db(verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1])
