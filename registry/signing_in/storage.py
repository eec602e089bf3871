"""The tables of allauth on SQLite, which trusts no function that a schema calls."""

from django.db.backends.sqlite3.base import DatabaseWrapper


def leave_json_unchecked() -> None:
    """Django has the database check each JSON field, and SQLite refuses: see decision 0010.

    Tables of ours have no such field. Those of allauth do, and only allauth writes there.
    """
    DatabaseWrapper.data_type_check_constraints.pop("JSONField", None)
