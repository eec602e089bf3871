"""A reference to a row of any table of the register, in one column."""

import re

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

FORM = re.compile(r"(?P<name>[a-z]{1,40}):(?P<pk>[0-9]{1,18})")
APP = "registry"


def reference_to(row: models.Model) -> str:
    return reference(type(row), row.pk)


def reference(model: type[models.Model], pk: int) -> str:
    """Such as `purpose:12`."""
    return f"{model._meta.model_name}:{pk}"


def referred(text: str) -> tuple[type[models.Model], int]:
    """Table and key. Raises LookupError where the text is no reference to such a table."""
    found = FORM.fullmatch(text)
    if not found:
        raise LookupError(text)
    return apps.get_model(APP, found["name"]), int(found["pk"])


def in_words(text: str) -> str:
    """Such as “purpose 12”: what it is called is for those to say who know who asks."""
    try:
        model, pk = referred(text)
    except LookupError:
        return text
    return f"{model._meta.verbose_name} {pk}"


def _is_reference(text: str) -> None:
    try:
        referred(text)
    except LookupError as error:
        raise ValidationError(_("is not a reference to an entry of the register.")) from error


class AnyRowField(models.CharField):
    """Holds a reference. That the row exists is for the table to check: see `faults_among`."""

    default_validators = [_is_reference]

    def __init__(self, *args, max_length=60, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)
