"""What no password may be, beside short, common, or like the name of its account."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

FEWEST = 4


class DifferentCharactersValidator:
    """Refuses one character, or a few, over and over. Long is not enough."""

    def validate(self, password, user=None):
        if len(set(password.casefold())) < FEWEST:
            raise ValidationError(
                ngettext(
                    "This password repeats the same characters. Use at least {n} other.",
                    "This password repeats the same characters. Use at least {n} others.",
                    FEWEST,
                ).format(n=FEWEST),
                code="password_repeats",
            )

    def get_help_text(self):
        return _("Your password cannot be the same characters over and over.")
