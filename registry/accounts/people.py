"""Who has an account and what each role may do, for the page of accounts."""

from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet

from registry import hooks
from registry.signing_in.factors import FACTORS


@dataclass
class Role:
    """`name` is that of its group."""

    name: str
    sentences: list[str] = field(default_factory=list)


def roles() -> dict[str, Role]:
    """Those that ship, in their order: with a sentence of each part that they may work in."""
    found: dict[str, Role] = {}
    for described in hooks.roles_described():
        for name, sentence in described.items():
            found.setdefault(name, Role(name)).sentences.append(str(sentence))
    return found


def accounts() -> QuerySet:
    """All of them, with their roles, and with `has_factor`."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    rows = get_user_model().objects.annotate(has_factor=Exists(factors))
    return rows.prefetch_related("groups").order_by("-is_active", "username")
