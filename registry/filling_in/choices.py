"""What is chosen before anybody chooses: where there is one organisation, it is that one."""

from functools import partial

from django.db import models

ORGANISATION = "organisation"


def chosen_for(request, field: models.ForeignKey) -> dict:
    """What to give a form field at its start. Asked only by forms of new rows, once a page."""
    if field.name != ORGANISATION or field.related_model._meta.model_name != ORGANISATION:
        return {}
    return {"initial": partial(_only_one, request, field.related_model)}


def _only_one(request, organisations: type[models.Model]) -> models.Model | None:
    if not hasattr(request, "only_organisation"):
        few = list(organisations.objects.in_use()[:2])
        request.only_organisation = few[0] if len(few) == 1 else None
    return request.only_organisation
