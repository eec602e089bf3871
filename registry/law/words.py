"""Lists about what the law asks of an entry that the law closes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Marketing(models.TextChoices):
    """By what Article 13 of Directive 2002/58/EC messages may be sent to people."""

    NONE = "", _("No advertising by electronic mail")
    CONSENT = "art13_1", _("With prior consent, Article 13(1)")
    CUSTOMERS = "art13_2", _("To own customers, for similar products, Article 13(2)")


FILLERS = {"none", "n/a", "not stated", "not applicable", "unknown", "todo", "tbd", "various"}


def says_something(text: str) -> bool:
    """Whether a text could be an answer: more than one letter, and none of the usual fillers."""
    return sum(map(str.isalpha, text)) > 1 and text.strip(" .-").casefold() not in FILLERS
