"""Standard clauses by edition: on which days a contract on them was a tool, and by which law."""

from dataclasses import dataclass, replace
from datetime import date

from registry.chapter_v.words import ClauseEdition, TransferLaw


@dataclass(frozen=True)
class Edition:
    """A row of the law: from when, contracts concluded until when, and how long those last.

    Nobody can have agreed on clauses before they were adopted.
    """

    clauses: ClauseEdition
    law: TransferLaw
    adopted_on: date
    applies_from: date
    concluded_until: date | None
    valid_until: date | None
    source: str


REPEALED, OLD_UNTIL = date(2021, 9, 26), date(2022, 12, 27)
UK_CONCLUDED, UK_UNTIL = date(2022, 9, 21), date(2024, 3, 21)
TRANSITION = "(EU) 2021/914, Article 4(2) to (4)"
UK_TRANSITION = "Data Protection Act 2018, Schedule 21, paragraph 7"
OF_THE_UNION = (
    Edition(
        ClauseEdition.CONTROLLERS_2001,
        TransferLaw.UNION,
        date(2001, 6, 15),
        date(2001, 9, 3),
        REPEALED,
        OLD_UNTIL,
        f"2001/497/EC, Article 7; {TRANSITION}",
    ),
    # Contracts of before 15 May 2010 went on: 2010/87/EU, Article 7(2).
    Edition(
        ClauseEdition.PROCESSORS_2002,
        TransferLaw.UNION,
        date(2001, 12, 27),
        date(2002, 4, 3),
        date(2010, 5, 14),
        OLD_UNTIL,
        f"2002/16/EC, Article 7; 2010/87/EU, Article 7; {TRANSITION}",
    ),
    Edition(
        ClauseEdition.CONTROLLERS_2004,
        TransferLaw.UNION,
        date(2004, 12, 27),
        date(2005, 4, 1),
        REPEALED,
        OLD_UNTIL,
        f"2004/915/EC, Article 3; {TRANSITION}",
    ),
    Edition(
        ClauseEdition.PROCESSORS_2010,
        TransferLaw.UNION,
        date(2010, 2, 5),
        date(2010, 5, 15),
        REPEALED,
        OLD_UNTIL,
        f"2010/87/EU, Article 8; {TRANSITION}",
    ),
    Edition(
        ClauseEdition.MODULES_2021,
        TransferLaw.UNION,
        date(2021, 6, 4),
        date(2021, 6, 27),
        None,
        None,
        "(EU) 2021/914, Article 4(1)",
    ),
)
# The United Kingdom kept those of the Union that stood at the end of the transition period.
KEPT = (
    ClauseEdition.CONTROLLERS_2001,
    ClauseEdition.CONTROLLERS_2004,
    ClauseEdition.PROCESSORS_2010,
)
EDITIONS = (
    *OF_THE_UNION,
    *(
        replace(
            row,
            law=TransferLaw.UK,
            applies_from=date(2021, 1, 1),
            concluded_until=UK_CONCLUDED,
            valid_until=UK_UNTIL,
            source=UK_TRANSITION,
        )
        for row in OF_THE_UNION
        if row.clauses in KEPT
    ),
)
BY_LAW = {(row.clauses, row.law): row for row in EDITIONS}
# When the United Kingdom's own tools came: section 119A of the Data Protection Act 2018.
UK_TOOLS_FROM = date(2022, 3, 21)
# “The version of the Approved EU SCCs”: those of 2021 alone (Addendum B1.0, Table 2, section 3).
UNDER_THE_ADDENDUM = ClauseEdition.MODULES_2021
