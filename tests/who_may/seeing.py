"""Who may see which canary."""

from requests_app.retention.confidence import WORDS
from tests.who_may.canaries import Canary
from tests.who_may.expected import HIDDEN_WITH_DRAFTS, STRANGERS, TABLE_OF, is_among
from tests.who_may.rows import DRAFT, OLD
from tests.who_may.table import (
    DPO,
    GROUPS,
    OF_DRAFTS,
    OF_REQUESTS,
    PROOFS,
    PUBLISHED,
    WRITERS,
)

WORDS_OF = {model._meta.label_lower: {*names, "the file itself"} for model, names in WORDS.items()}


def may_see(who: str, canary: Canary, *, is_revealed: bool = False) -> bool:
    """On any page at all; `is_revealed` where somebody asked who it was, and said why."""
    if is_revealed and canary.table == "requests_app.requester":
        return is_among(who, OF_REQUESTS)
    if (canary.table, canary.name) in PUBLISHED:
        return True
    if (canary.table, canary.name) == ("auth.user", "username"):
        return who in GROUPS or is_among(who, GROUPS)  # the author of what was changed
    if (canary.table, canary.name) in PROOFS:
        return is_among(who, OF_REQUESTS)
    if canary.table == "registry.askedcolleague":  # on the page of whoever asks
        return is_among(who, WRITERS)
    if who in STRANGERS or canary.table not in TABLE_OF:
        return False
    if not is_among(who, TABLE_OF[canary.table].read):
        return False
    if canary.variant == DRAFT and canary.table.partition(".")[2] in HIDDEN_WITH_DRAFTS:
        return is_among(who, OF_DRAFTS)
    if canary.variant == OLD and canary.name in WORDS_OF.get(canary.table, ()):
        return is_among(who, (DPO,))
    return True
