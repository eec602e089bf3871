"""Grounds of refusals that the register speaks against, as rows: shown, and none is refused."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from requests_app.matrix import CONSENT, CONSENT_9, CONTRACT, DUTY, INTEREST, TASK
from requests_app.models import DataSubjectRequest, RequestedRight
from requests_app.vocabulary import IdentityState
from requests_app.vocabulary import RefusalGround as Ground


@dataclass(frozen=True)
class DoubtRow:
    """Bases with which a ground is not true of all that is searched, or without which of none."""

    ground: Ground
    article: str
    bases: tuple[str, ...]
    words: str
    is_without: bool = False

    def fits(self, bases: Collection[str]) -> bool:
        has = not set(self.bases).isdisjoint(bases)
        return bool(bases) and has is not self.is_without


ROWS = (
    DoubtRow(
        Ground.NO_CONSENT,
        "7(3)",
        (CONSENT, CONSENT_9),
        _("According to the register something that is searched rests on consent."),
    ),
    DoubtRow(
        Ground.NOT_OBJECTABLE,
        "21(1)",
        (TASK, INTEREST),
        _("According to the register something that is searched rests on 6(1)(e) or (f)."),
    ),
    DoubtRow(
        Ground.NOT_PORTABLE,
        "20(1)",
        (CONSENT, CONSENT_9, CONTRACT),
        _("According to the register something that is searched rests on consent or a contract."),
    ),
    DoubtRow(
        Ground.LEGAL_DUTY,
        "17(3)(b)",
        (DUTY,),
        _("According to the register nothing that is searched rests on a legal obligation."),
        is_without=True,
    ),
    DoubtRow(
        Ground.PUBLIC_TASK,
        "17(3)(b)",
        (TASK,),
        _("According to the register nothing that is searched rests on a public task."),
        is_without=True,
    ),
    DoubtRow(
        Ground.DECISION_CONTRACT,
        "22(2)(a)",
        (CONTRACT,),
        _("According to the register nothing that is searched rests on a contract."),
        is_without=True,
    ),
    DoubtRow(
        Ground.DECISION_CONSENT,
        "22(2)(c)",
        (CONSENT, CONSENT_9),
        _("According to the register nothing that is searched rests on consent."),
        is_without=True,
    ),
)


@dataclass(frozen=True)
class Doubt:
    """What speaks against the ground of a refusal."""

    ground: str
    article: str
    words: str


def doubts_about(
    request: DataSubjectRequest, rights: Collection[RequestedRight], bases: Collection[str]
) -> list[Doubt]:
    """Of what is refused, or is about to be. Of what the register leaves open nothing is said."""
    grounds = dict.fromkeys(right.ground for right in rights if right.ground)
    return [doubt for ground in grounds for doubt in _about(request, ground, bases)]


def _about(request: DataSubjectRequest, ground: str, bases: Collection[str]) -> Iterator[Doubt]:
    label = str(Ground(ground).label)
    if ground == Ground.NOT_IDENTIFIED and request.identity_state == IdentityState.VERIFIED:
        words = gettext("It is on record that the identity was confirmed.")
        yield Doubt(label, "11(2), 12(2)", words)
    for row in ROWS:
        if row.ground == ground and row.fits(bases):
            yield Doubt(label, row.article, row.words)
