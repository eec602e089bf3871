"""Recovery codes: each counts once, and who uses one waits for no other writer."""

from functools import partial

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from registry.serving.beside import Beside, beside
from registry.serving.later import now_or_later

# Long after it was written into the database, whatever kept that from being done at once.
NOTED_FOR = 7 * 24 * 60 * 60  # seconds


def use_without_waiting() -> None:
    """On SQLite, that a code is used is noted beside the database before it is written there."""
    in_database = RecoveryCodes.validate_code

    def validate_code(self, code: str) -> bool:
        place = beside()
        if place is None or "migrated_codes" in self.instance.data:
            return in_database(self, code)
        return _is_used_now(self, code, place)

    RecoveryCodes.validate_code = validate_code


def _is_used_now(codes: RecoveryCodes, code: str, place: Beside) -> bool:
    factor = codes.instance
    factor.refresh_from_db()
    for number, expected in enumerate(codes.generate_codes()):
        if codes._is_code_used(number) or not compare_user_code(actual=code, expected=expected):
            continue
        if not place.add(f"recovery code {factor.pk}.{number}", "", NOTED_FOR):
            return False
        what = f"Recovery code of account {factor.user_id}"
        now_or_later(partial(_mark_used, factor.pk, number), what)
        return True
    return False


def _mark_used(pk: int, number: int) -> None:
    # As it is now: others may have been used meanwhile. None where all were made anew.
    factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if factor is not None:
        factor.wrap()._mark_code_used(number)
