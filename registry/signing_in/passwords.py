"""What no password may be, beside short, common, or like the name of its account."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.models import Organisation

FEWEST = 4
# What everybody here would try first, beside the names of the organisations and of the server.
TRIED_FIRST = ("dataprotection", "privacy", "gdpr", "ropa", "register", "password")
SHORTEST_WORD, LEFT = 4, 8
LONGEST = 200  # of two common ones in a row: none of them is half as long


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


class CommonPartsValidator(CommonPasswordValidator):
    """Refuses what is one thing over and over, or two common passwords in a row: hardly any of the
    common ones is by itself as long as is asked for.
    """

    def validate(self, password, user=None):
        word = _letters(password)
        # It is found in itself, moved. A pattern would take the square of the length.
        is_repeated = bool(word) and word in (word + word)[1:-1]
        places = range(len(word)) if len(word) <= LONGEST else ()
        ways = ((word[:at], word[at:]) for at in places)
        if is_repeated or any(self._are_common(*two) for two in ways):
            raise ValidationError(
                _("This password is made of common ones. Add words that nobody would guess."),
                code="password_of_common_parts",
            )

    def _are_common(self, before: str, behind: str) -> bool:
        return behind in self.passwords and (not before or before in self.passwords)

    def get_help_text(self):
        return _("Your password cannot be put together from common passwords.")


class OwnWordsValidator:
    """Refuses what is hardly more than words that everybody here would try first."""

    def validate(self, password, user=None):
        rest = whole = _letters(password)
        for word in sorted({*_own_words()}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != whole and len(rest) < LEFT:
            raise ValidationError(
                _("Without the words that everybody here would try first, too little is left."),
                code="password_of_own_words",
            )

    def get_help_text(self):
        return _("Your password cannot be the name of your organisation and little more.")


def _own_words() -> Iterator[str]:
    """The words of names of organisations, each alone too, and of the address of the register."""
    yield from TRIED_FIRST
    names = [*Organisation.objects.values_list("name", flat=True), *settings.ALLOWED_HOSTS]
    for name in names:
        for word in (name, *re.split(r"[\W_]+", name)):
            if len(letters := _letters(word)) >= SHORTEST_WORD:
                yield letters


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
