#!/usr/bin/env python3
"""The register's commands: `manage.py help` lists them."""

import gc
import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import DatabaseError
    except ImportError:
        sys.exit("This Python has no Django: run `make install` and use .venv/bin/python.")
    try:
        settings.INSTALLED_APPS  # noqa: B018 (reads the settings)
    except (ImproperlyConfigured, ValueError, OSError) as problem:
        sys.exit(f"The settings cannot work: {problem}")
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit("\nInterrupted.")
    except DatabaseError as problem:
        if "--traceback" in sys.argv:
            raise
        why = str(problem).strip().partition("\n")[0]
        advice = "" if "migrate" in why else " If it is new, run manage.py migrate first."
        sys.exit(f"The database cannot be used: {why}{advice}")
    finally:
        gc.freeze()  # or Python would take apart all that is loaded before it ends


if __name__ == "__main__":
    main()
