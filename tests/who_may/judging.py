"""What is right of an answer, and what of it is read through for words that nobody may see."""

from tests.who_may.addresses import Address
from tests.who_may.asking import Said
from tests.who_may.expected import expected
from tests.who_may.rows import IN_FORCE, OLD
from tests.who_may.seeing import may_see
from tests.who_may.table import AUDITOR, DPO, EDITOR, OFFICER, READER, SUPERUSER

# Steps that the rules refuse for the rows of these tests, whoever takes them.
NOT_HERE = (
    "registry/purpose/step/retire/",  # the last one of an entry in force
    "registry/engagement/step/retire/",
    "registry/seat/step/retire/",  # somebody has access by it
)


def is_read_through(who: str, address: Address) -> bool:
    """Where drafts and old files are nothing special to somebody, one row of a table is enough."""
    if who in {DPO, SUPERUSER}:  # they may see all that there is in the tables
        return False
    return who in {OFFICER, READER} or address.row not in {IN_FORCE, OLD}


def look_through(house, who, address, answer, seen) -> None:
    if answer.said != Said.OPEN or who in {DPO, SUPERUSER}:
        return
    is_revealed = address.page == "reveal" and answer.is_sent
    found = house.rows.canaries.in_(answer.written())
    if wrong := {str(one) for one in found if not may_see(who, one, is_revealed=is_revealed)}:
        seen[address.text] = wrong


def cannot_change_any_more(who: str, address: Address) -> bool:
    """A step is shown for a file that was closed long ago, and then not taken."""
    return address.page == "step" and address.row == OLD and who not in {DPO, SUPERUSER}


def least_of(address: Address) -> str:
    """Who may send a form there, and else the least."""
    everybody = (READER, AUDITOR, OFFICER, EDITOR, DPO, SUPERUSER)
    may = [who for who in everybody if expected(who, "POST", address) == Said.OPEN]
    return next((who for who in may if not cannot_change_any_more(who, address)), "")


def is_of_the_rows(page: str) -> bool:
    return any(page.startswith(f"/admin/{start}") for start in NOT_HERE)
