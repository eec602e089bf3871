"""Which tables a database was made with: a stamp beside the names of its migrations.

Until the first release a migration may be written anew under its name, which then no longer tells.
"""

import hashlib
from collections.abc import Iterator

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

OURS = ("registry", "requests_app")
PREFIX = "tables "


def state_of(database: BaseDatabaseWrapper) -> ProjectState | None:
    """All tables, as the migrations that were applied make them today; None before ours are."""
    loader = MigrationLoader(database)
    applied = [node for node in loader.graph.nodes if node in loader.applied_migrations]
    if not any(app in OURS for app, _name in applied):
        return None
    return loader.project_state(applied)


def tables_in(state: ProjectState, *, with_between: bool = False) -> Iterator[type[models.Model]]:
    """Ours, in the order of their names; also those between two that Django makes by itself."""
    found = state.apps.get_models(include_auto_created=with_between)
    ours = [model for model in found if model._meta.app_label in OURS and model._meta.managed]
    yield from sorted(ours, key=lambda model: model._meta.db_table)


def stamp_of(state: ProjectState, database: BaseDatabaseWrapper) -> str:
    """Of the statements that make the tables, so that other words beside a field change nothing."""
    editor = database.schema_editor(collect_sql=True)
    editor.deferred_sql = []  # and is not entered: nothing is done
    for model in tables_in(state):
        editor.create_model(model)
    statements = sorted(map(str, [*editor.collected_sql, *editor.deferred_sql]))
    digest = hashlib.sha256("\n".join(statements).encode())
    return f"{PREFIX}{database.vendor} {digest.hexdigest()[:32]}"


def stamps(database: BaseDatabaseWrapper) -> set[str]:
    applied = MigrationRecorder(database).applied_migrations()
    return {name for app, name in applied if app == OURS[0] and name.startswith(PREFIX)}


def is_other(database: BaseDatabaseWrapper) -> bool:
    """Whether it was made by migrations of these names that made other tables."""
    state = state_of(database)
    return state is not None and stamps(database) != {stamp_of(state, database)}


def put(database: BaseDatabaseWrapper) -> None:
    """After migrating: this is what it was made with."""
    state = state_of(database)
    wanted = {stamp_of(state, database)} if state else set()
    there, recorder = stamps(database), MigrationRecorder(database)
    for stamp in there - wanted:
        recorder.record_unapplied(OURS[0], stamp)
    for stamp in wanted - there:
        recorder.record_applied(OURS[0], stamp)
