"""Three kinds of empty: stated as none, not applicable (and why), not stated."""

import json

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

NOT_STATED = "not stated"
NONE = "none"
NOT_APPLICABLE = "not applicable: "


def is_absence(text: str) -> bool:
    """Whether a text is a way to be empty instead of a value. Case does not matter."""
    text = " ".join(text.split()).lower()
    return text in {NOT_STATED, NONE} or text.startswith(NOT_APPLICABLE.strip())


def absence(text: str) -> str | None:
    """The stored form: `none`, `not applicable: …`, or None for "not stated".

    Raises ValidationError where "not applicable" lacks its reason.
    """
    text = " ".join(text.split())
    if text.lower() in {"", NOT_STATED}:
        return None
    if text.lower() == NONE:
        return NONE
    reason = text[len(NOT_APPLICABLE.strip()) :].strip()
    if not reason:
        raise ValidationError(
            _("Write the reason too: “not applicable: …”. Without one, write “not stated”.")
        )
    return NOT_APPLICABLE + reason


def check_absences(absences: dict, allowed: tuple[str, ...]) -> None:
    """Raises ValidationError where a field may not be empty on purpose, or says it wrongly."""
    for name, text in absences.items():
        if name not in allowed or not isinstance(text, str) or absence(text) != text:
            raise ValidationError(
                {
                    "absences": _("“{name}: {text}” is not a way to be empty here.").format(
                        name=name, text=text
                    )
                }
            )


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
            return json.loads(value)
        except ValueError as error:
            raise ValidationError(_("This is not valid JSON.")) from error

    def get_prep_value(self, value):
        return json.dumps(value or {}, sort_keys=True, ensure_ascii=False)

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))
