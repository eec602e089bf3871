"""On which legal bases a right can be invoked: advice for those who decide, with the article."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# Whatever the basis: 21(2), 21(3).
ABSOLUTE = "marketing-objection"
BASES = ("6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)", "6(1)(f)")
NOT_NEEDED = _("once the data is no longer needed")
PROVIDED = _("for what the person provided, if it is processed by automated means")
# By right and basis, STANDARDS, "Rights by legal basis": the article that excludes the right.
EXCLUDED = {
    "erasure": {"6(1)(c)": "17(3)(b)", "6(1)(e)": "17(3)(b)"},
    "portability": {
        "6(1)(c)": "20(1)",
        "6(1)(d)": "20(1)",
        "6(1)(e)": "20(3)",
        "6(1)(f)": "20(1)",
    },
    "objection": dict.fromkeys(["6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)"], "21(1)"),
    "consent-withdrawal": dict.fromkeys(BASES[1:], "7(3)"),
}
# And where it depends: on what, and the article that says so.
CONDITIONS = {
    "erasure": {
        "6(1)(b)": (NOT_NEEDED, "17(1)(a)"),
        "6(1)(d)": (NOT_NEEDED, "17(1)(a)"),
        "6(1)(f)": (
            _("once the data is no longer needed, or an objection has succeeded"),
            "17(1)(a), (c)",
        ),
    },
    "portability": {"6(1)(a)": (PROVIDED, "20(1)"), "6(1)(b)": (PROVIDED, "20(1)")},
    "automated-decisions": {
        "6(1)(a)": (_("unless the consent to the decision is explicit"), "22(2)(c)"),
        "6(1)(b)": (_("unless the contract needs the decision"), "22(2)(a)"),
        "6(1)(c)": (_("unless a law allows the decision"), "22(2)(b)"),
    },
}
# What holds on every basis.
ALWAYS = ("information", "access", "rectification", "restriction")


@dataclass(frozen=True)
class Advice:
    """What the legal bases of the activities searched make of one right."""

    holds: list[str]
    depends: list[tuple[str, str, str]]
    excluded: list[tuple[str, str]]


def advice(code: str, bases: Collection[str]) -> Advice:
    """Nothing is said where no basis is recorded, and of rights that no basis bears on."""
    excluded, conditions = EXCLUDED.get(code, {}), CONDITIONS.get(code, {})
    if not (excluded or conditions or code in ALWAYS):
        return Advice([], [], [])
    known = sorted(bases)
    return Advice(
        holds=[basis for basis in known if basis not in excluded | conditions],
        depends=[(basis, *conditions[basis]) for basis in known if basis in conditions],
        excluded=[(basis, excluded[basis]) for basis in known if basis in excluded],
    )
