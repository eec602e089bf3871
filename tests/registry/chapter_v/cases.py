"""Cases of Chapter V: what is recorded, the day, the codes that refuse and those that only ask."""

from datetime import date

from registry.vocabulary import (
    Answer,
    OrganisationRole,
    RecipientRole,
    TransferTool,
    UnionLaw,
    UnitedKingdomLaw,
)

TODAY = date(2026, 11, 29)
CONTROLLER, SUB = RecipientRole.CONTROLLER, RecipientRole.SUB_PROCESSOR
AUTHORITY = RecipientRole.AUTHORITY
KEPT = {"evidence": "In the safe", "impact_assessment": "Assessed"}
SCC = KEPT | {
    "tool": TransferTool.STANDARD_CLAUSES,
    "clauses": "2021/914",
    "module": "2",
    "concluded_on": date(2021, 12, 1),
}
OLD = SCC | {"clauses": "2010/87/EU", "module": "", "concluded_on": date(2020, 3, 1)}
UNCHANGED = {"is_unchanged": Answer.YES}
IDTA = KEPT | {"tool": TransferTool.UK_AGREEMENT}
ADDENDUM = SCC | {"tool": TransferTool.UK_ADDENDUM, "concluded_on": date(2022, 5, 1)}
BCR = {"tool": TransferTool.BINDING_RULES, "impact_assessment": "Assessed"}
CERTIFIED = {"evidence": "On the list, 2026-01-02"}
SHIELD, HARBOUR, DPF = "(EU) 2016/1250", "2000/520/EC", "(EU) 2023/1795"
GB, BR, KR, JP = "(EU) 2021/1772", "(EU) 2026/179", "(EU) 2022/254", "(EU) 2019/419"
BRIDGE = {"tool": TransferTool.NONE_NEEDED, "starts_on": date(2021, 1, 1)}
LAST_RESORT = {
    "tool": TransferTool.COMPELLING_INTERESTS,
    "derogation": "Once, twelve people; weighed; encrypted",
    "authority_told_on": date(2026, 5, 4),
    "people_told_on": date(2026, 5, 4),
}
UNDER_BOTH = {"union_law": UnionLaw.TARGETING, "united_kingdom_law": UnitedKingdomLaw.TARGETING}
BRITISH = {"united_kingdom_law": UnitedKingdomLaw.TARGETING}


VOID, UNSHOWN, OVER = ["decision-not-in-force"], ["decision-scope"], ["clauses-not-in-force"]
EARLY = ["tool-of-the-uk-early"]


def consent(**more):
    return {"tool": TransferTool.EXPLICIT_CONSENT, "derogation": "She asked for it"} | more


CASES = [
    # Article 45: the day of a decision, and of its end
    ("45: Shield, first day", {"flow": (SHIELD, CERTIFIED)}, date(2016, 7, 12), [], []),
    ("45: Shield a day early", {"flow": (SHIELD, {})}, date(2016, 7, 11), VOID, []),
    ("45: Harbour, 2018, long void", {"flow": (HARBOUR, {})}, date(2018, 5, 25), VOID, []),
    ("45: DPF, first day", {"flow": (DPF, CERTIFIED)}, date(2023, 7, 10), [], []),
    ("45: no Shield, not yet DPF", {"flow": (DPF, CERTIFIED)}, date(2022, 1, 1), VOID, []),
    ("45: GB, first day", {"vendor": "GB", "flow": (GB, {})}, date(2021, 6, 28), [], []),
    ("45: GB, last day", {"vendor": "GB", "flow": (GB, {})}, date(2031, 12, 27), [], []),
    ("45: GB, a day late", {"vendor": "GB", "flow": (GB, {})}, date(2031, 12, 28), VOID, []),
    ("45: BR a day early", {"vendor": "BR", "flow": (BR, {})}, date(2026, 1, 25), VOID, []),
    ("45: BR, first day", {"vendor": "BR", "flow": (BR, {})}, date(2026, 1, 26), [], []),
    ("45: KR, unshown", {"vendor": "KR", "flow": (KR, {})}, TODAY, [], UNSHOWN),
    ("45: JP, unshown", {"vendor": "JP", "flow": (JP, {})}, TODAY, [], UNSHOWN),
    ("45: JP, shown", {"vendor": "JP", "flow": (JP, CERTIFIED)}, TODAY, [], []),
    ("45: IL", {"vendor": "IL", "flow": ("2011/61/EU", {})}, TODAY, [], []),
    ("45: FO, a company", {"vendor": "FO", "flow": ("2010/146/EU", {})}, TODAY, [], []),
    (
        "45: FO, an authority",
        {"vendor": "FO", "role": AUTHORITY, "flow": ("2010/146/EU", {})},
        TODAY,
        [],
        UNSHOWN,
    ),
    (
        "45: GB, an authority while immigration was left out",
        {"vendor": "GB", "role": AUTHORITY, "flow": (GB, {})},
        date(2025, 12, 18),
        [],
        UNSHOWN,
    ),
    (
        "45: GB, an authority since the renewal",
        {"vendor": "GB", "role": AUTHORITY, "flow": (GB, {})},
        date(2025, 12, 19),
        [],
        [],
    ),
    # The bridge: Article FINPROV.10A
    ("bridge: said, last day", {"vendor": "GB", "flow": BRIDGE}, date(2021, 6, 27), [], []),
    ("bridge: over", {"vendor": "GB", "flow": BRIDGE}, date(2021, 6, 28), ["transfer-tool"], []),
    ("bridge: over, nothing", {"vendor": "GB"}, date(2021, 6, 30), ["transfer"], []),
    ("bridge: not Gibraltar", {"vendor": "GI"}, date(2021, 3, 1), ["transfer"], []),
    # Article 46(2)(c): editions
    ("46: 2010, day before repeal", {"flow": OLD}, date(2021, 9, 26), [], []),
    ("46: 2010, unchanged?", {"flow": OLD}, date(2021, 9, 27), [], ["processing-unchanged"]),
    ("46: 2010, last day", {"flow": OLD | UNCHANGED}, date(2022, 12, 27), [], []),
    ("46: 2010, a day late", {"flow": OLD | UNCHANGED}, date(2022, 12, 28), OVER, []),
    ("46: 2010, today", {"flow": OLD | UNCHANGED}, TODAY, OVER, []),
    (
        "46: 2010, signed when repealed",
        {"flow": OLD | UNCHANGED | {"concluded_on": date(2021, 9, 27)}},
        date(2022, 1, 1),
        ["contract-too-late"],
        [],
    ),
    (
        "46: 2004 for a processor",
        {"flow": OLD | UNCHANGED | {"clauses": "2004/915/EC"}},
        date(2022, 1, 1),
        [],
        ["clauses-parties"],
    ),
    ("46: 2021, no module", {"flow": SCC | {"module": ""}}, TODAY, [], ["clauses-module"]),
    (
        "46: 2021, module 1 for a vendor",
        {"flow": SCC | {"module": "1"}},
        TODAY,
        [],
        ["clauses-module-parties"],
    ),
    (
        "46: 2021, importer under the GDPR",
        {"flow": SCC | {"importer_under_gdpr": Answer.YES}},
        TODAY,
        ["importer-under-gdpr"],
        [],
    ),
    (
        "46: 2021 by a processor to its controller",
        {
            "own_role": OrganisationRole.PROCESSOR,
            "role": CONTROLLER,
            "flow": SCC | {"module": "4"},
        },
        TODAY,
        [],
        [],
    ),
    (
        "46: 2021, no assessment",
        {"flow": SCC | {"impact_assessment": ""}},
        TODAY,
        [],
        ["transfer-assessment"],
    ),
    (
        "46: no assessment was asked before Schrems II",
        {"flow": OLD | {"impact_assessment": ""}},
        date(2020, 7, 15),
        [],
        [],
    ),
    ("45: no assessment for a decision", {"flow": (DPF, CERTIFIED)}, TODAY, [], []),
    ("47: no approval", {"flow": dict(BCR)}, TODAY, [], ["tool-approval"]),
    ("47: approved", {"flow": BCR | {"approval": "APD, 2024"}}, TODAY, [], []),
    (
        "46(2)(a): a company",
        {"flow": KEPT | {"tool": TransferTool.PUBLIC_INSTRUMENT}},
        TODAY,
        [],
        ["tool-of-authorities"],
    ),
    (
        "46(2)(a): a municipality",
        {"is_public_authority": True, "flow": KEPT | {"tool": TransferTool.PUBLIC_INSTRUMENT}},
        TODAY,
        [],
        [],
    ),
    # The UK GDPR
    ("UK: IDTA, first day", {"seat": "GB", "flow": dict(IDTA)}, date(2022, 3, 21), [], []),
    ("UK: IDTA, early", {"seat": "GB", "flow": dict(IDTA)}, date(2022, 3, 20), EARLY, []),
    ("UK: addendum", {"seat": "GB", "flow": dict(ADDENDUM)}, TODAY, [], []),
    (
        "UK: addendum to clauses of 2010",
        {"seat": "GB", "flow": ADDENDUM | {"clauses": "2010/87/EU", "module": ""}},
        TODAY,
        ["addendum-edition"],
        [],
    ),
    (
        "UK: addendum to clauses unstated",
        {"seat": "GB", "flow": ADDENDUM | {"clauses": "", "module": ""}},
        TODAY,
        [],
        ["clauses-edition"],
    ),
    (
        "UK: addendum not signed yet",
        {"seat": "GB", "flow": ADDENDUM | {"concluded_on": date(2026, 11, 30)}},
        TODAY,
        ["contract-not-made"],
        [],
    ),
    ("UK: 2010, last day", {"seat": "GB", "flow": OLD | UNCHANGED}, date(2024, 3, 21), [], []),
    ("UK: 2010, over", {"seat": "GB", "flow": OLD | UNCHANGED}, date(2024, 3, 22), OVER, []),
    (
        "UK: 2010 signed in 2022",
        {"seat": "GB", "flow": OLD | UNCHANGED | {"concluded_on": date(2022, 9, 21)}},
        date(2023, 1, 1),
        [],
        [],
    ),
    (
        "UK: 2010 signed a day late",
        {"seat": "GB", "flow": OLD | UNCHANGED | {"concluded_on": date(2022, 9, 22)}},
        date(2023, 1, 1),
        ["contract-too-late"],
        [],
    ),
    ("UK: 2021 alone", {"seat": "GB", "flow": dict(SCC)}, TODAY, ["clauses-without-addendum"], []),
    ("UK: to Gibraltar", {"seat": "GB", "vendor": "GI"}, TODAY, [], []),
    ("UK: to Ireland", {"seat": "GB", "vendor": "IE"}, TODAY, [], []),
    (
        "46: an Irish exporter on the addendum",
        {"flow": dict(ADDENDUM)},
        TODAY,
        ["tool-of-the-uk"],
        [],
    ),
    (
        "46: an exporter in the Union under both, each with its tool",
        BRITISH | {"flow": [SCC, IDTA | {"law": "uk_gdpr"}]},
        TODAY,
        [],
        [],
    ),
    (
        "46 UK GDPR: an exporter in the Union under both, one tool",
        BRITISH | {"flow": dict(SCC)},
        TODAY,
        [],
        ["transfer-under-both-laws"],
    ),
    (
        "30(1)(e): an exporter in the Union with a UK row alone",
        BRITISH | {"flow": IDTA | {"law": "uk_gdpr"}},
        TODAY,
        ["transfer"],
        [],
    ),
    (
        "46 UK GDPR: an exporter in India under both, early",
        UNDER_BOTH | {"seat": "IN", "flow": [SCC, IDTA | {"law": "uk_gdpr"}]},
        date(2022, 3, 20),
        EARLY,
        [],
    ),
    # Articles 3(2) and 44
    ("44: a vendor at home, 3(2)", {"seat": "IN", "vendor": "IN"}, TODAY, ["transfer"], []),
    ("44: a vendor in the Union, 3(2)", {"seat": "IN", "vendor": "BE"}, TODAY, [], []),
    (
        "44: a British vendor at home, under the Union's law too",
        {"seat": "GB", "vendor": "GB", "union_law": UnionLaw.TARGETING},
        TODAY,
        ["transfer"],
        [],
    ),
    (
        "44: a vendor is no people giving data themselves",
        {"absences": {"transfers": "not applicable: people send it themselves"}},
        TODAY,
        ["transfer"],
        [],
    ),
    (
        "EDPB 05/2021: people give it to a controller abroad",
        {"role": CONTROLLER, "absences": {"transfers": "not applicable: people send it"}},
        TODAY,
        [],
        [],
    ),
    ("30(1)(e): nothing was asked before the Regulation", {}, date(2018, 5, 24), [], []),
    ("30(1)(e): its first day", {}, date(2018, 5, 25), ["transfer"], []),
    (
        "3: no law applies, so none asks",
        {
            "seat": "US",
            "union_law": UnionLaw.NONE,
            "united_kingdom_law": UnitedKingdomLaw.NONE,
        },
        TODAY,
        [],
        [],
    ),
    # Article 49
    ("49(1)(a): a hotel", {"role": CONTROLLER, "flow": consent()}, TODAY, [], []),
    ("49(1)(a): a vendor", {"flow": consent()}, TODAY, [], ["derogation-routine"]),
    (
        "49(1): no reason",
        {"role": CONTROLLER, "flow": consent(derogation="")},
        TODAY,
        [],
        ["derogation-reason"],
    ),
    (
        "49(3): an authority in its public task",
        {
            "role": CONTROLLER,
            "is_public_authority": True,
            "bases": ["6(1)(e)"],
            "flow": consent(),
        },
        TODAY,
        ["derogation-public-powers"],
        [],
    ),
    (
        "49(3): an authority as anybody else, with the reason",
        {"role": CONTROLLER, "is_public_authority": True, "flow": consent()},
        TODAY,
        [],
        [],
    ),
    (
        "49(3): an authority, no reason",
        {"role": CONTROLLER, "is_public_authority": True, "flow": consent(derogation="")},
        TODAY,
        [],
        ["derogation-public-authority", "derogation-reason"],
    ),
    (
        "49(3): legal claims stay open to an authority",
        {
            "role": CONTROLLER,
            "is_public_authority": True,
            "bases": ["6(1)(e)"],
            "flow": consent(tool=TransferTool.LEGAL_CLAIMS),
        },
        TODAY,
        [],
        [],
    ),
    (
        "49(4): a public interest that no law is named for",
        {"role": CONTROLLER, "flow": consent(tool=TransferTool.PUBLIC_INTEREST)},
        TODAY,
        [],
        ["derogation-law"],
    ),
    (
        "49(4): with the law",
        {
            "role": CONTROLLER,
            "flow": consent(tool=TransferTool.PUBLIC_INTEREST, derogation_law="Belgian Tax Code"),
        },
        TODAY,
        [],
        [],
    ),
    ("49(6): all told", {"role": CONTROLLER, "flow": dict(LAST_RESORT)}, TODAY, [], []),
    (
        "49(6): nothing documented",
        {"role": CONTROLLER, "flow": LAST_RESORT | {"derogation": ""}},
        TODAY,
        ["derogation-undocumented"],
        [],
    ),
    (
        "49(1) subparagraph 2: told later than that day",
        {"role": CONTROLLER, "flow": dict(LAST_RESORT)},
        date(2026, 5, 3),
        [],
        ["derogation-authority-told", "derogation-people-told"],
    ),
]
