"""Which right can be invoked on which legal basis: rows, each with its article, source and time.

STANDARDS, “Rights by legal basis”, read again article by article. It decides nothing: a right
that depends is looked at, and one that a basis excludes may stand on another purpose.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from requests_app.grounds import APPLIES_FROM, GDPR

CONSENT, CONTRACT, DUTY, VITAL, TASK, INTEREST = ARTICLE_6 = (
    "6(1)(a)",
    "6(1)(b)",
    "6(1)(c)",
    "6(1)(d)",
    "6(1)(e)",
    "6(1)(f)",
)
# Consent to special categories is consent too, whatever lets the rest of the processing.
CONSENT_9 = "9(2)(a)"
OTHERS_9 = ("9(2)(b)", "9(2)(c)", "9(2)(d)", "9(2)(e)", "9(2)(f)", "9(2)(h)", "9(2)(i)", "9(2)(j)")
INTEREST_9 = "9(2)(g)"


class Bearing(StrEnum):
    HOLDS = "holds"
    DEPENDS = "depends"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class MatrixRow:
    """What some legal bases make of one right, as the law has it from a day on."""

    right: str
    bases: tuple[str, ...]
    bearing: Bearing
    article: str
    # On what it depends; or, where it holds, what limits it.
    words: str = ""
    source: str = GDPR
    valid_from: date = APPLIES_FROM
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


HOLDS, DEPENDS, EXCLUDED = Bearing
NOT_NEEDED = _("once the data is no longer needed")
PROVIDED = _("for what the person provided, if it is processed by automated means")
ROWS = (
    MatrixRow("information", ARTICLE_6, HOLDS, "13, 14"),
    MatrixRow("access", ARTICLE_6, HOLDS, "15"),
    MatrixRow("rectification", ARTICLE_6, HOLDS, "16"),
    # 17(3) stands against each of them: those are grounds. Data that was processed without a
    # basis is erased whatever basis was stated (17(1)(d)).
    MatrixRow(
        "erasure",
        (CONSENT, CONSENT_9),
        HOLDS,
        "17(1)(b)",
        _("unless another legal basis lets the data be kept"),
    ),
    MatrixRow("erasure", (CONTRACT, VITAL), DEPENDS, "17(1)(a)", NOT_NEEDED),
    MatrixRow(
        "erasure", (DUTY,), DEPENDS, "17(3)(b)", _("once the law no longer asks to keep the data")
    ),
    MatrixRow(
        "erasure",
        (TASK,),
        DEPENDS,
        "17(3)(b)",
        _("once the task no longer needs the data, also after an objection has succeeded"),
    ),
    MatrixRow(
        "erasure",
        (INTEREST,),
        DEPENDS,
        "17(1)(a), (c)",
        _("once the data is no longer needed, or an objection has succeeded"),
    ),
    MatrixRow("restriction", ARTICLE_6, HOLDS, "18(1)"),
    MatrixRow(
        "recipient-notification",
        ARTICLE_6,
        DEPENDS,
        "19",
        _("where data is rectified, erased or restricted"),
    ),
    MatrixRow("portability", (CONSENT, CONTRACT, CONSENT_9), DEPENDS, "20(1)", PROVIDED),
    MatrixRow("portability", (DUTY, VITAL, INTEREST), EXCLUDED, "20(1)"),
    MatrixRow("portability", (TASK,), EXCLUDED, "20(3)"),
    MatrixRow("objection", (CONSENT, CONTRACT, DUTY, VITAL), EXCLUDED, "21(1)"),
    MatrixRow(
        "objection", (TASK, INTEREST), HOLDS, "21(1)", _("unless compelling grounds are shown")
    ),
    MatrixRow("marketing-objection", (*ARTICLE_6, CONSENT_9), HOLDS, "21(2), 21(3)"),
    MatrixRow(
        "automated-decisions",
        (CONSENT,),
        DEPENDS,
        "22(2)(c)",
        _("unless the consent to the decision is explicit"),
    ),
    MatrixRow(
        "automated-decisions",
        (CONTRACT,),
        DEPENDS,
        "22(2)(a)",
        _("unless the contract needs the decision"),
    ),
    MatrixRow(
        "automated-decisions", (DUTY,), DEPENDS, "22(2)(b)", _("unless a law allows the decision")
    ),
    MatrixRow("automated-decisions", (VITAL, INTEREST), HOLDS, "22(1)"),
    MatrixRow(
        "automated-decisions", (TASK,), HOLDS, "22(1)", _("unless a law allows it (22(2)(b))")
    ),
    MatrixRow(
        "automated-decisions",
        (CONSENT_9, INTEREST_9),
        DEPENDS,
        "22(4)",
        _("unless the person is protected by suitable measures"),
    ),
    MatrixRow("automated-decisions", OTHERS_9, HOLDS, "22(4)"),
    MatrixRow("consent-withdrawal", (CONSENT, CONSENT_9), HOLDS, "7(3)"),
    MatrixRow("consent-withdrawal", (CONTRACT, DUTY, VITAL, TASK, INTEREST), EXCLUDED, "7(3)"),
    MatrixRow("complaint", ARTICLE_6, HOLDS, "77, 79"),
)


def matrix_row(right: str, basis: str, on: date) -> MatrixRow | None:
    """What the law makes of a right on a basis on a day; None where it says nothing of the two."""
    rows = (row for row in ROWS if row.right == right and basis in row.bases)
    return next((row for row in rows if row.holds_on(on)), None)
