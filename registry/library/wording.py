"""What a suggestion would write, in words: label and text of each field."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.law.suggested import SuggestedPart
from registry.library.words import shipped_name
from registry.models import Country, Engagement, ProcessingActivity, Purpose, RetentionRule

MODELS = {
    SuggestedPart.PURPOSE: Purpose,
    SuggestedPart.RECIPIENT: Engagement,
    SuggestedPart.PERIOD: RetentionRule,
}
# Said by the name of the suggestion, or inside.
LEFT_OUT = {"text", "recipient", "name", "code", "is_technical", "is_organisational", "is_physical"}


def in_words(part: str, fields: dict, owner: type = ProcessingActivity) -> list[tuple[str, str]]:
    """`owner` is the table of the entry for which it is suggested."""
    try:
        return _in_words(part, fields, owner)
    except (AttributeError, KeyError, TypeError, ValueError):  # typed by hand
        return [("", _("It cannot be read. Decline it, and enter it by hand."))]


def _in_words(part: str, fields: dict, owner: type) -> list[tuple[str, str]]:
    if part == SuggestedPart.FIELD:
        return [("", _choice(owner, fields.get("field", ""), fields.get("value", "")))]
    if model := MODELS.get(part):
        said = [(name, fields[name]) for name in fields if name not in LEFT_OUT]
        return [line for name, value in said if (line := _line(model, name, value, fields))]
    texts = [fields.get(name, "") for name in ("description", "statement")]
    return [("", text) for text in texts if text]


def _line(model, name: str, value, fields: dict) -> tuple[str, str] | None:
    if name == "bases":
        return _("Legal bases"), "; ".join(_cited("legal_bases", one) for one in value)
    if name == "condition":
        return _("Condition for special categories"), _cited(
            "special_category_conditions", str(value)
        )
    if name == "data":
        return _("Only for"), ", ".join(word["name"] for word in value)
    if name == "unit":  # with the number
        return None
    label = capfirst(_label(model, name))
    if name == "period":
        return label, f"{value} {_choice(model, 'unit', fields.get('unit', ''))}"
    return label, _choice(model, name, value)


def _label(model, name: str) -> str:
    try:
        return str(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


def _cited(table: str, citation: str) -> str:
    """As forms show it: with its name."""
    return " ".join([citation, shipped_name(table, citation)]).strip()


def _choice(model, name: str, value) -> str:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return str(value)
    if field.related_model is Country:
        return shipped_name("countries", str(value)) or str(value)
    return str(dict(field.flatchoices or ()).get(value, value))
