"""Who may ask for which work, and for what they say once more who they are."""

from collections.abc import Iterator

from registry.models import AskedWork, ProcessingActivity
from registry.models.jobs import WorkKind
from registry.records.personal import names_people
from registry.resources import TABLES

FILES = (WorkKind.DOCUMENT, WorkKind.WORKBOOK, WorkKind.REGISTER, WorkKind.TABLE)
SEES_THE_LOG, RUNS_JOBS = "registry.view_evidenceanchor", "registry.run_jobrun"


def may_take_files(user) -> bool:
    """Whoever may export every table: these files hide nothing from whom they are made for."""
    return user.has_perms(
        ["registry.view_draft_processingactivity", *(_export(model) for model in _models())]
    )


def may_ask(user, kind: str) -> bool:
    if kind in FILES:
        return may_take_files(user)
    return user.has_perm(RUNS_JOBS if kind == WorkKind.RUN else SEES_THE_LOG)


def kinds_for(user) -> list[WorkKind]:
    """What the page of work offers; jobs are run from their own page."""
    kinds = [WorkKind.VERIFICATION] if may_ask(user, WorkKind.VERIFICATION) else []
    return [*FILES, *kinds] if may_take_files(user) else kinds


def is_about_people(work: AskedWork) -> bool:
    """Its file names people."""
    if work.kind == WorkKind.TABLE:
        return names_people(TABLES[work.what]._meta.model)
    return work.kind in FILES


def _models() -> Iterator[type[ProcessingActivity]]:
    return (resource._meta.model for resource in TABLES.values())


def _export(model) -> str:
    return f"{model._meta.app_label}.export_{model._meta.model_name}"
