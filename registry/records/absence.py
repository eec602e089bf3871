"""Three kinds of empty: stated as none, not applicable (and why), not stated."""

import json

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

NOT_STATED = "not stated"
NONE = "none"
NOT_APPLICABLE = "not applicable: "
# What may be empty and is no field of its own.
EVERYDAY = {"recipients": _("recipients")}


def is_absence(text: str) -> bool:
    """Whether a text is a way to be empty instead of a value. Case does not matter."""
    text = " ".join(text.split()).lower()
    return text in {NOT_STATED, NONE} or text.startswith(NOT_APPLICABLE.strip())


def absence(text: str) -> str | None:
    """The stored form: `none`, `not applicable: …`, or None for "not stated".

    Raises ValidationError for another text, and where "not applicable" lacks its reason.
    """
    text = " ".join(text.split())
    if text.lower() in {"", NOT_STATED}:
        return None
    if text.lower() == NONE:
        return NONE
    if not is_absence(text):
        raise ValidationError(
            _(
                "“{text}” is not allowed for an empty field. Write “none”, or “not "
                "applicable: ” and the reason."
            ).format(text=text)
        )
    reason = text[len(NOT_APPLICABLE.strip()) :].strip()
    if not reason:
        raise ValidationError(
            _("Add the reason: “not applicable: …”. Without a reason, write “not stated”.")
        )
    return NOT_APPLICABLE + reason


def label_of(model: type[models.Model], name: str) -> str:
    """How people call what may be empty: a field, a relation to the row, or its everyday name."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:  # such as “recipients”
        return str(EVERYDAY.get(name, name))
    if field.auto_created:
        return field.related_model._meta.verbose_name_plural
    return field.verbose_name


def check_absences(absences: dict, allowed: tuple[str, ...]) -> None:
    """Raises ValidationError where a field may not be empty on purpose, or says it wrongly."""
    for name, text in absences.items():
        if name not in allowed or not _is_stored_form(text):
            raise ValidationError(
                {
                    "absences": _("“{name}: {text}” is not allowed for this empty field.").format(
                        name=name, text=text
                    )
                }
            )


def _is_stored_form(text) -> bool:
    if not isinstance(text, str) or text != " ".join(text.split()):
        return False
    return text == NONE or text.startswith(NOT_APPLICABLE)


class AbsencesField(models.TextField):
    """A mapping from field to absence, stored as JSON text with sorted keys.

    Not a JSONField: its check calls JSON_VALID(), which SQLite refuses in a schema that it
    does not trust (`trusted_schema=OFF`).
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"default": dict, "blank": True, **kwargs})

    def from_db_value(self, value, expression, connection):
        return self.to_python(value)

    def to_python(self, value):
        if not value:
            return {}
        if isinstance(value, dict):
            return value
        try:
            stated = json.loads(value)
        except ValueError as error:
            raise ValidationError(_("This is not valid JSON.")) from error
        if not isinstance(stated, dict):
            raise ValidationError(
                _(
                    "This must name the empty fields, each with “none” or “not applicable: ” "
                    "and the reason."
                )
            )
        return stated

    def get_prep_value(self, value):
        return json.dumps(value or {}, sort_keys=True, ensure_ascii=False)

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))
