"""Whether an account has a second factor, whether it has to, and whether a session used it."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

# Recovery codes stand in for one of these when it is lost, and are no factor of their own.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_asked_of(user: AbstractBaseUser) -> bool:
    """Of everybody, or of superusers and the roles that the settings name."""
    if not settings.REQUIRE_MFA:
        return False
    if not settings.REQUIRE_MFA_ROLES or user.is_superuser:
        return True
    return user.groups.filter(name__in=settings.REQUIRE_MFA_ROLES).exists()


def factors_of(user: AbstractBaseUser) -> dict[int, str]:
    """What the account has, by number: the kind of each. Empty where there is no factor."""
    return _with_a_factor(
        dict(Authenticator.objects.filter(user_id=user.pk).values_list("pk", "type"))
    )


def factors_at_arrival(user: AbstractBaseUser) -> dict[int, str]:
    """The same as it was when the request came in, and who sent it was looked up with it."""
    if not hasattr(user, "factors"):
        return factors_of(user)
    pairs = (one.split(":") for one in (user.factors or "").split(",") if one)
    return _with_a_factor({int(number): kind for number, kind in pairs})


def _with_a_factor(found: dict[int, str]) -> dict[int, str]:
    return found if set(found.values()) & set(FACTORS) else {}


def used_in(request: HttpRequest, factors: dict[int, str]) -> bool:
    """Whether this session used one of them. One that was taken away since counts no more."""
    return any(
        record.get("method") == "mfa" and record.get("id") in factors
        for record in get_authentication_records(request, request.user)
    )


def page_to_use(factors: dict[int, str]) -> str:
    """The name of the page that asks for a factor; from each a link leads to the others."""
    if Authenticator.Type.TOTP in factors.values():
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn"
