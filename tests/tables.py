"""The tables of the register as Django knows them: a new one is under test from its first day."""

from django.apps import apps
from simple_history.models import HistoricalChanges

TABLES = [
    model
    for model in apps.get_app_config("registry").get_models()
    if not issubclass(model, HistoricalChanges)
]


def everything() -> dict:
    """All that is stored about the register: rows, links, versions."""
    models = [model.history.model for model in TABLES] + TABLES
    for model in TABLES:
        models += [field.remote_field.through for field in model._meta.local_many_to_many]
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}
