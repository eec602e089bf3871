"""On which grounds a right may be refused: rows, each with its article, its source and its time."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils.translation import gettext_lazy as _

from requests_app.vocabulary import RefusalGround as Ground

# The Regulation applies from this day: Article 99(2). Nothing is asked of what was told before.
APPLIES_FROM = date(2018, 5, 25)
GDPR = "Regulation (EU) 2016/679"

# Codes of the rights, by their articles.
OF_15_TO_20 = (
    "access",
    "rectification",
    "erasure",
    "restriction",
    "recipient-notification",
    "portability",
)
OF_21_AND_22 = ("objection", "marketing-objection", "automated-decisions")
OF_CHAPTER_III = ("information", *OF_15_TO_20, *OF_21_AND_22)
EVERY = (*OF_CHAPTER_III, "consent-withdrawal", "complaint", "concern")
# An objection to marketing is absolute (21(3)); 12(5) is about Articles 13 to 22, and so neither
# about a withdrawal nor about a complaint.
OF_12_5 = tuple(code for code in OF_CHAPTER_III if code != "marketing-objection")
OF_89_2 = ("access", "rectification", "restriction", "objection")
OF_89_3 = (*OF_89_2, "recipient-notification", "portability")


class Needs(Enum):
    """What has to be on record beside a ground, and how it is asked for."""

    NOTHING = ""
    PROOF = _("enter what shows it; the burden of proof is the controller's")
    LAW = _("name the law")


@dataclass(frozen=True)
class GroundRow:
    """One ground against some rights, as the law has it from a day on."""

    ground: Ground
    article: str
    against: tuple[str, ...]
    needs: Needs = Needs.NOTHING
    # Whether it stands against a part of what is asked for, and never against all of it.
    only_in_part: tuple[str, ...] = ()
    source: str = GDPR
    valid_from: date = APPLIES_FROM
    valid_until: date | None = None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


ERASURE, OBJECTION, INFORMATION = ("erasure",), ("objection",), ("information",)
DECISIONS = ("automated-decisions",)
ROWS = (
    GroundRow(Ground.NOT_IDENTIFIED, "11(2)", OF_15_TO_20),
    GroundRow(Ground.NOT_IDENTIFIED, "12(2)", OF_21_AND_22),
    # What is given up cannot be found either; nobody need be identified for that alone.
    GroundRow(Ground.NOT_IDENTIFIED, "11(1)", ("consent-withdrawal",)),
    GroundRow(Ground.UNFOUNDED, "12(5)", OF_12_5, needs=Needs.PROOF),
    # A first request can be excessive too; what counts is the purpose.
    GroundRow(
        Ground.EXCESSIVE, "12(5)", OF_12_5, needs=Needs.PROOF, source=f"{GDPR}; CJEU C-526/24"
    ),
    GroundRow(Ground.RIGHTS_OF_OTHERS, "15(4)", ("access",), only_in_part=("access",)),
    GroundRow(Ground.RIGHTS_OF_OTHERS, "20(4)", ("portability",)),
    GroundRow(Ground.ALREADY_INFORMED, "13(4), 14(5)(a)", INFORMATION),
    GroundRow(Ground.IMPOSSIBLE, "14(5)(b)", INFORMATION),
    GroundRow(Ground.IMPOSSIBLE, "19", ("recipient-notification",)),
    GroundRow(Ground.LAID_DOWN, "14(5)(c)", INFORMATION, needs=Needs.LAW),
    GroundRow(Ground.CONFIDENTIALITY, "14(5)(d)", INFORMATION),
    GroundRow(Ground.ACCURATE, "16", ("rectification",)),
    GroundRow(Ground.NOTHING_TO_ERASE, "17(1)", ERASURE),
    GroundRow(Ground.EXPRESSION, "17(3)(a)", ERASURE),
    GroundRow(Ground.LEGAL_DUTY, "17(3)(b)", ERASURE),
    GroundRow(Ground.PUBLIC_TASK, "17(3)(b)", ERASURE),
    GroundRow(Ground.HEALTH, "17(3)(c)", ERASURE),
    GroundRow(Ground.ARCHIVE, "17(3)(d)", ERASURE),
    GroundRow(Ground.CLAIMS, "17(3)(e)", ERASURE),
    GroundRow(Ground.NOTHING_TO_RESTRICT, "18(1)", ("restriction",)),
    GroundRow(Ground.NOT_PORTABLE, "20(1), 20(3)", ("portability",)),
    GroundRow(Ground.NOT_OBJECTABLE, "21(1)", OBJECTION),
    GroundRow(Ground.COMPELLING, "21(1)", OBJECTION),
    GroundRow(Ground.OBJECTION_CLAIMS, "21(1)", OBJECTION),
    GroundRow(Ground.OBJECTION_RESEARCH, "21(6)", OBJECTION),
    GroundRow(Ground.NO_DECISION, "22(1)", DECISIONS),
    GroundRow(Ground.DECISION_CONTRACT, "22(2)(a)", DECISIONS),
    GroundRow(Ground.DECISION_LAW, "22(2)(b)", DECISIONS, needs=Needs.LAW),
    GroundRow(Ground.DECISION_CONSENT, "22(2)(c)", DECISIONS),
    GroundRow(Ground.NO_CONSENT, "7(3)", ("consent-withdrawal",)),
    GroundRow(Ground.RESEARCH, "89(2)", OF_89_2, needs=Needs.LAW),
    GroundRow(Ground.ARCHIVING, "89(3)", OF_89_3, needs=Needs.LAW),
    GroundRow(Ground.NATIONAL, "23, 85", OF_CHAPTER_III, needs=Needs.LAW),
    GroundRow(Ground.NO_INFRINGEMENT, "57(1)(f)", ("complaint",)),
    GroundRow(
        Ground.NO_INFRINGEMENT,
        "38(4)",
        ("concern",),
        source=f"{GDPR}; Data Protection Act 2018, section 164A(4)",
    ),
    GroundRow(Ground.NOT_CONTROLLER, "4(7), 28(3)(e)", EVERY),
)


def row_of(ground: str, code: str, on: date) -> GroundRow | None:
    """The row by which this ground holds against a right on a day; None where it does not."""
    rows = (row for row in ROWS if row.ground == ground and code in row.against)
    return next((row for row in rows if row.holds(on)), None)


def grounds_against(*codes: str, on: date, of_the_whole: bool = False) -> list[Ground]:
    """What holds against each of these rights; with `of_the_whole`, against all of each."""

    def holds(ground: Ground, code: str) -> bool:
        row = row_of(ground, code, on)
        return row is not None and not (of_the_whole and code in row.only_in_part)

    return [ground for ground in Ground if all(holds(ground, code) for code in codes)]


def objections_to(ground: str, code: str, *, is_partial: bool, proof: str, on: date) -> list[str]:
    """What stands against refusing a right on this ground. Of days before 2018-05-25, nothing."""
    if on < APPLIES_FROM:
        return []
    row = row_of(ground, code, on)
    if row is None:
        fit = "; ".join(str(fit.label) for fit in grounds_against(code, on=on))
        said = _("“{ground}” is not a valid ground against this right. Use one of: {fit}.")
        return [str(said).format(ground=Ground(ground).label, fit=fit)]
    found = []
    if code in row.only_in_part and not is_partial:
        said = _(
            "Article {article} stands against the copy only. Give the information of Article "
            "15(1), and choose “Partly fulfilled”."
        )
        found.append(str(said).format(article=row.article))
    if row.needs is not Needs.NOTHING and not proof.strip():
        said = _("“{ground}”: {needs} (Article {article}).")
        needs, label = row.needs.value, Ground(ground).label
        found.append(str(said).format(ground=label, needs=needs, article=row.article))
    return found
